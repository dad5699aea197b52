import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test as base, expect, type Page } from "@playwright/test";
import type { components } from "../src/api/schema";
import { type Server, startServer } from "./server";

export { expect };

/** Somebody with an account. */
export type Account = { email: string; password: string };

/** A server for each worker, so that tests never disturb each other; and a page that tolerates no trouble. */
export const test = base.extend<
  { quiet: undefined; refusals: number[] },
  { server: Server; settings: Record<string, string>; admin: Account }
>({
  /** Settings of the server beyond the usual ones. */
  settings: [{}, { scope: "worker", option: true }],
  server: [
    async ({ settings }, use) => {
      const server = await startServer(settings);
      await use(server);
      await server.stop();
    },
    { scope: "worker" },
  ],
  /** Who administers this server; made when first wanted. */
  admin: [
    async ({ server }, use) => {
      const account = { email: "admin@example.org", password: PASSWORD };
      const post = (path: string, body: object, token?: string) =>
        fetch(`${server.url}/api/v1/auth/${path}`, {
          method: "POST",
          headers: {
            "content-type": "application/json",
            ...(token ? { authorization: `Bearer ${token}` } : {}),
          },
          body: JSON.stringify(body),
        });
      const registered = await post("register", { ...account, full_name: "Ines" });
      expect(registered.status).toBe(201);
      const { access_token } = await registered.json();
      const [, code] = await server.heard(CLAIM_CODE);
      expect((await post("claim-admin", { code }, access_token)).status).toBe(200);
      await use(account);
    },
    { scope: "worker" },
  ],
  baseURL: async ({ server }, use) => {
    await use(server.url);
  },
  /** What the server refuses on purpose in a test, beside what is usual. */
  refusals: [[], { option: true }],
  quiet: [
    async ({ page, server, refusals }, use) => {
      const trouble: string[] = [];
      page.on("pageerror", (error) => trouble.push(`error: ${error.message}`));
      page.on("console", (message) => {
        // Somebody who is not signed in yet gets a 401, and that is how the page knows.
        const status = Number(/status of (\d+)/.exec(message.text())?.[1]);
        const expected =
          [401, 404, 409, 422, ...refusals].includes(status) || /ERR_FAILED/.test(message.text());
        if (message.type() === "error" && !expected) trouble.push(`console: ${message.text()}`);
      });
      page.on("request", (request) => {
        const address = request.url();
        if (!address.startsWith(server.url) && !/^(data|blob):/.test(address))
          trouble.push(`another server was asked: ${address}`);
      });
      await use(undefined);
      // A question that is still underway when a test ends is no trouble.
      await page.unrouteAll({ behavior: "ignoreErrors" });
      expect(trouble).toEqual([]);
    },
    { auto: true },
  ],
});

/** What a server without an administrator prints. */
export const CLAIM_CODE = /with the code ([A-Z0-9-]+)/;
const PASSWORD = "seven quiet lighthouses";
let accounts = 0;

/** Makes an account by the form. */
export async function register(page: Page, name = "Ada"): Promise<Account> {
  accounts += 1;
  const email = `reader-${Date.now()}-${accounts}@example.org`;
  await page.goto("/register");
  await page.locator("input[name=name]").fill(name);
  await page.locator("input[name=email]").fill(email);
  await page.locator("input[name=password]").fill(PASSWORD);
  await page.locator("form button[type=submit]").click();
  await expect(page).toHaveURL(/\/$/);
  return { email, password: PASSWORD };
}

/** Signs in by the form. */
export async function signIn(page: Page, { email, password }: Account): Promise<void> {
  await page.goto("/login");
  await page.locator("input[name=email]").fill(email);
  await page.locator("input[name=password]").fill(password);
  await page.locator("form button[type=submit]").click();
  await expect(page).toHaveURL(/\/$/);
}

/** Signs out by the menu. */
export async function signOut(page: Page): Promise<void> {
  await page.locator("header [popovertarget]").click();
  await page.locator(".panel .account button").click();
  await expect(page).toHaveURL(/\/login/);
}

/** Asks for a story by the API, with the session of the page. Gives its id. */
export async function askForStory(page: Page, brief: Record<string, unknown>): Promise<string> {
  const answer = await page.evaluate(async (body) => {
    const sent = await fetch("/api/v1/stories", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    return { status: sent.status, body: await sent.json() };
  }, brief);
  expect(answer.status, JSON.stringify(answer.body)).toBe(202);
  return answer.body.story.id;
}

type Story = components["schemas"]["Story"];

/** Shows the page a story as it could be: with refused pictures, voices, prices, which the offline providers never make. */
export async function alterStory(
  page: Page,
  id: string,
  change: (story: Story) => void,
): Promise<void> {
  await page.route(`**/api/v1/stories/${id}`, async (route) => {
    if (route.request().method() !== "GET") return route.fallback();
    const response = await route.fetch();
    const story: Story = await response.json();
    change(story);
    return route.fulfill({ response, json: story });
  });
}

/** Makes a book by the API and opens its page when it is whole. */
export async function openBook(page: Page, brief: Record<string, unknown>): Promise<string> {
  const id = await askForStory(page, brief);
  await page.goto(`/s/${id}`);
  await expect(page.locator("a[download]")).toBeVisible({ timeout: 60_000 });
  return id;
}

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];

type Violation = { id: string; nodes: Array<{ html: string; failureSummary?: string }> };

/** Expects that axe finds nothing. The policy of the page forbids scripts of others, so it is evaluated. */
export async function expectAccessible(page: Page, where: string): Promise<void> {
  await page.evaluate(AXE);
  const violations = await page.evaluate(async (tags): Promise<Violation[]> => {
    const { axe } = window as unknown as {
      axe: { run: (options: object) => Promise<{ violations: Violation[] }> };
    };
    return (await axe.run({ runOnly: tags })).violations;
  }, RULES);
  const told = violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`),
  );
  expect(told, where).toEqual([]);
}
