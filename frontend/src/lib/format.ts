import { language } from "./i18n.svelte";

/** A day in words, e.g. `20 November`, with the year only when it is another one. */
export function sayDay(at: string, now = new Date()): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return "";
  const year = date.getFullYear() === now.getFullYear() ? undefined : ("numeric" as const);
  return new Intl.DateTimeFormat(language(), { day: "numeric", month: "long", year }).format(date);
}

/** The name of a language in the language of the interface, e.g. `Japanese`. */
export function sayLanguage(tag: string): string {
  try {
    return new Intl.DisplayNames([language()], { type: "language" }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}
