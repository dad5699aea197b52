import { Problem } from "../../api/problems";
import { estimateStory, type NewStory, type StoryEstimate } from "../../api/stories";
import { downToCents, upToCents } from "../../lib/money";

/** What an estimate comes to, in whole cents. */
export type Cost =
  | { kind: "free" }
  | { kind: "unknown" }
  | { kind: "most"; high: number }
  | { kind: "exact"; high: number }
  | { kind: "range"; low: number; high: number };

export function costOf({ low_usd, high_usd, unknown_prices }: StoryEstimate): Cost {
  if (high_usd === 0) return { kind: unknown_prices.length > 0 ? "unknown" : "free" };
  const [low, high] = [downToCents(low_usd), upToCents(high_usd)];
  if (low === 0) return { kind: "most", high };
  return low === high ? { kind: "exact", high } : { kind: "range", low, high };
}

/** A number of calls, e.g. `9–11`. */
export const callsOf = (low: number, high: number): string =>
  low === high ? String(high) : `${low}–${high}`;

/** How an estimate stands: `later` without an idea, `unclear` when a field is wrong, `away` when nobody answers. */
export type EstimateState = "later" | "asking" | "told" | "unclear" | "away";

/** Somebody who still types is not asked about. */
const PAUSE_MS = 600;

/** Asks what a story would cost, a moment after the last change. The last answer stays until the next is there. */
export class Estimator {
  state = $state<EstimateState>("later");
  estimate = $state.raw<StoryEstimate | null>(null);
  /** What the server finds wrong, by field. */
  fields = $state.raw<Readonly<Record<string, string>>>({});

  #asked = "";
  #timer: ReturnType<typeof setTimeout> | undefined;
  #call: AbortController | null = null;

  constructor(readonly fetch: typeof estimateStory = estimateStory) {}

  /** Asks about this story; `null` when there is nothing to ask about yet. */
  ask(brief: NewStory | null): void {
    const body = brief ? JSON.stringify(brief) : "";
    if (body === this.#asked) return;
    this.close();
    this.#asked = body;
    if (!brief) {
      this.#tell("later", null);
      return;
    }
    this.#timer = setTimeout(() => this.#fetch(brief), PAUSE_MS);
    if (!this.estimate) this.state = "asking";
  }

  /** Stops asking. */
  close(): void {
    clearTimeout(this.#timer);
    this.#call?.abort();
    this.#call = null;
  }

  async #fetch(brief: NewStory): Promise<void> {
    const call = new AbortController();
    this.#call = call;
    try {
      const estimate = await this.fetch(brief, call.signal);
      if (!call.signal.aborted) this.#tell("told", estimate);
    } catch (error) {
      if (call.signal.aborted) return;
      const fields = error instanceof Problem ? error.fields : {};
      this.#tell(Object.keys(fields).length > 0 ? "unclear" : "away", null, fields);
    }
  }

  #tell(
    state: EstimateState,
    estimate: StoryEstimate | null,
    fields: Readonly<Record<string, string>> = {},
  ): void {
    this.state = state;
    this.estimate = estimate;
    this.fields = fields;
  }
}
