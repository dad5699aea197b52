import { beforeEach, expect, it } from "vitest";
import { sayBytes, sayDate, sayMoment, sayWait } from "./format";
import { setLanguage } from "./i18n.svelte";

beforeEach(() => setLanguage("en"));

it("says how long to wait in the unit that fits, never too short", async () => {
  expect([0.2, 1, 59.1, 100, 3_000, 6_000, 7_201].map(sayWait)).toEqual([
    "1 second",
    "1 second",
    "60 seconds",
    "2 minutes",
    "50 minutes",
    "2 hours",
    "3 hours",
  ]);
  await setLanguage("ja");
  expect(sayWait(12)).toBe("12 秒");
});

it("says sizes", () => {
  expect([12, 1_250, 3_400_000].map(sayBytes)).toEqual(["12 byte", "1.3 kB", "3.4 MB"]);
});

it("says a calendar day, and leaves alone what is none", () => {
  expect(sayDate("2020-01-31")).toBe("January 31, 2020");
  expect(sayDate("ink")).toBe("ink");
});

it("says a moment, with the year when it is another one", () => {
  const now = new Date("2026-11-21T12:00:00");
  expect(sayMoment("2026-11-20T14:05:00", now)).not.toContain("2026");
  expect(sayMoment("2025-11-20T14:05:00", now)).toContain("2025");
  expect(sayMoment("never", now)).toBe("");
});
