/** A path with its named parts, e.g. `/s/:id/read`. */
export type Pattern = `/${string}`;

/** The names of the `:parts` of a pattern. */
export type PartsOf<P extends string> = P extends `${string}:${infer Part}/${infer Rest}`
  ? Part | PartsOf<Rest>
  : P extends `${string}:${infer Part}`
    ? Part
    : never;

/** What a pattern makes of a path, or `null`. A trailing slash never matters. */
export function matchPath(pattern: Pattern, path: string): Record<string, string> | null {
  const wanted = pattern.split("/").filter(Boolean);
  const given = path.split("/").filter(Boolean);
  if (wanted.length !== given.length) return null;
  const parts: Record<string, string> = {};
  for (const [index, want] of wanted.entries()) {
    const have = given[index] ?? "";
    if (!want.startsWith(":")) {
      if (want !== have) return null;
      continue;
    }
    try {
      parts[want.slice(1)] = decodeURIComponent(have);
    } catch {
      return null;
    }
  }
  return parts;
}

/** The path of a pattern with its parts filled in. */
export function pathOf<P extends Pattern>(pattern: P, parts: Record<PartsOf<P>, string>): string {
  const values: Record<string, string> = parts;
  return pattern.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(values[name] ?? ""));
}

const here = $state({ path: location.pathname, query: location.search, moves: 0 });

/** Where we are. `moves` counts the navigations since the start. */
export function place(): Readonly<typeof here> {
  return here;
}

/** The query of the address. */
export function query(): URLSearchParams {
  return new URLSearchParams(here.query);
}

function arrive(): void {
  here.path = location.pathname;
  here.query = location.search;
  here.moves += 1;
}

/** Goes to an address of this page. */
export function go(address: string, how: { replace?: boolean } = {}): void {
  if (how.replace) history.replaceState(null, "", address);
  else history.pushState(null, "", address);
  arrive();
  window.scrollTo(0, 0);
}

/** Whether a click on a link is ours to follow: same origin, no modifier, no download, no server path. */
export function isOurs(click: MouseEvent, link: HTMLAnchorElement): boolean {
  const modified = click.metaKey || click.ctrlKey || click.shiftKey || click.altKey;
  if (click.defaultPrevented || click.button !== 0 || modified) return false;
  if (link.target && link.target !== "_self") return false;
  if (link.hasAttribute("download") || link.origin !== location.origin) return false;
  const isFile = /\.[a-z0-9]+$/i.test(link.pathname);
  return !isFile && !/^\/(api|static|static_content|docs|redoc)(\/|$)/.test(link.pathname);
}

/** Follows links and the browser's own buttons. */
export function startRouter(): void {
  window.addEventListener("popstate", arrive);
  document.addEventListener("click", (click) => {
    const link = (click.target as Element | null)?.closest?.("a");
    if (!link?.href || !isOurs(click, link)) return;
    click.preventDefault();
    go(link.pathname + link.search + link.hash);
  });
}
