import type { Component } from "svelte";
import Account from "./features/account/Account.svelte";
import Library from "./features/library/Library.svelte";
import { matchPath, type Pattern } from "./lib/router.svelte";

// biome-ignore lint/suspicious/noExplicitAny: each page has its own parameters, checked by its route's pattern
type Page = Component<any>;
type Route = {
  pattern: Pattern;
  page: () => Page | Promise<Page>;
  /** Whether somebody must be signed in. */
  open?: boolean;
  /** Whether the page is shown without header and footer. */
  bare?: boolean;
};

/** The first page comes with the first script, the others when they are wanted. */
export const ROUTES: readonly Route[] = [
  { pattern: "/", page: () => Library },
  { pattern: "/login", page: () => Account, open: true, bare: true },
  { pattern: "/register", page: () => Account, open: true, bare: true },
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
