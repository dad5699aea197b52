import { beforeEach, describe, expect, it } from "vitest";
import { setLanguage } from "./i18n.svelte";
import { downToCents, parseChange, parseDollars, sayChange, sayDollars, upToCents } from "./money";

beforeEach(() => setLanguage("en"));

describe("sayDollars", () => {
  it("says dollars and cents, and what is less than a cent", () => {
    expect([0, 0.4, 12.345].map(sayDollars)).toEqual(["$0.00", "$0.40", "$12.35"]);
    expect([0.0042, 0.00001].map(sayDollars)).toEqual(["$0.0042", "$0.0001"]);
  });

  it("follows the language", async () => {
    await setLanguage("fr");
    expect(sayDollars(1.5).replace(/\s/g, " ")).toBe("1,50 $");
    await setLanguage("ja");
    expect(sayDollars(1.5)).toBe("$1.50");
  });
});

it("says changes with their sign", () => {
  expect([5, -0.25, 0].map(sayChange)).toEqual(["+$5.00", "−$0.25", "$0.00"]);
});

it("reads amounts as people type them", () => {
  expect(["2", " 1.50 ", "1,5", "$3", "3 $", ".5", "0"].map(parseDollars)).toEqual([
    2, 1.5, 1.5, 3, 3, 0.5, 0,
  ]);
  expect(parseDollars("  ")).toBeNull();
  expect(["much", "-1", "1.2.3", "1e3", "."].map(parseDollars)).toEqual(Array(5).fill(undefined));
});

it("reads changes, which may be negative", () => {
  expect(["5", "-2,50", "−$3", " - 1"].map(parseChange)).toEqual([5, -2.5, -3, -1]);
  expect(["", "-", "--1", "some"].map(parseChange)).toEqual(Array(4).fill(undefined));
});

it("rounds to cents, and not what is a cent already", () => {
  expect([0.301, 0.3, 0.1 + 0.2, 0.0001].map(upToCents)).toEqual([0.31, 0.3, 0.3, 0.01]);
  expect([0.309, 0.29, 0.0099].map(downToCents)).toEqual([0.3, 0.29, 0]);
});
