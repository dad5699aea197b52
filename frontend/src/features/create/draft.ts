import type { NewStory } from "../../api/stories";
import { parseDollars } from "../../lib/money";
import { stored } from "../../lib/storage";

export const ART_STYLES = [
  "watercolor",
  "storybook",
  "cartoon",
  "crayon",
  "paper_cut",
  "pastel",
  "ink",
  "pixel",
] as const;
export type ArtStyle = (typeof ART_STYLES)[number];

export const DENSITIES = ["light", "medium", "rich"] as const;
export type Density = (typeof DENSITIES)[number];

export const FORMATS = ["square", "a4", "a4_landscape", "letter", "letter_landscape"] as const;
export type Format = (typeof FORMATS)[number];

export const FEWEST_PAGES = 1;
export const MOST_PAGES = 32;
export const MOST_CHARACTERS = 8;
export const LONGEST_IDEA = 20_000;
/** How fast a voice may read, as a multiple of its own speed. */
export const SLOWEST = 0.5;
export const FASTEST = 2;

export type DraftCharacter = { name: string; appearance: string };

/** The form of a new story as somebody fills it in: all text, nothing checked. */
export type Draft = {
  idea: string;
  language: string;
  pages: number;
  style: ArtStyle;
  density: Density;
  title: string;
  setting: string;
  moral: string;
  age: string;
  format: Format;
  characters: DraftCharacter[];
  /** Whether it is read aloud, and how fast. */
  narration: boolean;
  speed: number;
  /** Whether each picture is compared with the characters' sheets. */
  consistency: boolean;
  /** Where the making pauses, in dollars, as typed. */
  maxCost: string;
};

export function emptyDraft(language: string): Draft {
  return {
    idea: "",
    language,
    pages: 8,
    style: "watercolor",
    density: "medium",
    title: "",
    setting: "",
    moral: "",
    age: "",
    format: "square",
    characters: [],
    narration: false,
    speed: 1,
    consistency: false,
    maxCost: "",
  };
}

/** What is wrong with a draft before anybody is asked, by the server's names of the fields. */
export function wrongFields(draft: Draft): ("idea" | "max_cost_usd")[] {
  return [
    ...(draft.idea.trim() ? [] : ["idea" as const]),
    ...(parseDollars(draft.maxCost) === undefined ? ["max_cost_usd" as const] : []),
  ];
}

/** What is sent: trimmed, and what is empty left out. */
export function briefOf(draft: Draft): NewStory {
  const optional = (name: "title" | "setting" | "moral") => {
    const text = draft[name].trim();
    return text ? { [name]: text } : {};
  };
  const age = Number.parseInt(draft.age, 10);
  const limit = parseDollars(draft.maxCost);
  const characters = draft.characters
    .map(({ name, appearance }) => ({ name: name.trim(), appearance: appearance.trim() }))
    .filter(({ name, appearance }) => name || appearance)
    .map(({ name, appearance }) => (appearance ? { name, appearance } : { name }));
  return {
    idea: draft.idea.trim(),
    language: draft.language,
    num_pages: draft.pages,
    art_style: draft.style,
    text_density: draft.density,
    page_format: draft.format,
    ...optional("title"),
    ...optional("setting"),
    ...optional("moral"),
    ...(Number.isNaN(age) ? {} : { audience_age: age }),
    ...(characters.length > 0 ? { characters } : {}),
    ...(draft.narration ? { narration: { speed: draft.speed } } : {}),
    ...(draft.consistency ? { consistency_check: true } : {}),
    ...(typeof limit === "number" ? { max_cost_usd: limit } : {}),
  };
}

const KEY = "draft";

/** The draft that was left, laid over a fresh one, so that one from an older page is complete. */
export function storedDraft(language: string): Draft {
  const fresh = emptyDraft(language);
  try {
    const left: unknown = JSON.parse(stored.get(KEY) ?? "{}");
    return typeof left === "object" && left !== null ? { ...fresh, ...left } : fresh;
  } catch {
    return fresh;
  }
}

/** Keeps the draft on this device; `null` forgets it. */
export function keepDraft(draft: Draft | null): void {
  stored.set(KEY, draft && JSON.stringify(draft));
}
