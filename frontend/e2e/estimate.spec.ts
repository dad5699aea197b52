import { expect, expectAccessible, register, test } from "./fixtures";

const PRICED = {
  low_usd: 0.1234,
  high_usd: 0.3211,
  price_version: "2026-11-15",
  unknown_prices: ["local: llama3"],
  steps: [
    {
      step: "plan",
      capability: "text",
      provider: "local",
      model: "llama3",
      low_usd: 0,
      high_usd: 0,
    },
    {
      step: "page/image",
      capability: "image",
      provider: "painters",
      model: "oil-2",
      low_usd: 0.12,
      high_usd: 0.32,
    },
  ].map((step, index) => ({ ...step, low_calls: 1 + index * 8, high_calls: 3 + index * 8 })),
};

test("what a book costs is told before it is begun", async ({ page }) => {
  await register(page);
  await page.goto("/new");
  const bar = page.locator(".bar");
  await expect(bar.getByText("as soon as there is an idea")).toBeVisible();
  await page.locator("textarea[name=idea]").fill("A snail walks around the world");
  const cost = bar.getByRole("button", { name: "Free" });
  await expect(cost).toBeVisible();

  // Step by step, for who wants to know.
  await cost.click();
  await expect(cost).toHaveAttribute("aria-expanded", "true");
  await expect(bar.getByRole("listitem")).toHaveCount(4);
  await expect(bar.getByRole("listitem").nth(3)).toContainText("Pictures");
  await expect(bar.getByRole("listitem").nth(3)).toContainText("offline · painter-1");
  await expectAccessible(page, "the cost step by step");

  // What cannot be had is said by its field, and is forgotten with the wish.
  await page.getByText("More wishes").click();
  const voice = page.getByRole("switch", { name: "Read it aloud" });
  await voice.check();
  await expect(page.getByText("no provider for speech is configured")).toBeVisible();
  await expect(voice).toHaveAttribute("aria-invalid", "true");
  await expect(bar.getByText("once the form is right")).toBeVisible();
  await expectAccessible(page, "a wish that cannot be had");
  await voice.uncheck();
  await expect(cost).toBeVisible();
  await expect(page.getByText("no provider for speech is configured")).toBeHidden();

  // A limit that is none is seen before anything is sent.
  const limit = page.getByRole("textbox", { name: "Stop before it costs more" });
  await limit.fill("a little");
  await page.getByRole("button", { name: "Make my book" }).click();
  await expect(limit).toBeFocused();
  await expect(page.getByText("type an amount such as 1.50")).toBeVisible();
});

test("dollars are told as a range, with the limit and what nobody knows", async ({ page }) => {
  const asked: unknown[] = [];
  await page.route("**/api/v1/stories/estimate", (route) => {
    asked.push(route.request().postDataJSON());
    return route.fulfill({ json: PRICED });
  });
  await register(page);
  await page.goto("/new");
  await page.locator("textarea[name=idea]").fill("A snail walks around the world");
  const bar = page.locator(".bar");
  const cost = bar.getByRole("button", { name: "About $0.12 – $0.33" });
  await expect(cost).toBeVisible();
  await expect(bar.getByText("The price of local: llama3 is not known")).toBeVisible();
  await cost.click();
  await expect(bar.getByRole("listitem").first()).toContainText("Price not known");
  await expect(bar.getByRole("listitem").nth(1)).toContainText("painters · oil-2 · 9–11 calls");
  await expect(bar.getByText("Prices of 2026-11-15")).toBeVisible();

  await page.getByText("More wishes").click();
  await page.getByRole("textbox", { name: "Stop before it costs more" }).fill("0,20");
  await expect(cost).toContainText("pauses before $0.20");
  await expectAccessible(page, "a limit below the cost");
  await page.getByRole("slider", { name: "Number of pages" }).fill("2");
  await expect.poll(() => (asked.at(-1) as { num_pages: number }).num_pages).toBe(2);

  // What was estimated is what is ordered.
  const order = page.waitForRequest((sent) => sent.url().endsWith("/stories"));
  await page.getByRole("button", { name: "Make my book" }).click();
  expect((await order).postDataJSON()).toEqual(asked.at(-1));
  expect(asked.at(-1)).toMatchObject({ max_cost_usd: 0.2, num_pages: 2 });
  await expect(page).toHaveURL(/\/s\/[\w-]+$/);
});
