import { beforeEach, expect, it, vi } from "vitest";
import { readingPlaces, rememberPlace } from "./places";

beforeEach(() => localStorage.clear());

it("remembers where each story was left", () => {
  rememberPlace("a", { page: 3, of: 8 });
  rememberPlace("b", { page: 1, of: 4 });
  expect(readingPlaces()).toMatchObject({ a: { page: 3, of: 8 }, b: { page: 1, of: 4 } });
  rememberPlace("a", null);
  expect(Object.keys(readingPlaces())).toEqual(["b"]);
});

it("forgets the oldest of very many", () => {
  vi.useFakeTimers();
  for (let n = 0; n < 60; n += 1) {
    vi.setSystemTime(n * 1000);
    rememberPlace(`story-${n}`, { page: 1, of: 2 });
  }
  vi.useRealTimers();
  const kept = Object.keys(readingPlaces());
  expect(kept).toHaveLength(50);
  expect(kept).not.toContain("story-9");
  expect(kept).toContain("story-10");
});

it("begins anew when what is stored is broken", () => {
  localStorage.setItem("talewright.places", "[");
  expect(readingPlaces()).toEqual({});
});
