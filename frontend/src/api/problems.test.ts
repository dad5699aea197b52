import { describe, expect, it } from "vitest";
import { answered, idempotencyKey } from "./client";
import { Problem, problemOf } from "./problems";

describe("problemOf", () => {
  it("keeps the first message of each field", () => {
    const details = [
      { field: "idea", message: "must not be empty" },
      { field: "idea", message: "is too long" },
      { field: "characters[0].name", message: "must not be empty" },
    ];
    const problem = problemOf(422, { code: "validation_failed", detail: "two fields", details });
    expect(problem.code).toBe("validation_failed");
    expect(problem.message).toBe("two fields");
    expect(problem.fields).toEqual({
      idea: "must not be empty",
      "characters[0].name": "must not be empty",
    });
  });

  it("makes a problem of anything", () => {
    for (const body of [undefined, null, "<html>", 7, { details: "none" }]) {
      const problem = problemOf(502, body);
      expect([problem.status, problem.code, problem.fields]).toEqual([502, "http_502", {}]);
    }
  });

  it("knows when to try again, and what the purse forbids", () => {
    expect(
      [null, "12", "Wed, 21 Oct 2026 07:28:00 GMT"].map(
        (after) => problemOf(429, {}, after).retryAfter,
      ),
    ).toEqual([null, 12, null]);
    expect(problemOf(402, {}).isBeyondMeans).toBe(true);
    expect(problemOf(403, { code: "limit_exceeded" }).isBeyondMeans).toBe(true);
    expect(problemOf(403, { code: "cross_origin" }).isBeyondMeans).toBe(false);
  });
});

describe("answered", () => {
  it("gives the body, or throws the problem", async () => {
    const fine = { data: { id: "1" }, response: new Response(null, { status: 200 }) };
    expect(await answered(Promise.resolve(fine))).toEqual({ id: "1" });
    const slow = new Response(null, { status: 429, headers: { "retry-after": "7" } });
    await expect(answered(Promise.resolve({ response: slow }))).rejects.toMatchObject({
      retryAfter: 7,
    });
    const bad = { error: { code: "not_found" }, response: new Response(null, { status: 404 }) };
    await expect(answered(Promise.resolve(bad))).rejects.toMatchObject({
      status: 404,
      code: "not_found",
    });
  });

  it("calls an unreachable server by its name", async () => {
    const problem = await answered(Promise.reject(new TypeError("fetch failed"))).catch(
      (error) => error,
    );
    expect(problem).toBeInstanceOf(Problem);
    expect((problem as Problem).isOffline).toBe(true);
  });
});

it("makes a new key each time", () => {
  expect(idempotencyKey()).toMatch(/^[0-9a-f]{32}$/);
  expect(idempotencyKey()).not.toBe(idempotencyKey());
});
