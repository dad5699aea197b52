import { stored } from "./storage";

/** The themes; `public/theme.js` applies the stored one before the first paint. */
export const THEMES = ["light", "dark", "bedtime"] as const;
export type Theme = (typeof THEMES)[number];

const state = $state<{ theme: Theme }>({ theme: "light" });

function isTheme(name: string | undefined): name is Theme {
  return THEMES.includes(name as Theme);
}

/** The theme in use. */
export function theme(): Theme {
  return state.theme;
}

/** Shows the theme and remembers it. */
export function setTheme(next: Theme): void {
  show(next);
  stored.set("theme", next);
}

function show(next: Theme): void {
  state.theme = next;
  document.documentElement.dataset.theme = next;
  const ground = getComputedStyle(document.documentElement).getPropertyValue("--bg").trim();
  document.querySelector('meta[name="theme-color"]')?.setAttribute("content", ground);
}

/** Goes on from what `theme.js` chose, and follows the system until somebody chooses. */
export function startTheme(): void {
  const now = document.documentElement.dataset.theme;
  show(isTheme(now) ? now : "light");
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", (change) => {
    if (stored.get("theme") === null) show(change.matches ? "dark" : "light");
  });
}
