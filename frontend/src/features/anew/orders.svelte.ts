import { watchJob } from "../../api/live";
import {
  getJob,
  isUnderway,
  type Job,
  listPageJobs,
  type PageOrder,
  regeneratePage,
} from "../../api/stories";
import { announce } from "../../lib/announce.svelte";
import { t } from "../../lib/i18n.svelte";
import { fromJob, type Progress, reduce, START } from "../story/progress";
import type { StoryWatch } from "../story/watch.svelte";
import type { Part } from "./order";

/** The pages of a story that are being made anew, each by a job of its own. */
export class PageOrders {
  /** What happens to each of them, by number. */
  underway = $state.raw<ReadonlyMap<number, Progress>>(new Map());
  /** Why the last order of a page came to nothing, by number. */
  failures = $state.raw<ReadonlyMap<number, string>>(new Map());
  /** What somebody is asking for just now. */
  asked = $state.raw<{ number: number; part: Part } | null>(null);

  #stops = new Map<number, () => void>();

  constructor(
    readonly watch: Pick<StoryWatch, "id" | "load">,
    readonly follow: typeof watchJob = watchJob,
  ) {}

  /** Orders a part of a page and follows its job. */
  async order(number: number, order: PageOrder): Promise<void> {
    const { job } = await regeneratePage(this.watch.id, number, order);
    this.failures = without(this.failures, number);
    if (job) this.#follow(number, job);
  }

  /** Finds the orders that are underway, after the page was loaded anew. */
  async find(): Promise<void> {
    const { items } = await listPageJobs(this.watch.id);
    for (const job of items) {
      const number = job.page ?? null;
      if (number !== null && isUnderway(job.status) && !this.underway.has(number))
        this.#follow(number, job);
    }
  }

  /** Stops following; the jobs go on. */
  close(): void {
    for (const stop of this.#stops.values()) stop();
    this.#stops.clear();
  }

  #follow(number: number, job: Job): void {
    const now = () => this.underway.get(number) ?? START;
    const set = (progress: Progress) => {
      this.underway = new Map(this.underway).set(number, progress);
    };
    const read = async () => {
      const read = await getJob(job.id);
      // It may have ended while it was read.
      if (this.underway.has(number)) set(fromJob(now(), read));
      return read;
    };
    set(fromJob(START, job));
    this.#stops.get(number)?.();
    const stop = this.follow(job.id, {
      onEvent: (event) => {
        set(reduce(now(), event));
        // Put back into the queue: the job knows why.
        if (event.type === "job_queued" && event.seq > 1) read().catch(() => undefined);
      },
      onState: (state) => {
        if (state === "ended") void this.#finish(number, now());
      },
      poll: async () => !isUnderway((await read()).status),
    });
    this.#stops.set(number, stop);
  }

  async #finish(number: number, { status, message }: Progress): Promise<void> {
    this.#stops.delete(number);
    // The old page stays until the new one is there.
    await this.watch.load();
    this.underway = without(this.underway, number);
    const page = number === 0 ? t("page.cover") : t("page.number", { number });
    if (status === "completed") {
      announce(t("anew.done", { page }));
    } else {
      this.failures = new Map(this.failures).set(number, message ?? "");
      announce(t("anew.failed_page", { page }));
    }
  }
}

function without<Value>(map: ReadonlyMap<number, Value>, number: number): Map<number, Value> {
  return new Map([...map].filter(([key]) => key !== number));
}
