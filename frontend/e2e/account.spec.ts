import { expect, expectAccessible, register, signIn, signOut, test } from "./fixtures";

// Where one can sign in with GitHub, too.
test.use({ settings: { GITHUB_CLIENT_ID: "id", GITHUB_CLIENT_SECRET: "secret" } });

const NEXT = "nine slow herons at dusk";

test("a forgotten password is set anew by the link of a letter", async ({ page, server }) => {
  const { email } = await register(page);
  await signOut(page);
  await page.getByRole("link", { name: "Forgot your password?" }).click();
  await page.getByRole("button", { name: "Send me a link" }).click();
  const address = page.getByRole("textbox", { name: "E-mail" });
  await expect(address).toBeFocused();
  await expect(address).toHaveAttribute("aria-invalid", "true");
  await address.fill(email);
  await page.getByRole("button", { name: "Send me a link" }).click();
  await expect(page.getByText("a letter with a link is on its way").first()).toBeVisible();
  await expectAccessible(page, "a letter on its way");

  const [, link] = await server.heard(/(\/reset-password#[\w-]+)/);
  await page.goto(link ?? "");
  const password = page.getByRole("textbox", { name: "New password" });
  await password.fill("short");
  await page.getByRole("button", { name: "Set the password" }).click();
  await expect(page.getByText("please use ten characters or more")).toBeVisible();
  await password.fill("password123456");
  await page.getByRole("button", { name: "Set the password" }).click();
  // The server has more to say about it.
  await expect(password).toHaveAttribute("aria-invalid", "true");
  await expectAccessible(page, "a weak password");
  await password.fill(NEXT);
  await page.getByRole("button", { name: "Set the password" }).click();
  await expect(page.getByText("Your new password is set.").first()).toBeVisible();
  await page.getByRole("link", { name: "Sign in" }).click();
  await signIn(page, { email, password: NEXT });

  // The link works once.
  await signOut(page);
  await page.goto(link ?? "");
  await page.getByRole("textbox", { name: "New password" }).fill(NEXT);
  await page.getByRole("button", { name: "Set the password" }).click();
  await expect(page.getByText("was used already")).toBeVisible();
  await expect(page.getByRole("link", { name: "Ask for another link" })).toBeVisible();
});

test("an address is confirmed by the link of a letter", async ({ page, server }) => {
  await register(page);
  await page.goto("/settings");
  await expect(page.getByText("Not confirmed yet")).toBeVisible();
  await page.getByRole("button", { name: "Confirm the address by mail" }).click();
  await expect(page.getByText("A letter with a link is on its way.").first()).toBeVisible();
  const [, link] = await server.heard(/(\/verify-email#[\w-]+)/);
  await page.goto(link ?? "");
  await expect(page.getByText("Your address is confirmed.").first()).toBeVisible();
  await page.goto("/settings");
  await expect(page.getByText("Confirmed", { exact: true })).toBeVisible();
  await page.goto("/verify-email#nonsense");
  await expect(page.getByText("was used already")).toBeVisible();
});

test("the profile is changed, and what is wrong is said by field", async ({ page }) => {
  await register(page);
  await page.locator("header [popovertarget]").click();
  await page.getByRole("link", { name: "Settings" }).click();
  await expect(page).toHaveURL(/\/settings$/);
  await expect(page.locator(".panel")).toBeHidden();
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("Grace");
  const username = page.getByRole("textbox", { name: "User name" });
  await username.fill("no spaces");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(username).toHaveAttribute("aria-invalid", "true");
  await expect(username).toBeFocused();
  await username.fill(`grace-${Date.now()}`);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved.").first()).toBeVisible();
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Grace");
});

test("a key is made, shown once, used, and deleted", async ({ page, request }) => {
  await register(page);
  await page.goto("/settings/keys");
  await expect(page.getByText("You have no keys.")).toBeVisible();
  await page.getByRole("button", { name: "Make a key" }).click();
  const name = page.getByRole("textbox", { name: "Name" });
  await expect(name).toBeFocused();
  await name.fill("my script");
  await page.getByRole("switch", { name: "Make books" }).check();
  await expect(page.getByRole("switch", { name: "Administer" })).toHaveCount(0);
  await page.getByRole("combobox", { name: "How long it works" }).selectOption("30");
  await page.getByRole("button", { name: "Make a key" }).click();
  const secret = page.getByRole("textbox", { name: "Your key" });
  await expect(secret).toBeVisible();
  const key = await secret.inputValue();
  await expectAccessible(page, "a new key");
  await page.getByRole("button", { name: "Copy" }).click();
  await expect(page.getByText(/^(Copied|It is selected)/).first()).toBeAttached();
  const ask = () => request.get("/api/v1/stories", { headers: { "X-API-Key": key } });
  expect((await ask()).status()).toBe(200);

  // Afterwards only its last characters are known.
  await page.reload();
  const row = page.getByRole("row", { name: /my script/ });
  await expect(row).toContainText("Read, Make books");
  await expect(row).toContainText(key.slice(-4));
  await expect(page.getByText(key)).toHaveCount(0);
  await page.getByRole("button", { name: "Delete the key my script" }).click();
  const dialog = page.getByRole("dialog", { name: "Delete this key?" });
  await expectAccessible(page, "a key to be deleted");
  await dialog.getByRole("button", { name: "Leave it" }).click();
  await expect(row).toBeVisible();
  await page.getByRole("button", { name: "Delete the key my script" }).click();
  await dialog.getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText("You have no keys.")).toBeVisible();
  expect((await ask()).status()).toBe(401);
});

test("devices are signed out, one by one and by another password", async ({ page, browser }) => {
  const account = await register(page);
  const phone = await browser.newContext({ baseURL: new URL(page.url()).origin, locale: "en" });
  const other = await phone.newPage();
  await signIn(other, account);

  await page.goto("/settings/security");
  const rows = page.getByRole("table", { name: "Devices" }).locator("tbody tr");
  await expect(rows).toHaveCount(2);
  await expect(rows.filter({ hasText: "This one" })).toHaveCount(1);
  await page.getByRole("button", { name: /^Sign out Chrome/ }).click();
  await expect(rows).toHaveCount(1);
  await other.goto("/new");
  await expect(other).toHaveURL(/\/login/);

  await signIn(other, account);
  const current = page.getByRole("textbox", { name: "Current password" });
  await current.fill("not the one it is");
  await page.getByRole("textbox", { name: "New password" }).fill(NEXT);
  await page.getByRole("button", { name: "Change the password" }).click();
  await expect(current).toHaveAttribute("aria-invalid", "true");
  await expect(current).toBeFocused();
  await expectAccessible(page, "a wrong password");
  await current.fill(account.password);
  await page.getByRole("button", { name: "Change the password" }).click();
  await expect(page.getByText("Every other device is signed out.").first()).toBeVisible();
  await other.goto("/new");
  await expect(other).toHaveURL(/\/login/);
  await signIn(other, { ...account, password: NEXT });
  await phone.close();
  await page.reload();
  await expect(rows).toHaveCount(2);
});

test("usage and plan say that nobody is counted here", async ({ page }) => {
  await register(page);
  await page.goto("/settings/plan");
  await expect(page.getByText("In this studio nobody is counted")).toBeVisible();
  await page.getByRole("link", { name: "Usage" }).click();
  await expect(page).toHaveURL(/\/settings\/usage$/);
  const asked = page.waitForRequest(/\/user\/usage\?since=/);
  await page.getByRole("combobox", { name: "Time" }).selectOption("7");
  const since = new URL((await asked).url()).searchParams.get("since") ?? "";
  expect((Date.now() - Date.parse(since)) / 86_400_000).toBeCloseTo(7, 2);
  await page.goto("/settings/nowhere");
  await expect(page.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
});

test.describe("what is refused", () => {
  test.use({ refusals: [402, 429] });

  test("too much at once says when to try again", async ({ page }) => {
    await register(page);
    await page.goto("/new");
    await page.locator("textarea[name=idea]").fill("A snail walks around the world");
    const story = (status: number, body: object, headers = {}) =>
      page.route("**/api/v1/stories", (route) => route.fulfill({ status, json: body, headers }));
    const alert = page.getByRole("alert");
    await story(429, { code: "rate_limited", detail: "x" }, { "retry-after": "42" });
    await page.getByRole("button", { name: "Make my book" }).click();
    await expect(alert).toContainText("Try again in 42 seconds.");
    await page.unroute("**/api/v1/stories");
    await story(402, {
      code: "not_enough_credit",
      detail: "this may cost $2.00, and you have $1.00",
    });
    await page.getByRole("button", { name: "Make my book" }).click();
    await expect(alert).toContainText("you have $1.00");
    await expectAccessible(page, "not enough credit");
    await alert.getByRole("link", { name: "See plan and credit" }).click();
    await expect(page).toHaveURL(/\/settings\/plan$/);
  });
});

test("one can sign in there, and is told why it did not work", async ({ page }) => {
  await page.goto("/login");
  const way = page.getByRole("link", { name: "Sign in with GitHub" });
  await expect(way).toBeVisible();
  await expect(page.getByRole("link", { name: "Google" })).toHaveCount(0);
  await expectAccessible(page, "ways to sign in");
  const address = (await way.getAttribute("href")) ?? "";
  const answer = await page.request.get(address, { maxRedirects: 0 });
  expect(answer.status()).toBe(302);
  expect(answer.headers().location).toMatch(/^https:\/\/github\.com\/login\/oauth/);
  const errors = {
    address_not_verified: "never confirmed it",
    address_not_verified_there: "has not confirmed your address",
    bad_code: "took too long",
    service_failed: "does not answer as it should",
    something_new: "did not work",
  };
  for (const [error, words] of Object.entries(errors)) {
    await page.goto(`/login?error=${error}`);
    await expect(page.getByRole("alert")).toContainText(words);
  }
});
