import { readFileSync } from "node:fs";
import { expect, expectAccessible, register, test } from "./fixtures";

test("an idea becomes a book that is read, downloaded and deleted", async ({ page }) => {
  await register(page);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Ada");

  // An idea that the empty library suggests.
  await page.locator("main ul a").first().click();
  const idea = page.locator("textarea[name=idea]");
  await expect(idea).toHaveValue(/lighthouse/);
  await page.getByRole("radio", { name: "Storybook" }).check();
  await page.getByRole("slider").fill("4");
  await page.getByRole("button", { name: "Make my book" }).click();

  // Its pages appear as they are painted.
  await expect(page).toHaveURL(/\/s\/[\w-]+$/);
  const progress = page.getByRole("progressbar");
  await expect(progress).toBeVisible();
  await expect(page.getByText("Live", { exact: true })).toBeVisible();
  const pictures = page.locator("ol img");
  await expect(pictures.first()).toBeVisible();
  await expect(page.getByRole("link", { name: "Download PDF" })).toBeVisible({ timeout: 60_000 });
  await expect(pictures).toHaveCount(5);
  await expect(page.locator("h1")).not.toHaveText("");
  await expect(page.locator(".notice")).toContainText("offline");
  await expectAccessible(page, "story");

  // Read it: the keys, the buttons, the end.
  await page.getByRole("link", { name: "Read", exact: true }).click();
  await expect(page).toHaveURL(/\/read$/);
  const place = page.getByRole("slider", { name: "Place in the book" });
  await expect(place).toHaveAttribute("aria-valuetext", "Cover");
  await page.keyboard.press("ArrowRight");
  await expect(place).toHaveAttribute("aria-valuetext", "1 of 4");
  await expect(page.locator(".half.right .prose")).not.toBeEmpty();
  await page.getByRole("button", { name: "Next page" }).click();
  await expect(place).toHaveAttribute("aria-valuetext", "2 of 4");
  await page.keyboard.press("ArrowLeft");
  await expect(place).toHaveAttribute("aria-valuetext", "1 of 4");
  await page.keyboard.press("End");
  await expect(page.getByRole("button", { name: "Read it again" })).toBeVisible();
  await page.keyboard.press("Home");
  await expect(place).toHaveAttribute("aria-valuetext", "Cover");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await expect(place).toHaveAttribute("aria-valuetext", "2 of 4");

  // The place is remembered.
  await page.reload();
  await expect(place).toHaveAttribute("aria-valuetext", "2 of 4");

  // Bedtime, by its key, and it stays.
  await page.keyboard.press("b");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "bedtime");
  await expect(page.locator(".half.left img")).toHaveCSS("filter", /brightness\(0\.62\)/);
  await expectAccessible(page, "reader in bedtime");
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/\/s\/[\w-]+$/);
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "bedtime");

  // The download is a book.
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download PDF" }).click();
  const file = readFileSync(await (await download).path());
  expect(file.subarray(0, 5).toString()).toBe("%PDF-");

  // The library knows where we were; then the book goes.
  await page.getByRole("link", { name: "Talewright" }).click();
  await expect(page.getByRole("heading", { name: "Continue reading" })).toBeVisible();
  await expect(page.getByText("Page 2 of 4")).toBeVisible();
  await page.goBack();
  await page.getByRole("button", { name: "Delete" }).click();
  const dialog = page.getByRole("dialog", { name: "Delete this book?" });
  await expect(dialog).toBeVisible();
  await dialog.getByRole("button", { name: "Delete" }).click();
  await expect(page).toHaveURL(/\/$/);
  await expect(page.locator("main ul a")).toHaveCount(3);
  await expect(page.locator("article")).toHaveCount(0);
});
