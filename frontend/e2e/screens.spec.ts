import type { Page } from "@playwright/test";
import { askForStory, expect, expectAccessible, register, test } from "./fixtures";

const SIZES = {
  wide: { width: 1280, height: 800 },
  phone: { width: 390, height: 844 },
};
const THEMES = ["light", "dark", "bedtime"];

/** Looks at the screen in every theme; keeps a picture of it where a person asked for them. */
async function look(page: Page, name: string): Promise<void> {
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
    if (folder) await page.screenshot({ path: `${folder}/${name}-${theme}.png` });
  }
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow, `${name} is wider than the screen`).toBe(0);
}

/** The size that each control must have, by WCAG 2.5.8 and our own wish for 44. */
async function expectTargets(page: Page, name: string): Promise<void> {
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

for (const [size, viewport] of Object.entries(SIZES)) {
  for (const locale of ["en", "ja"]) {
    test.describe(`${size} ${locale}`, () => {
      test.use({ viewport, locale, contextOptions: { reducedMotion: "reduce" } });

      test("every screen is accessible in every theme", async ({ page }) => {
        const screen = (name: string) => look(page, `${name}-${size}-${locale}`);
        await page.goto("/login");
        await expect(page.locator("html")).toHaveAttribute("lang", locale);
        await screen("login");
        await page.goto("/register");
        await page.locator("form button[type=submit]").click();
        await expect(page.locator("[aria-invalid=true]").first()).toBeFocused();
        await screen("register");

        await register(page);
        await expect(page.locator("main ul a")).toHaveCount(3);
        await screen("empty");
        await expectTargets(page, "empty");
        await page.locator("header [popovertarget]").click();
        await screen("settings");
        await page.keyboard.press("Escape");

        await page.goto("/new");
        await page.locator("summary").click();
        await page.locator("fieldset .button").last().click();
        await screen("new");
        await expectTargets(page, "new");

        const idea = locale === "ja" ? "はずかしがりやの灯台" : "A shy lighthouse learns to sing";
        const id = await askForStory(page, { idea, num_pages: 4, language: locale });
        await page.goto(`/s/${id}`);
        await expect(page.locator("a[download]")).toBeVisible({ timeout: 60_000 });
        await screen("story");
        await expectTargets(page, "story");
        await page.locator(".words .actions button").last().click();
        await screen("delete");

        await page.goto("/");
        await expect(page.locator("article")).toHaveCount(1);
        await screen("library");
        await page.goto(`/s/${id}/read`);
        await expect(page.locator(".stage .plate").first()).toBeVisible();
        await screen("cover");
        await page.keyboard.press("ArrowRight");
        await expect(page.locator(".stage .prose").first()).toBeVisible();
        await screen("page");
        await expectTargets(page, "page");
        await page.locator(".bar [popovertarget]").click();
        await page.locator(".panel summary").click();
        await screen("reading");
        await page.keyboard.press("Escape");
        await page.keyboard.press("End");
        await screen("end");
        await page.goto("/nowhere");
        await screen("lost");
      });
    });
  }
}
