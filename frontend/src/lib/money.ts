import { language } from "./i18n.svelte";

/** An amount of dollars in the language's way; amounts below a cent keep the digits that tell something. */
export function sayDollars(usd: number): string {
  const tiny = usd > 0 && usd < 0.01;
  return new Intl.NumberFormat(language(), {
    style: "currency",
    currency: "USD",
    currencyDisplay: "narrowSymbol",
    minimumFractionDigits: 2,
    maximumFractionDigits: tiny ? 4 : 2,
  }).format(tiny ? Math.max(usd, 0.0001) : usd);
}

/** By how much a sum changed, with its sign. */
export function sayChange(usd: number): string {
  if (usd === 0) return sayDollars(0);
  return `${usd > 0 ? "+" : "−"}${sayDollars(Math.abs(usd))}`;
}

/** What somebody typed as an amount: `null` when it is empty, `undefined` when it is none. */
export function parseDollars(text: string): number | null | undefined {
  const given = text.trim().replace(/^\$\s*|\s*\$$/g, "");
  if (given === "") return null;
  return /^\d+([.,]\d+)?$|^[.,]\d+$/.test(given) ? Number(given.replace(",", ".")) : undefined;
}

/** What somebody typed as a change of a sum, which may be negative; `undefined` when it is none. */
export function parseChange(text: string): number | undefined {
  const [, minus, rest = ""] = /^\s*([-−]?)(.*)$/s.exec(text) ?? [];
  const amount = parseDollars(rest);
  return typeof amount === "number" ? (minus ? -amount : amount) : undefined;
}

/** Up to the next cent, but not for what is only an error of the binary fraction. */
export function upToCents(usd: number): number {
  return Math.ceil(usd * 100 - 1e-6) / 100;
}

/** Down to the last cent. */
export function downToCents(usd: number): number {
  return Math.floor(usd * 100 + 1e-6) / 100;
}
