import { beforeEach, describe, expect, it } from "vitest";
import { briefOf, emptyDraft, keepDraft, storedDraft } from "./draft";

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
