import type { Component } from "svelte";
import Library from "./features/library/Library.svelte";
import { enterOffice } from "./lib/i18n.svelte";
import { matchPath, type Pattern } from "./lib/router.svelte";

// biome-ignore lint/suspicious/noExplicitAny: each page has its own parameters, checked by its route's pattern
type Page = Component<any>;
type Route = {
  pattern: Pattern;
  page: () => Page | Promise<Page>;
  /** Whom it is for: who is signed in when nothing else is said. */
  for?: "guests" | "anybody" | "administrators";
  /** Whether the page is shown without header and footer. */
  bare?: boolean;
};

/** Pages with messages of their own. */
const office = async (page: () => Promise<{ default: Page }>): Promise<Page> =>
  (await Promise.all([page(), enterOffice()]))[0].default;
const settings = () => office(() => import("./features/settings/Settings.svelte"));
const admin = () => office(() => import("./features/admin/Admin.svelte"));

const account = async () => (await import("./features/account/Account.svelte")).default;

/** The library comes with the first script, the others when they are wanted. */
export const ROUTES: readonly Route[] = [
  { pattern: "/", page: () => Library },
  { pattern: "/login", page: account, for: "guests", bare: true },
  { pattern: "/register", page: account, for: "guests", bare: true },
  {
    pattern: "/forgot-password",
    page: () => office(() => import("./features/account/Forgot.svelte")),
    for: "anybody",
    bare: true,
  },
  {
    pattern: "/reset-password",
    page: () => office(() => import("./features/account/Reset.svelte")),
    for: "anybody",
    bare: true,
  },
  {
    pattern: "/verify-email",
    page: () => office(() => import("./features/account/Verify.svelte")),
    for: "anybody",
    bare: true,
  },
  { pattern: "/settings", page: settings },
  { pattern: "/settings/:part", page: settings },
  { pattern: "/admin", page: admin, for: "administrators" },
  { pattern: "/admin/:part", page: admin, for: "administrators" },
  { pattern: "/admin/:part/:id", page: admin, for: "administrators" },
  { pattern: "/new", page: async () => (await import("./features/create/Create.svelte")).default },
  { pattern: "/s/:id", page: async () => (await import("./features/story/Story.svelte")).default },
  {
    pattern: "/s/:id/read",
    page: async () => (await import("./features/reader/Reader.svelte")).default,
    bare: true,
  },
];

/** The route of a path with its parts, or `null` when nothing is there. */
export function routeOf(path: string): { route: Route; parts: Record<string, string> } | null {
  for (const route of ROUTES) {
    const parts = matchPath(route.pattern, path);
    if (parts) return { route, parts };
  }
  return null;
}
