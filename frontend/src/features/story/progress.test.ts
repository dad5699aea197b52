import { describe, expect, it } from "vitest";
import type { EventType, JobEvent } from "../../api/live";
import type { JobProgress } from "../../api/stories";
import {
  isOverBudget,
  type Progress,
  pageOf,
  raisedLimit,
  reduce,
  START,
  waitsFor,
  workOf,
} from "./progress";

let seq = 0;
const event = <T extends EventType>(
  type: T,
  data: Extract<JobEvent, { type: T }>["data"],
): JobEvent => {
  seq += 1;
  return { seq, type, data, job_id: "job", at: "2026-11-20T12:00:00Z" } as JobEvent;
};
const replay = (...events: JobEvent[]): Progress => events.reduce(reduce, START);

describe("reduce", () => {
  it("follows a job from the queue to its end", () => {
    const progress = replay(
      event("job_queued", {}),
      event("job_started", { attempt: 1 }),
      event("step_started", { step: "plan" }),
      event("step_finished", { step: "plan", progress_percentage: 10 }),
      event("step_started", { step: "page/3/image", page: 3 }),
      event("step_started", { step: "page/4/image", page: 4 }),
      event("step_finished", {
        step: "page/3/image",
        page: 3,
        image_url: "/3.jpg",
        progress_percentage: 40,
      }),
    );
    expect(progress.status).toBe("running");
    expect(progress.percent).toBe(40);
    expect(progress.steps).toEqual(["page/4/image"]);
    expect(progress.latest).toEqual({ page: 3, url: "/3.jpg" });
    const done = reduce(progress, event("job_finished", { status: "completed" }));
    expect([done.status, done.percent, done.steps.length]).toEqual(["completed", 100, 0]);
  });

  it("never changes what it was given", () => {
    const before = Object.freeze({ ...START, steps: Object.freeze(["plan"]) as readonly string[] });
    const next = reduce(before, event("step_started", { step: "text" }));
    expect(before.steps).toEqual(["plan"]);
    expect(next.steps).toEqual(["plan", "text"]);
  });

  it("keeps the last picture and never goes backwards", () => {
    const progress = replay(
      event("step_finished", {
        step: "page/1/image",
        page: 1,
        image_url: "/1.jpg",
        progress_percentage: 50,
      }),
      event("step_finished", { step: "page/2/image", page: 2, progress_percentage: 45 }),
    );
    expect(progress.percent).toBe(50);
    expect(progress.latest?.url).toBe("/1.jpg");
  });

  it("does not list a repeated step twice", () => {
    const progress = replay(
      event("step_started", { step: "text" }),
      event("step_started", { step: "text" }),
    );
    expect(progress.steps).toEqual(["text"]);
  });

  it("tells why something failed, and forgets it on a new run", () => {
    const failed = replay(
      event("step_started", { step: "page/2/image" }),
      event("step_failed", {
        step: "page/2/image",
        message: "The painter is away.",
        blocked: false,
      }),
      event("job_finished", { status: "completed_with_gaps", message: "One picture is missing." }),
    );
    expect(failed.status).toBe("completed_with_gaps");
    expect(failed.message).toBe("One picture is missing.");
    expect(failed.percent).toBe(0);
    expect(reduce(failed, event("job_queued", {})).message).toBeNull();
  });
});

describe("workOf", () => {
  it("says what is in hand", () => {
    const at = (step: string) => workOf({ ...START, status: "running", steps: [step] });
    expect(at("plan").kind).toBe("plan");
    expect(at("cast/mara").kind).toBe("cast");
    expect(at("text").kind).toBe("text");
    expect(at("page/3/image")).toEqual({ kind: "page", page: 3 });
    expect(at("page/0/image").kind).toBe("cover");
    expect(at("assemble").kind).toBe("finish");
    expect(workOf(START).kind).toBe("waiting");
  });

  it("knows the page of a step", () => {
    expect([pageOf("page/12/image"), pageOf("text"), pageOf("cover/image")]).toEqual([12, null, 0]);
  });
});

describe("a job that stands still", () => {
  const job = (status: JobProgress["status"], code: string, spent = 0.4, expected = 1.234) =>
    ({
      status,
      error: { code, message: "It rains." },
      actual_cost_usd: spent,
      estimated_cost_usd: expected,
    }) as JobProgress;

  it("waits for a provider that is away, until it runs again", () => {
    const away = job("queued", "provider_away");
    expect(waitsFor(away, START)).toBe("It rains.");
    expect(waitsFor(away, { ...START, status: "running" })).toBeNull();
    expect(waitsFor(job("queued", "other"), START)).toBeNull();
    expect(waitsFor(null, START)).toBeNull();
  });

  it("is over its budget only when that is why it paused", () => {
    expect(isOverBudget(job("paused", "budget_reached"))).toBe(true);
    expect(isOverBudget(job("paused", "disk_full"))).toBe(false);
    expect(isOverBudget(job("failed", "budget_reached"))).toBe(false);
    expect(isOverBudget(null)).toBe(false);
  });

  it("is offered a limit with which it should end", () => {
    expect(raisedLimit({ ...job("paused", ""), max_cost_usd: 0.5 })).toBe(1.24);
    expect(raisedLimit({ ...job("paused", "", 0.5, 0.3), max_cost_usd: 0.5 })).toBe(0.75);
  });
});
