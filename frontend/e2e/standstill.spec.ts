import { alterStory, expect, expectAccessible, openBook, register, test } from "./fixtures";

const BRIEF = { idea: "A shy lighthouse learns to sing", num_pages: 2, max_cost_usd: 0.5 };

/** A job as the offline providers never leave one: they cost nothing and are never away. */
const JOB = {
  kind: "picture_book",
  completed_stages: ["plan", "cast"],
  progress_percentage: 40,
  can_resume: true,
  last_event_seq: 9,
  attempts: 1,
  cancel_requested: false,
  created_at: "2026-11-20T12:00:00Z",
  estimated_cost_usd: 1.234,
  actual_cost_usd: 0.42,
};

test("a book that reached its limit goes on with a higher one", async ({ page }) => {
  await register(page);
  const id = await openBook(page, BRIEF);
  let resumed: unknown = null;
  await alterStory(page, id, (story) => {
    if (!resumed) Object.assign(story, { status: "failed", cost_usd: 0.42 });
  });
  const paused = {
    ...JOB,
    status: "paused",
    max_cost_usd: 0.5,
    error: { code: "budget_reached", message: "It would cost more than $0.50." },
  };
  await page.route(/\/api\/v1\/jobs\/[\w-]+(\/resume)?$/, (route) => {
    const job = { ...paused, id: "0", status: resumed ? "queued" : "paused" };
    if (route.request().method() === "GET") return route.fulfill({ json: job });
    resumed = route.request().postDataJSON();
    return route.fulfill({ status: 202, json: { ...job, status: "queued" } });
  });
  await page.reload();
  await expect(page.locator(".pill")).toHaveText("Paused at its limit");
  await expect(
    page.getByText("Spent so far: $0.42. The whole book costs $1.23 at most."),
  ).toBeVisible();
  await expect(page.getByText("cost $0.42")).toBeVisible();
  const limit = page.getByRole("textbox", { name: "New limit in dollars" });
  await expect(limit).toHaveValue("1.24");
  await expectAccessible(page, "a paused story");

  await limit.fill("0.30");
  await page.getByRole("button", { name: "Go on" }).click();
  await expect(page.getByText("type an amount of more than $0.50")).toBeVisible();
  await limit.fill("2");
  await page.getByRole("button", { name: "Go on" }).click();
  await expect(page.getByRole("link", { name: "Download PDF" })).toBeVisible();
  expect(resumed).toEqual({ max_cost_usd: 2 });
});

test("a book whose provider is away waits calmly, and says what it has cost", async ({ page }) => {
  await register(page);
  const id = await openBook(page, BRIEF);
  let back = false;
  await alterStory(page, id, (story) => {
    if (!back) Object.assign(story, { status: "queued", cost_usd: 0.42 });
  });
  await page.route("**/api/v1/jobs/*/events*", (route) => route.abort());
  await page.route(/\/api\/v1\/jobs\/[\w-]+(\/status)?$/, (route) =>
    route.fulfill({
      json: {
        ...JOB,
        id: "0",
        status: "queued",
        error: { code: "provider_away", message: "The painter answered 503. About 30 s." },
      },
    }),
  );
  await page.reload();
  await expect(page.getByText("waits for it and goes on by itself")).toBeVisible();
  await expect(page.getByText("The painter answered 503.")).toHaveCount(1);
  await expect(page.getByText("Spent so far: $0.42, of $1.23 at most")).toBeVisible();
  await expectAccessible(page, "a story that waits");
  back = true;
  await expect(page.getByRole("link", { name: "Download PDF" })).toBeVisible();
});
