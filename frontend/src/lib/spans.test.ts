import { expect, it } from "vitest";
import { beginOf, SPANS } from "./spans";

it("knows when each span began", () => {
  const now = new Date("2026-11-21T01:30:00Z");
  expect(SPANS.map((span) => beginOf(span, now))).toEqual([
    "2026-11-01T00:00:00.000Z",
    "2026-11-14T01:30:00.000Z",
    "2026-10-22T01:30:00.000Z",
    "2025-11-21T01:30:00.000Z",
  ]);
});
