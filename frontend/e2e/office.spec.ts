import { expect, openBook, register, signIn, test } from "./fixtures";
import { expectTargets, look, SIZES } from "./look";

// Everybody is counted, so that plans and credit have something to show.
test.use({ settings: { PLAN_LIMITS: "on" }, refusals: [403] });

const FLAGGED = {
  id: "019aa3de-3fc1-7cc3-9d0a-5b1a0f6f8f11",
  owner_id: "019aa3de-3fc1-7cc3-9d0a-5b1a0f6f8f12",
  owner_email: "somebody.with.a.long.name@example.org",
  title: "A storm over the little harbour",
  language: "en",
  status: "completed_with_gaps",
  flagged_at: "2026-11-20T10:00:00Z",
  flag_reason: "offline/painter-1 declined the picture: violence",
  created_at: "2026-11-20T09:00:00Z",
};
const HIDDEN = {
  ...FLAGGED,
  id: "019aa3de-3fc1-7cc3-9d0a-5b1a0f6f8f13",
  title: "The birthday",
  hidden_at: "2026-11-20T11:00:00Z",
  hidden_reason: "shows a real child without consent",
};
const used = (name: string, cost_usd: number) => ({
  name,
  calls: 1234,
  input_tokens: 123_456,
  output_tokens: 23_456,
  images: 321,
  characters: 4_567,
  cost_usd,
});
/** What is used where providers cost something. */
const USAGE = {
  total: used("", 12.345),
  by_day: [used("2026-11-20", 4.2), used("2026-11-19", 8.145)],
  by_job: [],
  by_model: [used("openai/gpt-5.4-mini", 0.345), used("runware/runware:108@1", 12)],
  entries: { items: [], has_more: false, skip: 0, limit: 1, total: 0 },
};
/** Movements of credit of every kind. */
const LEDGER = ["charge", "settlement", "reservation", "grant", "voucher", "welcome"].map(
  (kind, index) => ({
    seq: 6 - index,
    at: "2026-11-20T10:00:00Z",
    kind,
    amount_usd: index < 3 ? -0.25 * (index + 1) : 5,
    balance_usd: 13.5,
    reason: "set aside for what the job may cost",
  }),
);

for (const [size, viewport] of Object.entries(SIZES)) {
  for (const locale of ["en", "ja"]) {
    test.describe(`${size} ${locale}`, () => {
      test.use({ viewport, locale, contextOptions: { reducedMotion: "reduce" } });

      test("settings are accessible in every theme", async ({ page }) => {
        const screen = async (name: string) => {
          await look(page, `${name}-${size}-${locale}`);
          await expectTargets(page, name);
        };
        await page.route("**/api/v1/auth/oauth", (route) =>
          route.fulfill({ json: { items: ["google", "github"] } }),
        );
        await page.goto("/login?error=address_not_verified");
        await expect(page.locator("main li a")).toHaveCount(2);
        await screen("ways");
        await page.goto("/forgot-password");
        await page.locator("form button[type=submit]").click();
        await expect(page.locator("[aria-invalid=true]")).toBeFocused();
        await screen("forgot");
        await page.goto("/reset-password#code");
        await page.locator("form button[type=submit]").click();
        await expect(page.locator("[aria-invalid=true]")).toBeFocused();
        await screen("reset");
        await page.goto("/verify-email#code");
        await expect(page.getByRole("alert")).toBeVisible();
        await screen("verify");

        await register(page);
        await page.goto("/settings");
        await expect(page.locator("form")).toHaveCount(3);
        await screen("profile");
        await page.goto("/settings/security");
        await expect(page.locator("tbody tr")).toHaveCount(1);
        await page.locator("form button[type=submit]").click();
        await expect(page.locator("[aria-invalid=true]")).toHaveCount(2);
        await screen("security");
        await page.goto("/settings/keys");
        await page.locator("input[name=key_name]").fill("my script");
        await page.locator("form button[type=submit]").click();
        await expect(page.locator("input[readonly]")).toBeVisible();
        await expect(page.locator("tbody tr")).toHaveCount(1);
        await screen("keys");
        await page.locator("tbody button").click();
        await screen("key-delete");
        await page.route("**/api/v1/user/credits?*", (route) =>
          route.fulfill({
            json: {
              balance_usd: 13.5,
              reserved_usd: 0.75,
              ledger: { items: LEDGER, has_more: true, skip: 0, limit: 20, total: 40 },
            },
          }),
        );
        await page.goto("/settings/plan");
        await expect(page.locator("tbody tr")).toHaveCount(6);
        await screen("plan");
        await page.route("**/api/v1/user/usage?*", (route) => route.fulfill({ json: USAGE }));
        await page.goto("/settings/usage");
        await expect(page.locator("tbody tr")).toHaveCount(4);
        await screen("usage");
      });

      test("administration is accessible in every theme", async ({ page, admin }) => {
        const screen = async (name: string) => {
          await look(page, `${name}-${size}-${locale}`);
          await expectTargets(page, name);
        };
        await signIn(page, admin);
        await openBook(page, { idea: "A fox who looks for the moon", num_pages: 1 });
        await page.locator("header [popovertarget]").click();
        await expect(page.locator(".panel a")).toHaveCount(2);
        await screen("admin-menu");
        await page.locator(".panel a").last().click();
        await expect(page.locator("tbody tr").first()).toBeVisible();
        await screen("users");
        await page.locator("tbody a").first().click();
        await expect(page.locator("form")).toHaveCount(2);
        await page.locator("form button[type=submit]").last().click();
        await expect(page.locator("[aria-invalid=true]")).toHaveCount(2);
        await screen("user");
        await page.route("**/api/v1/admin/moderation?*", (route) =>
          route.fulfill({
            json: { items: [FLAGGED, HIDDEN], has_more: false, skip: 0, limit: 25, total: 2 },
          }),
        );
        await page.goto("/admin/moderation");
        await expect(page.locator("tbody tr")).toHaveCount(2);
        await screen("moderation");
        await page.locator("tbody button").first().click();
        await screen("hide");
        await page.goto("/admin/figures");
        await expect(page.locator("table")).not.toHaveCount(0);
        await screen("figures");
        await page.goto("/admin/vouchers");
        await page.locator("input[name=amount]").fill("5");
        await page.locator("form button[type=submit]").click();
        await expect(page.locator("tbody tr").first()).toBeVisible();
        await screen("vouchers");
        await page.goto("/admin/audit");
        await expect(page.locator("tbody tr").first()).toBeVisible();
        await screen("audit");
        await page.goto("/admin/logs");
        await page.locator(".content select").selectOption("info");
        await expect(page.locator("tbody tr").nth(2)).toBeVisible();
        await page.locator("tbody .acts button").first().click();
        await expect(page.locator("pre")).toBeVisible();
        await screen("logs");
        await page.goto("/admin/providers");
        await page.locator("main .content button").click();
        await expect(page.locator("tbody tr").first()).toBeVisible();
        await screen("providers");
      });
    });
  }
}
