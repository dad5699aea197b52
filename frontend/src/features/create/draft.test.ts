import { beforeEach, describe, expect, it } from "vitest";
import { briefOf, emptyDraft, keepDraft, storedDraft, wrongFields } from "./draft";

beforeEach(() => localStorage.clear());

describe("briefOf", () => {
  it("sends what is given, trimmed, and leaves out what is empty", () => {
    const brief = briefOf({ ...emptyDraft("fr"), idea: "  A fox.  ", title: "  ", age: "five" });
    expect(brief).toEqual({
      idea: "A fox.",
      language: "fr",
      num_pages: 8,
      art_style: "watercolor",
      text_density: "medium",
      page_format: "square",
    });
  });

  it("sends the wishes and the characters that say something", () => {
    const brief = briefOf({
      ...emptyDraft("en"),
      idea: "x",
      moral: "be kind",
      age: " 5 ",
      characters: [
        { name: "Mara", appearance: " a small fox " },
        { name: "Otto", appearance: "" },
        { name: " ", appearance: "" },
      ],
    });
    expect(brief.moral).toBe("be kind");
    expect(brief.audience_age).toBe(5);
    expect(brief.characters).toEqual([
      { name: "Mara", appearance: "a small fox" },
      { name: "Otto" },
    ]);
  });
});

it("sends a voice, a look at the pictures and a limit only when they are wished for", () => {
  const brief = briefOf({
    ...emptyDraft("en"),
    idea: "x",
    narration: true,
    speed: 0.9,
    consistency: true,
    maxCost: " 1,50 ",
  });
  expect(brief).toMatchObject({
    narration: { speed: 0.9 },
    consistency_check: true,
    max_cost_usd: 1.5,
  });
  const plain = briefOf({ ...emptyDraft("en"), idea: "x", speed: 0.9 });
  expect(Object.keys(plain)).not.toContain("narration");
});

it("knows what is wrong before anybody is asked", () => {
  expect(wrongFields({ ...emptyDraft("en"), idea: " " })).toEqual(["idea"]);
  expect(wrongFields({ ...emptyDraft("en"), idea: "x", maxCost: "little" })).toEqual([
    "max_cost_usd",
  ]);
  expect(wrongFields({ ...emptyDraft("en"), idea: "x", maxCost: "0" })).toEqual([]);
});

describe("the kept draft", () => {
  it("comes back, is completed when it is old, and can be forgotten", () => {
    keepDraft({ ...emptyDraft("en"), idea: "A robot", pages: 4 });
    expect(storedDraft("ja")).toMatchObject({ idea: "A robot", pages: 4, language: "en" });
    localStorage.setItem("talewright.draft", '{"idea":"old"}');
    expect(storedDraft("ja")).toEqual({ ...emptyDraft("ja"), idea: "old" });
    keepDraft(null);
    expect(storedDraft("ja")).toEqual(emptyDraft("ja"));
  });

  it("is a fresh one when what is stored is broken", () => {
    localStorage.setItem("talewright.draft", "{");
    expect(storedDraft("en")).toEqual(emptyDraft("en"));
  });
});
