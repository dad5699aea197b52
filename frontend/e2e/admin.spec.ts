import {
  askForStory,
  CLAIM_CODE,
  expect,
  expectAccessible,
  openBook,
  register,
  signIn,
  signOut,
  test,
} from "./fixtures";

// A server of its own, which nobody administers yet and where everybody is counted.
test.use({ settings: { PLAN_LIMITS: "on" }, refusals: [403] });

test("who runs the studio claims it, and then sees who is there", async ({ page, server }) => {
  const reader = await register(page, "Rosa");
  await page.goto("/admin");
  await expect(page.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
  await openBook(page, { idea: "A fox who looks for the moon", num_pages: 2 });
  const story = page.url();
  await signOut(page);

  const owner = await register(page, "Ines");
  await page.goto("/settings");
  const code = page.getByRole("textbox", { name: "Code" });
  await code.fill("AAAA-BBBB-CCCC");
  await page.getByRole("button", { name: "Become administrator" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await code.fill((await server.heard(CLAIM_CODE))[1] ?? "");
  await page.getByRole("button", { name: "Become administrator" }).click();
  await expect(page.getByText("You are the administrator").first()).toBeVisible();
  await page.locator("header [popovertarget]").click();
  await page.locator(".panel").getByRole("link", { name: "Administration" }).click();
  await expect(page).toHaveURL(/\/admin$/);

  // Found by name, and changed.
  const rows = page.getByRole("table", { name: "Users" }).locator("tbody tr");
  await expect(rows).toHaveCount(2);
  await page.getByRole("searchbox", { name: "Address or name" }).fill("rosa");
  await page.keyboard.press("Enter");
  await expect(rows).toHaveCount(1);
  await page.getByRole("searchbox", { name: "Address or name" }).fill("");
  await page.getByRole("combobox", { name: "Role" }).selectOption("admin");
  await expect(rows).toContainText([owner.email]);
  await page.getByRole("combobox", { name: "Role" }).selectOption("");
  await page.getByRole("link", { name: reader.email }).click();
  await expect(page.getByRole("heading", { name: "Rosa" })).toBeVisible();
  await page.getByRole("combobox", { name: "Plan" }).selectOption("pro");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Saved." })).toBeAttached();
  const amount = page.getByRole("textbox", { name: "Dollars" });
  await amount.fill("-500");
  await page.getByRole("textbox", { name: "Reason" }).fill("too much");
  await page.getByRole("button", { name: "Enter it" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await amount.fill("2.50");
  await page.getByRole("textbox", { name: "Reason" }).fill("for the school project");
  await page.getByRole("button", { name: "Enter it" }).click();
  await expect(page.getByText("The balance is $7.50 now.").first()).toBeVisible();

  // A story is hidden from its owner, who reads why; then it is there again.
  await page.getByRole("link", { name: "Moderation" }).click();
  await expect(page.getByText("Nothing to look at.")).toBeVisible();
  await page.getByRole("button", { name: "Hide another story…" }).click();
  const dialog = page.getByRole("dialog", { name: "Hide this story?" });
  await dialog.getByRole("button", { name: "Hide" }).click();
  await expect(dialog.getByText("there is no such story")).toBeVisible();
  await dialog.getByRole("textbox", { name: "Address or id" }).fill(story);
  await dialog.getByRole("textbox", { name: "Reason" }).fill("shows a real child");
  await expectAccessible(page, "a story to be hidden");
  await dialog.getByRole("button", { name: "Hide" }).click();
  await expect(dialog).toBeHidden();
  const hidden = page.getByRole("table", { name: "Moderation" }).locator("tbody tr");
  await expect(hidden).toContainText(["shows a real child"]);
  await signOut(page);
  await signIn(page, reader);
  await page.goto(story);
  await expect(page.getByText("shows a real child")).toBeVisible();
  await page.goto("/settings/plan");
  await expect(page.getByText("Pro", { exact: true })).toBeVisible();
  await expect(page.getByRole("row", { name: /for the school project/ })).toContainText("+$2.50");
  await signOut(page);
  await signIn(page, owner);
  await page.goto("/admin/moderation");
  await page.getByRole("button", { name: "Restore" }).click();
  await expect(page.getByText("Nothing to look at.")).toBeVisible();

  // A voucher, and who may not come in any more.
  await page.getByRole("link", { name: "Vouchers" }).click();
  await page.getByRole("button", { name: "Make a voucher" }).click();
  await expect(page.getByRole("textbox", { name: "Dollars" })).toBeFocused();
  await page.getByRole("textbox", { name: "Dollars" }).fill("3");
  await page.getByRole("textbox", { name: "Note" }).fill("class 3b");
  await page.getByRole("button", { name: "Make a voucher" }).click();
  const voucher = await page.getByRole("textbox", { name: "Code", exact: true }).inputValue();
  await expect(page.getByRole("row", { name: new RegExp(voucher) })).toContainText("0 of 1");
  await expectAccessible(page, "a voucher");
  await signOut(page);
  await register(page, "Nils");
  await page.goto("/settings/plan");
  await page.getByRole("textbox", { name: "Code of a voucher" }).fill("AAAABBBBCCCC");
  await page.getByRole("button", { name: "Redeem" }).click();
  await expect(page.getByRole("alert").or(page.locator("[aria-invalid=true]"))).toBeVisible();
  await page.getByRole("textbox", { name: "Code of a voucher" }).fill(voucher.toLowerCase());
  await page.getByRole("button", { name: "Redeem" }).click();
  await expect(page.getByText("$3.00 more for you.").first()).toBeVisible();
  await expect(page.getByRole("row", { name: /Voucher/ })).toContainText("+$3.00");
  await expectAccessible(page, "credit");

  // The plan's stories are used up: the page says so, and where to look.
  for (let n = 0; n < 5; n += 1)
    await askForStory(page, { idea: `A snail, part ${n}`, num_pages: 1 });
  await page.goto("/new");
  await page.locator("textarea[name=idea]").fill("A snail walks around the world");
  await page.getByRole("button", { name: "Make my book" }).click();
  await expect(page.getByRole("alert")).toContainText("5 stories a month");
  await page.getByRole("link", { name: "See plan and credit" }).click();
  await expect(page.getByText("5 of 5").first()).toBeVisible();
  await signOut(page);

  await signIn(page, owner);
  await page.goto("/admin");
  await page.getByRole("link", { name: reader.email }).click();
  await page.getByRole("switch", { name: "May sign in" }).uncheck();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Shut out")).toBeVisible();
  await page.getByRole("link", { name: "All users" }).click();
  await page.getByRole("combobox", { name: "State" }).selectOption("false");
  await expect(rows).toHaveCount(1);

  // All of it is in the audit log.
  await page.getByRole("link", { name: "Audit log" }).click();
  const entries = page.getByRole("table", { name: "Audit log" }).locator("tbody tr");
  await expect(entries.first()).toContainText("user.update");
  const all = await entries.count();
  await page.getByRole("searchbox").fill("user.claim_admin");
  await page.getByRole("button", { name: "Search" }).click();
  await expect(entries).toHaveCount(1);
  expect(all).toBeGreaterThan(5);

  // Figures, logs, providers.
  await page.getByRole("link", { name: "Figures" }).click();
  await expect(page.getByRole("table", { name: "Users by plan" })).toContainText("Free");
  await expect(page.getByRole("table", { name: "By model" })).toContainText("offline");
  await page.getByRole("link", { name: "Logs" }).click();
  await page.getByRole("combobox", { name: "At least" }).selectOption("info");
  await expect(
    page.getByRole("table", { name: "Search the log" }).locator("tbody tr").first(),
  ).toBeVisible();
  await page.getByRole("searchbox", { name: "Words" }).fill("no line says this");
  await page.getByRole("button", { name: "Search" }).click();
  await expect(page.getByText("There is no such line.")).toBeVisible();
  await page
    .getByRole("button", { name: /^Show the end of/ })
    .first()
    .click();
  await expect(page.getByRole("region", { name: /^The end of/ })).toContainText("talewright");
  const download = page.waitForEvent("download");
  await page
    .getByRole("link", { name: /^Download/ })
    .first()
    .click();
  expect((await download).suggestedFilename()).toMatch(/\.log$/);
  await page.getByRole("link", { name: "Providers" }).click();
  await page.getByRole("button", { name: "Test now" }).click();
  await expect(page.getByRole("table", { name: "Providers" })).toContainText("offline");
  await page.goto("/admin/nowhere");
  await expect(page.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
});
