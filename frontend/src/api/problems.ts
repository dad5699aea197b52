import type { components } from "./schema";

export type ProblemBody = components["schemas"]["Problem"];

/** What the server, or the way to it, said instead of an answer. */
export class Problem extends Error {
  /** The HTTP status; 0 when the server was not reached. */
  readonly status: number;
  /** Stable and machine-readable, e.g. `validation_failed`. */
  readonly code: string;
  /** What is wrong by field, for forms. */
  readonly fields: Readonly<Record<string, string>>;
  /** Seconds after which it may be tried again, where the server says so. */
  readonly retryAfter: number | null;

  constructor(
    status: number,
    code: string,
    detail: string,
    fields: Record<string, string> = {},
    retryAfter: number | null = null,
  ) {
    super(detail);
    this.name = "Problem";
    this.status = status;
    this.code = code;
    this.fields = fields;
    this.retryAfter = retryAfter;
  }

  /** The server was not reached at all. */
  get isOffline(): boolean {
    return this.status === 0;
  }

  /** The plan or the credit does not allow it; the server says which, and what to do. */
  get isBeyondMeans(): boolean {
    return this.status === 402 || (this.status === 403 && this.code === "limit_exceeded");
  }
}

/** Reads problem details (RFC 9457); anything else becomes a problem of its status alone. */
export function problemOf(
  status: number,
  body: unknown,
  retryAfter: string | null = null,
): Problem {
  const known = (typeof body === "object" && body !== null ? body : {}) as Partial<ProblemBody>;
  const fields: Record<string, string> = {};
  for (const entry of Array.isArray(known.details) ? known.details : []) {
    // The first thing wrong with a field is enough to go on.
    fields[entry.field] ??= entry.message;
  }
  const text = known.detail ?? known.error ?? known.title ?? "";
  const wait = /^\d+$/.test(retryAfter ?? "") ? Number(retryAfter) : null;
  return new Problem(status, known.code ?? `http_${status}`, text, fields, wait);
}
