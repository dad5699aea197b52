import { askForStory, expect, register, test } from "./fixtures";

// Slow enough to be watched: two calls at a time.
test.use({ settings: { OFFLINE_LATENCY_MS: "500", PROVIDER_CONCURRENCY: "2" } });

const SLOW = { idea: "A snail walks around the world", num_pages: 24 };

test("a book can be stopped, and goes on where it was", async ({ page }) => {
  await register(page);
  const id = await askForStory(page, SLOW);
  await page.goto(`/s/${id}`);
  await expect(page.locator("ol img").first()).toBeVisible();
  await page.getByRole("button", { name: "Stop" }).click();
  const goOn = page.getByRole("button", { name: "Go on" });
  await expect(goOn).toBeVisible();
  await expect(page.locator(".pill")).toHaveText("Cancelled");
  const kept = await page.locator("ol img").count();
  expect(kept).toBeGreaterThan(0);
  await goOn.click();
  await expect(page.getByRole("link", { name: "Download PDF" })).toBeVisible({ timeout: 90_000 });
  await expect(page.locator("ol img")).toHaveCount(25);
});

test("where no stream comes through, the page asks now and then", async ({ page }) => {
  await page.route("**/api/v1/jobs/*/events*", (route) => route.abort());
  await register(page);
  const id = await askForStory(page, { ...SLOW, num_pages: 8 });
  await page.goto(`/s/${id}`);
  await expect(page.getByText("Checking now and then")).toBeVisible();
  await expect(page.getByRole("link", { name: "Download PDF" })).toBeVisible({ timeout: 60_000 });
});

test("a broken stream is taken up where it broke", async ({ page }) => {
  let streams = 0;
  const after: string[] = [];
  await page.route("**/api/v1/jobs/*/events*", (route) => {
    streams += 1;
    after.push(new URL(route.request().url()).searchParams.get("after") ?? "");
    return streams === 2 ? route.abort() : route.continue();
  });
  await register(page);
  const id = await askForStory(page, SLOW);
  await page.goto(`/s/${id}`);
  await expect(page.locator("ol img").first()).toBeVisible();
  // The page thinks that the network came back, and connects anew: first in vain.
  await page.evaluate(() => window.dispatchEvent(new Event("online")));
  await expect.poll(() => streams).toBeGreaterThanOrEqual(3);
  expect(after[0]).toBe("0");
  expect(Number(after[2])).toBeGreaterThan(0);
  await expect(page.getByRole("link", { name: "Download PDF" })).toBeVisible({ timeout: 90_000 });
  await expect(page.locator("ol img")).toHaveCount(25);
});
