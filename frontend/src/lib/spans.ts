/** Spans of time that figures are looked at in. */
export const SPANS = ["month", "7", "30", "365"] as const;
export type Span = (typeof SPANS)[number];

const DAY_MS = 86_400_000;

/** When a span began: the month as the plans count it, in UTC, or so many days ago. */
export function beginOf(span: Span, now = new Date()): string {
  if (span === "month") {
    return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1)).toISOString();
  }
  return new Date(now.getTime() - Number(span) * DAY_MS).toISOString();
}
