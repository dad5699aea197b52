import { type LiveState, watchJob } from "../../api/live";
import { Problem } from "../../api/problems";
import {
  cancelJob,
  getJob,
  getJobProgress,
  getStory,
  isUnderway,
  type JobProgress,
  keepAddresses,
  resumeJob,
  type Story,
} from "../../api/stories";
import { fromJob, type Progress, reduce, START } from "./progress";

/** After an event the story is read anew, once for all events of this time. */
const SETTLE_MS = 250;

/** A story and, while it is being made, what happens to it. */
export class StoryWatch {
  story = $state.raw<Story | null>(null);
  /** Its job with what it costs and why it waits or stopped; not read for a story that is whole. */
  job = $state.raw<(JobProgress & { max_cost_usd?: number | null }) | null>(null);
  progress = $state.raw<Progress>(START);
  live = $state<LiveState>("ended");
  problem = $state.raw<Problem | null>(null);
  /** Counts how often a job ended while we watched. */
  ended = $state(0);

  #seen = 0;
  #stop: (() => void) | null = null;
  #refresh: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(readonly id: string) {
    void this.load();
  }

  /** Reads the story; `anew` takes the pictures' newest addresses, because the old ones have expired. */
  load = async (anew = false): Promise<void> => {
    clearTimeout(this.#refresh);
    this.#refresh = undefined;
    try {
      const story = await getStory(this.id);
      const job = await this.#jobOf(story);
      if (this.#closed) return;
      this.job = job;
      this.story = anew ? story : keepAddresses(this.story, story);
      this.problem = null;
      if (isUnderway(story.status)) this.#watch();
    } catch (error) {
      const problem = error instanceof Problem ? error : new Problem(0, "unexpected", "");
      // What is on the screen stays, unless the story is gone.
      if (!this.story || problem.status === 404) this.problem = problem;
    }
  };

  /** Stops the job; finished pages stay. */
  async cancel(): Promise<void> {
    const job = this.story?.job_id;
    if (job) this.progress = fromJob(this.progress, await cancelJob(job));
    await this.load();
  }

  /** Goes on from the last checkpoint, with another limit if one is given. */
  async resume(maxCostUsd?: number): Promise<void> {
    const job = this.story?.job_id;
    if (job) await resumeJob(job, maxCostUsd);
    this.progress = { ...START, percent: this.progress.percent, latest: this.progress.latest };
    await this.load();
  }

  /** Stops watching. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#refresh);
    this.#stop?.();
  }

  /** A job that cannot be read is no reason not to show its story. */
  #jobOf({ job_id, status }: Story): Promise<typeof this.job> {
    if (!job_id || status === "completed") return Promise.resolve(null);
    const read = isUnderway(status) ? getJobProgress : getJob;
    return read(job_id).catch(() => this.job);
  }

  #watch(): void {
    const job = this.story?.job_id;
    if (!job || this.#stop) return;
    this.#stop = watchJob(
      job,
      {
        onEvent: (event) => {
          this.#seen = event.seq;
          this.progress = reduce(this.progress, event);
          this.#soon();
        },
        onState: (state) => {
          this.live = state;
          if (state === "ended") this.#finish();
        },
        poll: async () => {
          this.progress = fromJob(this.progress, await getJob(job));
          await this.load();
          return !isUnderway(this.story?.status ?? "running");
        },
      },
      this.#seen,
    );
  }

  #soon(): void {
    this.#refresh ??= setTimeout(() => this.load(), SETTLE_MS);
  }

  #finish(): void {
    this.#stop = null;
    void this.load().then(() => {
      this.ended += 1;
    });
  }
}
