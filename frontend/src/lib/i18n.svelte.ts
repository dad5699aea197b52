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
type Office = typeof import("../i18n/office/en.json");
export type Key = keyof typeof en | keyof Office;
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

/** What only settings and administration say; it comes with them. */
const office: Record<Language, () => Promise<{ default: Record<string, string> }>> = {
  en: () => import("../i18n/office/en.json"),
  fr: () => import("../i18n/office/fr.json"),
  ja: () => import("../i18n/office/ja.json"),
  id: () => import("../i18n/office/id.json"),
};
let inOffice = false;

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
  return fill(state.messages[key] ?? (en as Record<string, string>)[key] ?? key, params);
}

/** The message of a key that is made of what the server says; what we have no word for stays as it is. */
export function named(key: string, otherwise: string): string {
  return state.messages[key] ?? otherwise;
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
  const [core, more] = await Promise.all([
    next === "en" ? en : others[next]().then((loaded) => loaded.default),
    inOffice ? office[next]().then((loaded) => loaded.default) : {},
  ]);
  state.messages = { ...core, ...more };
  state.language = next;
  document.documentElement.lang = next;
  stored.set("language", next);
}

/** Loads what settings and administration say, once. */
export async function enterOffice(): Promise<void> {
  if (inOffice) return;
  const language = state.language;
  const { default: more } = await office[language]();
  inOffice = true;
  if (language === state.language) state.messages = { ...state.messages, ...more };
  else await setLanguage(state.language);
}

/** Chooses the language at the start. */
export async function startLanguage(): Promise<void> {
  const chosen = preferredLanguage(stored.get("language"), navigator.languages ?? []);
  // A translation that cannot be loaded must not keep anybody out.
  await setLanguage(chosen).catch(() => setLanguage("en"));
}
