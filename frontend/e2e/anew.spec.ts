import { alterStory, expect, expectAccessible, openBook, register, test } from "./fixtures";

// Slow enough to see that something is being made.
test.use({ settings: { OFFLINE_LATENCY_MS: "400" } });

const BRIEF = { idea: "A shy lighthouse learns to sing", num_pages: 3 };

test("a declined picture says why, and is painted again from other words", async ({ page }) => {
  await register(page);
  const id = await openBook(page, BRIEF);
  let ordered: Record<string, unknown> | null = null;
  await alterStory(page, id, (story) => {
    const second = story.pages[2];
    if (ordered || !second) return;
    story.status = "completed_with_gaps";
    second.image_status = "blocked";
    second.image_note = "The painter declined: no storms for children.";
    second.likeness = 81;
  });
  await page.route("**/pages/2/regenerate", (route) => {
    ordered = route.request().postDataJSON();
    return route.fallback();
  });
  await page.reload();

  const cards = page.locator("ol > li");
  const card = cards.nth(2);
  const before = await card.locator("img").getAttribute("src");
  const untouched = await cards.nth(1).locator("img").getAttribute("src");
  await expect(page.getByRole("button", { name: "Try only what is missing" })).toBeVisible();
  await expectAccessible(page, "a story with a stand-in");
  const mark = card.getByRole("button", { name: "Page 2: A stand-in: the picture was declined" });
  await mark.click();
  const dialog = page.getByRole("dialog", { name: "Page 2: a new picture" });
  await expect(dialog.getByText("no storms for children")).toBeVisible();
  await expect(dialog.getByRole("meter")).toHaveAttribute("value", "81");
  const words = dialog.getByRole("textbox", { name: "Words for the painter" });
  await expect(words).toHaveValue(/Scene:/);
  await expectAccessible(page, "a picture anew");

  // Left alone nothing happens, and the focus is where it was.
  await dialog.getByRole("button", { name: "Leave it as it is" }).click();
  await expect(dialog).toBeHidden();
  await expect(mark).toBeFocused();

  await mark.click();
  await words.fill("The lighthouse under a rainbow.");
  await dialog.getByRole("button", { name: "Paint again" }).click();
  await expect(dialog).toBeHidden();
  await expect(card.locator(".state.busy")).toBeVisible();
  await expect(card.locator(".state")).toBeHidden({ timeout: 30_000 });
  expect(ordered).toEqual({ image: true, image_prompt: "The lighthouse under a rainbow." });
  await expect(card.locator("img")).not.toHaveAttribute("src", before ?? "");
  await expect(mark).toBeHidden();
  expect(await cards.nth(1).locator("img").getAttribute("src")).toBe(untouched);
  await expect(page.getByRole("status").filter({ hasText: "Page 2 is new." })).toBeAttached();
});

test("a page is made anew by the keyboard alone", async ({ page }) => {
  await register(page);
  await openBook(page, BRIEF);
  const orders: unknown[] = [];
  page.on("request", (sent) => {
    if (sent.url().endsWith("/regenerate")) orders.push(sent.postDataJSON());
  });
  const opener = page.getByRole("button", { name: "Page 1: make anew" });
  await opener.focus();
  await page.keyboard.press("Enter");
  const entries = page.getByRole("menu", { name: "Page 1: make anew" }).getByRole("menuitem");
  await expect(entries).toHaveCount(3);
  await expect(entries.first()).toBeFocused();
  await expectAccessible(page, "the menu of a page");
  await page.keyboard.press("ArrowUp");
  await expect(entries.nth(2)).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(entries.first()).toBeHidden();
  await expect(opener).toBeFocused();

  await page.keyboard.press("Enter");
  await expect(entries.first()).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Page 1: a new text" });
  await dialog.getByRole("textbox", { name: "What should be different?" }).fill("Funnier");
  await dialog.getByRole("switch", { name: "Paint a new picture" }).press("Space");
  await expectAccessible(page, "a text anew");
  await dialog.getByRole("button", { name: "Write again" }).press("Enter");
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("status").filter({ hasText: "Page 1 is new." })).toBeAttached({
    timeout: 30_000,
  });
  expect(orders).toEqual([{ text: true, wish: "Funnier", image: true }]);

  // The cover has only a picture; a voice that cannot be had is told plainly.
  await page.getByRole("button", { name: "Cover: make anew" }).click();
  await expect(page.getByRole("menu", { name: "Cover" }).getByRole("menuitem")).toHaveCount(1);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Page 2: make anew" }).click();
  await page.getByRole("menuitem", { name: "Narration" }).click();
  const voice = page.getByRole("dialog", { name: "Page 2: a new reading" });
  await voice.getByRole("button", { name: "Read again" }).click();
  await expect(voice.getByText("no provider for speech is configured")).toBeVisible();
});

test("in the reader, an outdated picture is marked and the open page is made anew", async ({
  page,
}) => {
  await register(page);
  const id = await openBook(page, BRIEF);
  await alterStory(page, id, (story) => {
    const first = story.pages[1];
    if (first) first.image_status = "stale";
  });
  await page.goto(`/s/${id}/read?page=1`);
  const mark = page.locator(".half.left").getByRole("button", { name: "Made for an older text" });
  await expect(mark).toBeVisible();
  await expectAccessible(page, "a page with an outdated picture");
  const before = await page.locator(".half.left img").getAttribute("src");
  await page.getByRole("button", { name: "Page 1: make anew" }).click();
  await page.getByRole("menuitem", { name: "Picture" }).click();
  // The keys belong to the dialog while it is open.
  const dialog = page.getByRole("dialog", { name: "Page 1: a new picture" });
  await dialog.getByRole("textbox").press("ArrowRight");
  await dialog.getByRole("button", { name: "Paint again" }).click();
  await expect(page.locator("header .now")).toBeVisible();
  await expect(page.locator("header .now")).toBeHidden({ timeout: 30_000 });
  await expect(page.locator(".half.left img")).not.toHaveAttribute("src", before ?? "");
  await expect(page.getByRole("slider", { name: "Place in the book" })).toHaveAttribute(
    "aria-valuetext",
    "1 of 3",
  );
});
