const BROWSERS: ReadonlyArray<[RegExp, string]> = [
  [/\bEdgA?\//, "Edge"],
  [/\bOPR\//, "Opera"],
  [/\bSamsungBrowser\//, "Samsung Internet"],
  [/\b(Firefox|FxiOS)\//, "Firefox"],
  [/\b(HeadlessChrome|Chrome|CriOS|Chromium)\//, "Chrome"],
  [/\bVersion\/[\d.]+.*\bSafari\//, "Safari"],
];
const SYSTEMS: ReadonlyArray<[RegExp, string]> = [
  [/\biPhone\b/, "iPhone"],
  [/\biPad\b/, "iPad"],
  [/\bAndroid\b/, "Android"],
  [/\bWindows\b/, "Windows"],
  [/\b(Macintosh|Mac OS X)\b/, "Mac"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bLinux\b/, "Linux"],
];

/** What a device is called by people, from what its program calls itself, e.g. `Firefox · Linux`; `null` when it says
 * nothing. A program that is no browser keeps the first word of its name. */
export function sayDevice(userAgent: string | null | undefined): string | null {
  const given = userAgent?.trim();
  if (!given) return null;
  const find = (names: ReadonlyArray<[RegExp, string]>) =>
    names.find(([pattern]) => pattern.test(given))?.[1];
  const parts = [find(BROWSERS), find(SYSTEMS)].filter((part) => part !== undefined);
  return parts.join(" · ") || (given.split(/[\s/]/, 1)[0] ?? given);
}
