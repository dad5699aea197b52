import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Problem } from "../../api/problems";
import type { NewStory, StoryEstimate } from "../../api/stories";
import { callsOf, costOf, Estimator } from "./estimate.svelte";

const estimate = (low_usd: number, high_usd: number, unknown_prices: string[] = []) =>
  ({ low_usd, high_usd, unknown_prices, steps: [] }) satisfies StoryEstimate;

describe("costOf", () => {
  it("tells free from unknown", () => {
    expect(costOf(estimate(0, 0))).toEqual({ kind: "free" });
    expect(costOf(estimate(0, 0, ["llama3"]))).toEqual({ kind: "unknown" });
  });

  it("rounds outwards, to whole cents", () => {
    expect(costOf(estimate(0.1234, 0.3211))).toEqual({ kind: "range", low: 0.12, high: 0.33 });
    expect(costOf(estimate(0.4, 0.4))).toEqual({ kind: "exact", high: 0.4 });
    expect(costOf(estimate(0.003, 0.034))).toEqual({ kind: "most", high: 0.04 });
    expect(costOf(estimate(0, 0.0001))).toEqual({ kind: "most", high: 0.01 });
  });
});

it("says numbers of calls", () => {
  expect([callsOf(9, 11), callsOf(1, 1)]).toEqual(["9–11", "1"]);
});

describe("the estimator", () => {
  const brief = (idea: string): NewStory => ({ idea });
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("asks once, a moment after the last change", async () => {
    const fetch = vi.fn(async () => estimate(0.1, 0.2));
    const estimator = new Estimator(fetch);
    for (const idea of ["A", "A f", "A fox"]) {
      estimator.ask(brief(idea));
      await vi.advanceTimersByTimeAsync(200);
    }
    expect([estimator.state, fetch.mock.calls.length]).toEqual(["asking", 0]);
    await vi.runAllTimersAsync();
    expect(fetch.mock.calls).toEqual([[{ idea: "A fox" }, expect.any(AbortSignal)]]);
    expect([estimator.state, estimator.estimate?.high_usd]).toEqual(["told", 0.2]);
    estimator.ask(brief("A fox"));
    await vi.runAllTimersAsync();
    expect(fetch).toHaveBeenCalledOnce();
  });

  it("keeps the last answer while it asks, and hears no late one", async () => {
    const answers: Array<(told: StoryEstimate) => void> = [];
    const estimator = new Estimator(() => new Promise((resolve) => answers.push(resolve)));
    estimator.ask(brief("one"));
    await vi.runAllTimersAsync();
    estimator.ask(brief("two"));
    await vi.runAllTimersAsync();
    answers[1]?.(estimate(2, 2));
    await vi.runAllTimersAsync();
    answers[0]?.(estimate(1, 1));
    await vi.runAllTimersAsync();
    expect(estimator.estimate?.high_usd).toBe(2);
    estimator.ask(brief("three"));
    expect([estimator.state, estimator.estimate?.high_usd]).toEqual(["told", 2]);
  });

  it("knows wrong fields from a server that is away, and forgets both without an idea", async () => {
    const trouble = [
      new Problem(422, "validation_failed", "", { narration: "cannot be had" }),
      new Problem(0, "unreachable", ""),
    ];
    const estimator = new Estimator(() => Promise.reject(trouble.shift()));
    estimator.ask(brief("one"));
    await vi.runAllTimersAsync();
    expect([estimator.state, estimator.fields]).toEqual([
      "unclear",
      { narration: "cannot be had" },
    ]);
    estimator.ask(brief("two"));
    await vi.runAllTimersAsync();
    expect([estimator.state, estimator.fields]).toEqual(["away", {}]);
    estimator.ask(null);
    expect(estimator.state).toBe("later");
  });
});
