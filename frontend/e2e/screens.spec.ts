import { alterStory, askForStory, expect, openBook, register, test } from "./fixtures";
import { expectTargets, look, SIZES } from "./look";

/** What a book would cost with providers that cost something. */
const PRICED = {
  low_usd: 0.1234,
  high_usd: 0.3211,
  price_version: "2026-11-15",
  unknown_prices: ["compatible: qwen3:8b"],
  steps: [
    ["plan", "text", "compatible", "qwen3:8b", 1, 3, 0, 0],
    ["cast", "image", "runware", "runware:108@1", 1, 4, 0.0038, 0.0152],
    ["text", "text", "compatible", "qwen3:8b", 1, 3, 0, 0],
    ["page/image", "image", "runware", "runware:108@1", 9, 11, 0.1, 0.15],
    ["page/likeness", "vision", "openai", "gpt-5.4-mini", 0, 9, 0, 0.03],
    ["page/speech", "speech", "elevenlabs", "eleven_flash_v2_5", 8, 8, 0.02, 0.12],
  ].map(([step, capability, provider, model, low_calls, high_calls, low_usd, high_usd]) => ({
    ...{ step, capability, provider, model, low_calls, high_calls, low_usd, high_usd },
  })),
};

/** A job that reached its limit. */
const PAUSED = {
  id: "0",
  kind: "picture_book",
  status: "paused",
  error: { code: "budget_reached", message: "It would cost more than $0.50." },
  completed_stages: ["plan", "cast"],
  progress_percentage: 40,
  can_resume: true,
  last_event_seq: 9,
  estimated_cost_usd: 1.234,
  actual_cost_usd: 0.42,
  max_cost_usd: 0.5,
};

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

      test("what the offline providers never make is accessible too", async ({ page }) => {
        const screen = async (name: string) => {
          await look(page, `${name}-${size}-${locale}`);
          await expectTargets(page, name);
        };
        await page.route("**/api/v1/stories/estimate", (route) => route.fulfill({ json: PRICED }));
        await register(page);
        await page.goto("/new?idea=A%20snail%20walks%20around%20the%20world");
        const cost = page.locator(".bar .line button");
        await cost.click();
        await page.locator("summary").click();
        for (const wish of await page.getByRole("switch").all()) await wish.check();
        await page.locator("input[name=max_cost]").fill("0.20");
        await page.getByRole("slider").last().scrollIntoViewIfNeeded();
        await screen("cost");

        const idea = locale === "ja" ? "はずかしがりやの灯台" : "A shy lighthouse learns to sing";
        const id = await openBook(page, { idea, num_pages: 4, language: locale });
        let paused = false;
        await alterStory(page, id, (story) => {
          const [, first, second, third] = story.pages;
          if (!first || !second || !third) return;
          story.status = paused ? "failed" : "completed_with_gaps";
          story.cost_usd = 0.42;
          first.image_status = "stale";
          first.audio_url = "/static_content/voice.wav";
          first.word_times = [];
          second.image_status = "blocked";
          second.image_note = "offline/painter-1 declined the picture: violence. Change its words.";
          second.likeness = 81;
          third.image_status = "failed";
          third.image_url = null;
        });
        await page.route(/\/api\/v1\/jobs\/[\w-]+$/, (route) =>
          route.fulfill({ json: paused ? PAUSED : { ...PAUSED, status: "completed_with_gaps" } }),
        );
        await page.reload();
        await expect(page.locator(".tools > button")).toHaveCount(8);
        await screen("gaps");
        await page.locator("ol > li").nth(2).locator("[popovertarget]").click();
        await screen("menu");
        await page.getByRole("menuitem").first().click();
        await screen("picture");
        await page.keyboard.press("Escape");
        await page.locator("ol > li").nth(2).locator("[popovertarget]").click();
        await page.getByRole("menuitem").nth(1).click();
        await screen("text");
        await page.goto(`/s/${id}/read?page=1`);
        await expect(page.locator(".stage .prose").first()).toBeVisible();
        await screen("voice");
        paused = true;
        await page.goto(`/s/${id}`);
        await expect(page.locator(".words form")).toBeVisible();
        await screen("paused");
      });
    });
  }
}
