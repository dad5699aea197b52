// Sets theme and language before the first paint. A plain file, not a module and not inline, so that it
// runs at once and the content security policy needs no exception. src/lib/theme.svelte.ts goes on from it.
(() => {
  const root = document.documentElement;
  try {
    const chosen = localStorage.getItem("talewright.theme");
    const dark = window.matchMedia("(prefers-color-scheme: dark)").matches;
    const known = chosen === "light" || chosen === "dark" || chosen === "bedtime";
    root.dataset.theme = known ? chosen : dark ? "dark" : "light";
    root.lang = localStorage.getItem("talewright.language") || root.lang;
  } catch {
    // Storage is blocked: the light theme it is.
  }
})();
