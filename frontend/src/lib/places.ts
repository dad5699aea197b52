import { stored } from "./storage";

/** Where somebody stopped reading a story on this device. */
export type ReadingPlace = { page: number; of: number; at: number };

const KEY = "places";
/** Older places than this many stories are forgotten. */
const KEPT = 50;

/** Where each story was left, by its id. */
export function readingPlaces(): Record<string, ReadingPlace> {
  try {
    const places: unknown = JSON.parse(stored.get(KEY) ?? "{}");
    return typeof places === "object" && places !== null
      ? (places as Record<string, ReadingPlace>)
      : {};
  } catch {
    return {};
  }
}

/** Remembers where a story was left; `null` forgets it. */
export function rememberPlace(storyId: string, place: { page: number; of: number } | null): void {
  const { [storyId]: _, ...others } = readingPlaces();
  const next = place ? { ...others, [storyId]: { ...place, at: Date.now() } } : others;
  const newest = Object.entries(next).sort(([, a], [, b]) => b.at - a.at);
  stored.set(KEY, JSON.stringify(Object.fromEntries(newest.slice(0, KEPT))));
}
