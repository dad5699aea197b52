import createClient from "openapi-fetch";
import { Problem, problemOf } from "./problems";
import type { components, paths } from "./schema";

export type Schemas = components["schemas"];

/** The typed client. The session is an HttpOnly cookie, so no call carries a token. */
export const api = createClient<paths>({ credentials: "same-origin" });

type Answer<T> = { data?: T; error?: unknown; response: Response };

/** The body of an answer; a failure is thrown as a [`Problem`]. */
export async function answered<T>(call: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await call;
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new Problem(0, "unreachable", "");
  }
  if (answer.response.ok) return answer.data as T;
  const { status, headers } = answer.response;
  throw problemOf(status, answer.error, headers.get("retry-after"));
}

/** A key that makes a repeated POST the same POST. `crypto.randomUUID` is missing on plain HTTP. */
export function idempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
