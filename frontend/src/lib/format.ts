import { language } from "./i18n.svelte";

/** A day in words, e.g. `20 November`, with the year only when it is another one. */
export function sayDay(at: string, now = new Date()): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return "";
  const year = date.getFullYear() === now.getFullYear() ? undefined : ("numeric" as const);
  return new Intl.DateTimeFormat(language(), { day: "numeric", month: "long", year }).format(date);
}

/** A calendar day such as `2026-11-21` in words, whatever the time zone. */
export function sayDate(day: string): string {
  return /^\d{4}-\d{2}-\d{2}$/.test(day) ? sayDay(`${day}T12:00:00`) : day;
}

/** A day with its time, e.g. `20 Nov, 14:05`, with the year only when it is another one. */
export function sayMoment(at: string, now = new Date()): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return "";
  const year = date.getFullYear() === now.getFullYear() ? undefined : ("numeric" as const);
  const day = { day: "numeric", month: "short", year } as const;
  const time = { hour: "2-digit", minute: "2-digit" } as const;
  return new Intl.DateTimeFormat(language(), { ...day, ...time }).format(date);
}

/** So many seconds in the unit that fits, rounded up, e.g. `12 seconds`, `3 minutes`. */
export function sayWait(seconds: number): string {
  const [unit, count] =
    seconds < 100
      ? ["second", Math.max(1, Math.ceil(seconds))]
      : seconds < 100 * 60
        ? ["minute", Math.ceil(seconds / 60)]
        : ["hour", Math.ceil(seconds / 3600)];
  const style = { style: "unit", unit: String(unit), unitDisplay: "long" } as const;
  return new Intl.NumberFormat(language(), style).format(Number(count));
}

/** A number in the language's way. */
export function sayNumber(value: number): string {
  return new Intl.NumberFormat(language()).format(value);
}

/** So many bytes, e.g. `1.2 MB`. */
export function sayBytes(bytes: number): string {
  const [unit, size] =
    bytes < 1000
      ? ["byte", bytes]
      : bytes < 1_000_000
        ? ["kilobyte", bytes / 1000]
        : ["megabyte", bytes / 1_000_000];
  const style = { style: "unit", unit: String(unit), unitDisplay: "short" } as const;
  return new Intl.NumberFormat(language(), { ...style, maximumFractionDigits: 1 }).format(
    Number(size),
  );
}

/** The name of a language in the language of the interface, e.g. `Japanese`. */
export function sayLanguage(tag: string): string {
  try {
    return new Intl.DisplayNames([language()], { type: "language" }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}
