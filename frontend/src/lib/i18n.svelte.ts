import en from "../i18n/en.json";
import { stored } from "./storage";

/** The languages of the interface, each by its own name. */
export const LANGUAGES = {
  en: "English",
  fr: "Français",
  ja: "日本語",
  id: "Bahasa Indonesia",
} as const;

export type Language = keyof typeof LANGUAGES;
export type Key = keyof typeof en;
/** The part before `.other` of keys that depend on a number. */
export type PluralKey = Key extends infer K
  ? K extends `${infer Base}.other`
    ? Base
    : never
  : never;
export type Params = Record<string, string | number>;

const others: Record<
  Exclude<Language, "en">,
  () => Promise<{ default: Record<string, string> }>
> = {
  fr: () => import("../i18n/fr.json"),
  ja: () => import("../i18n/ja.json"),
  id: () => import("../i18n/id.json"),
};

const state = $state<{ language: Language; messages: Record<string, string> }>({
  language: "en",
  messages: en,
});

function isLanguage(tag: string | null | undefined): tag is Language {
  return !!tag && Object.hasOwn(LANGUAGES, tag);
}

/** The stored choice, else the first of the browser's languages that we speak, else English. */
export function preferredLanguage(choice: string | null, browser: readonly string[]): Language {
  if (isLanguage(choice)) return choice;
  return browser.map((tag) => tag.toLowerCase().split("-")[0]).find(isLanguage) ?? "en";
}

/** Replaces `{name}` by its value; an unknown name stays visible, so that the mistake is seen. */
export function fill(message: string, params: Params = {}): string {
  return message.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? new Intl.NumberFormat(state.language).format(value) : value;
  });
}

/** The message in the language of the interface. */
export function t(key: Key, params?: Params): string {
  return fill(state.messages[key] ?? en[key], params);
}

/** The message for a number of things, by the language's own plural rules. */
export function plural(key: PluralKey, count: number, params?: Params): string {
  const form = new Intl.PluralRules(state.language).select(count);
  const keyOf = (category: string) => `${key}.${category}` as Key;
  const message = state.messages[keyOf(form)] ?? state.messages[keyOf("other")] ?? key;
  return fill(message, { count, ...params });
}

/** The language of the interface. */
export function language(): Language {
  return state.language;
}

/** Loads the language, shows it and remembers it. */
export async function setLanguage(next: Language): Promise<void> {
  state.messages = next === "en" ? en : (await others[next]()).default;
  state.language = next;
  document.documentElement.lang = next;
  stored.set("language", next);
}

/** Chooses the language at the start. */
export async function startLanguage(): Promise<void> {
  const chosen = preferredLanguage(stored.get("language"), navigator.languages ?? []);
  // A translation that cannot be loaded must not keep anybody out.
  await setLanguage(chosen).catch(() => setLanguage("en"));
}
