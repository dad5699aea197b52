import type { JobEvent } from "../../api/live";
import type { Job, JobProgress } from "../../api/stories";
import { upToCents } from "../../lib/money";

/** What is known of a job while it runs. */
export type Progress = {
  status: Job["status"];
  /** 0 to 100, never less than it was within one run. */
  percent: number;
  /** The steps in work, oldest first, e.g. `page/3/image`. */
  steps: readonly string[];
  /** Why the last thing that failed did. */
  message: string | null;
  /** The picture painted last. */
  latest: { page: number; url: string } | null;
};

export const START: Progress = {
  status: "queued",
  percent: 0,
  steps: [],
  message: null,
  latest: null,
};

/** What is known after an event. Pure: always a new object, never a changed one. */
export function reduce(before: Progress, event: JobEvent): Progress {
  switch (event.type) {
    case "job_queued":
      return { ...before, status: "queued", steps: [], message: null };
    case "job_started":
      return { ...before, status: "running", steps: [], message: null };
    case "step_started": {
      const { step } = event.data;
      return { ...before, status: "running", steps: [...without(before.steps, step), step] };
    }
    case "step_finished": {
      const { step, page, image_url, progress_percentage } = event.data;
      return {
        ...before,
        steps: without(before.steps, step),
        percent: Math.max(before.percent, progress_percentage),
        latest: image_url && typeof page === "number" ? { page, url: image_url } : before.latest,
      };
    }
    case "step_failed":
      return {
        ...before,
        steps: without(before.steps, event.data.step),
        message: event.data.message,
      };
    case "job_finished": {
      const { status, message } = event.data;
      const percent = status === "completed" ? 100 : before.percent;
      return { ...before, status, percent, steps: [], message: message ?? null };
    }
  }
}

/** What is known when the job itself was read. */
export function fromJob(before: Progress, job: JobProgress): Progress {
  return {
    ...before,
    status: job.status,
    percent: Math.max(before.percent, job.progress_percentage),
    message: job.error?.message ?? before.message,
  };
}

/** Why a job waits although it could run: its provider is away. `null` when that is not so. */
export function waitsFor(job: JobProgress | null, { status }: Progress): string | null {
  const waits = job?.status === "queued" && status === "queued";
  return waits && job.error?.code === "provider_away" ? job.error.message : null;
}

/** Whether a job stopped because it would have cost more than it may. */
export const isOverBudget = (job: JobProgress | null): job is JobProgress =>
  job?.status === "paused" && job.error?.code === "budget_reached";

/** A limit, in dollars, with which a job that reached its own is expected to end. */
export function raisedLimit(job: JobProgress & { max_cost_usd?: number | null }): number {
  const half = Math.max(job.max_cost_usd ?? 0, job.actual_cost_usd) * 1.5;
  return upToCents(Math.max(job.estimated_cost_usd, half));
}

/** The kind of work that the steps in hand are, most telling last. */
export type Work = {
  kind: "waiting" | "plan" | "cast" | "text" | "cover" | "page" | "finish";
  page: number;
};

export function workOf({ status, steps, percent }: Progress): Work {
  const step = steps.at(-1);
  if (status === "queued" || (!step && percent === 0)) return { kind: "waiting", page: 0 };
  if (!step) return { kind: "finish", page: 0 };
  if (step.startsWith("cast")) return { kind: "cast", page: 0 };
  if (step === "plan" || step === "text") return { kind: step, page: 0 };
  const page = pageOf(step);
  if (page === null) return { kind: "finish", page: 0 };
  return page === 0 ? { kind: "cover", page } : { kind: "page", page };
}

/** The page that a step paints: 3 for `page/3/image`, 0 for `cover/image`. */
export function pageOf(step: string): number | null {
  const number = /^page\/(\d+)\//.exec(step)?.[1];
  if (number !== undefined) return Number(number);
  return step.startsWith("cover") ? 0 : null;
}

function without(steps: readonly string[], step: string): string[] {
  return steps.filter((other) => other !== step);
}
