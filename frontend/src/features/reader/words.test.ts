import { describe, expect, it } from "vitest";
import type { WordTime } from "../../api/stories";
import { piecesOf, wordAt } from "./words";

/** Each word takes a second, with half a second of silence after it. */
const timed = (...words: string[]): WordTime[] =>
  words.map((word, index) => ({ word, start: index * 1.5 + 0.5, end: index * 1.5 + 1.5 }));

describe("piecesOf", () => {
  it("finds each word in its paragraph, also the same one again", () => {
    expect(
      piecesOf("The  fox,\nthe fox.\n\nSo!", timed("The", "fox,", "the", "fox.", "So!")),
    ).toEqual([
      [
        { text: "The", word: 0 },
        { text: "  ", word: null },
        { text: "fox,", word: 1 },
        { text: "\n", word: null },
        { text: "the", word: 2 },
        { text: " ", word: null },
        { text: "fox.", word: 3 },
      ],
      [{ text: "So!", word: 4 }],
    ]);
  });

  it("takes phrases where there are no spaces", () => {
    const pieces = piecesOf("むかし、灯台が。", timed("むかし、", "灯台が。"));
    expect(pieces?.flat().map(({ text }) => text)).toEqual(["むかし、", "灯台が。"]);
  });

  it("shows nothing when the words are those of another text", () => {
    expect(piecesOf("A new text.", timed("An", "old", "text."))).toBeNull();
    expect(piecesOf("A text.", timed("A"))).toBeNull();
    expect(piecesOf("A text.", timed("A", "text.", "more"))).toBeNull();
    expect(piecesOf("A text.", [])).toBeNull();
    expect(piecesOf("", timed("A"))).toBeNull();
  });
});

it("knows which word is said", () => {
  const times = timed("The", "fox", "sang.");
  expect([0, 0.49, 0.5, 1.6, 2, 3.5, 99].map((at) => wordAt(times, at))).toEqual([
    null,
    null,
    0,
    0,
    1,
    2,
    2,
  ]);
  expect(wordAt([], 1)).toBeNull();
});
