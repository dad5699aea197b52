import type { Page } from "@playwright/test";
import { expect, expectAccessible } from "./fixtures";

export const SIZES = {
  wide: { width: 1280, height: 800 },
  phone: { width: 360, height: 740 },
};
const THEMES = ["light", "dark", "bedtime"];

/** Looks at the screen in every theme; keeps a picture of it where a person asked for them. */
export async function look(page: Page, name: string): Promise<void> {
  await page.waitForLoadState("networkidle");
  for (const theme of THEMES) {
    await page.evaluate(async (theme) => {
      document.documentElement.dataset.theme = theme;
      // Colours change by transitions, short as they are: they must have arrived.
      await new Promise((shown) => requestAnimationFrame(() => requestAnimationFrame(shown)));
      await Promise.allSettled(document.getAnimations().map((animation) => animation.finished));
    }, theme);
    await expectAccessible(page, `${name}, ${theme}`);
    const folder = process.env.SCREENSHOTS;
    if (folder)
      await page.screenshot({
        fullPage: !!process.env.FULL,
        path: `${folder}/${name}-${theme}.png`,
      });
  }
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow, `${name} is wider than the screen`).toBe(0);
}

/** The size that each control must have, by WCAG 2.5.8 and our own wish for 44. */
export async function expectTargets(page: Page, name: string): Promise<void> {
  const small = await page.evaluate(() =>
    [
      ...document.querySelectorAll<HTMLElement>(
        "main button, main .button, header button, header a",
      ),
    ]
      .filter((control) => control.checkVisibility())
      .map((control) => ({ control, box: control.getBoundingClientRect() }))
      .filter(({ box }) => box.height > 1 && (box.height < 43.5 || box.width < 43.5))
      .map(({ control, box }) => `${control.outerHTML.slice(0, 120)} ${box.width}×${box.height}`),
  );
  expect(small, name).toEqual([]);
}
