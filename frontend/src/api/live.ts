import type { Schemas } from "./client";

/** Something that happened to a job, as the server tells it; `type` says what is in `data`. */
export type JobEvent = Schemas["Event"];
export type EventType = JobEvent["type"];

export const EVENT_TYPES = [
  "job_queued",
  "job_started",
  "step_started",
  "step_finished",
  "step_failed",
  "job_finished",
] as const satisfies readonly EventType[];

/** How news reaches us: `polling` when the stream stays away and we ask instead. */
export type LiveState = "connecting" | "live" | "polling" | "offline" | "ended";

export type Watcher = {
  onEvent: (event: JobEvent) => void;
  onState: (state: LiveState) => void;
  /** Asked every few seconds while there is no stream; answers whether the job has ended. */
  poll: () => Promise<boolean>;
};

/** What `watchJob` needs of the browser, replaceable in tests. */
export type Surroundings = {
  open: (address: string) => EventSource;
  later: (task: () => void, ms: number) => unknown;
  forget: (handle: unknown) => void;
};

const browser: Surroundings = {
  open: (address) => new EventSource(address),
  later: (task, ms) => setTimeout(task, ms),
  forget: (handle) => clearTimeout(handle as ReturnType<typeof setTimeout>),
};

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
const POLL_MS = 2_000;
/** Failures in a row after which we say that we poll. */
const PATIENCE = 2;

/**
 * Watches a job until it ends or the returned function is called. Events arrive once each and in order:
 * a new connection asks for what came after the last one seen.
 */
export function watchJob(
  jobId: string,
  watcher: Watcher,
  after = 0,
  { open, later, forget }: Surroundings = browser,
): () => void {
  let seen = after;
  let failures = 0;
  let stopped = false;
  let source: EventSource | null = null;
  let retry: unknown = null;
  let polling: unknown = null;

  const stop = (state?: LiveState) => {
    stopped = true;
    source?.close();
    forget(retry);
    forget(polling);
    removeEventListener("online", again);
    removeEventListener("offline", lost);
    if (state) watcher.onState(state);
  };

  const receive = (message: MessageEvent<string>) => {
    const event = parseEvent(message.data);
    if (stopped || !event || event.seq <= seen) return;
    seen = event.seq;
    watcher.onEvent(event);
    if (event.type === "job_finished") stop("ended");
  };

  const connect = () => {
    forget(retry);
    source?.close();
    if (failures < PATIENCE) watcher.onState("connecting");
    const stream = open(`/api/v1/jobs/${encodeURIComponent(jobId)}/events?after=${seen}`);
    source = stream;
    stream.onopen = () => {
      failures = 0;
      forget(polling);
      polling = null;
      watcher.onState("live");
    };
    stream.onerror = () => {
      // The browser would retry with the first address; ours asks for what came after the last event.
      stream.close();
      if (stopped || source !== stream) return;
      failures += 1;
      const wait = Math.min(FIRST_WAIT_MS * 2 ** (failures - 1), LONGEST_WAIT_MS);
      retry = later(connect, wait);
      watcher.onState(
        failures < PATIENCE ? "connecting" : navigator.onLine ? "polling" : "offline",
      );
      // At once: the job may have ended meanwhile, and then no stream ever comes.
      startPolling();
    };
    stream.onmessage = receive;
  };

  const startPolling = () => {
    if (polling !== null) return;
    const ask = async () => {
      const ended = await watcher.poll().catch(() => false);
      if (stopped || polling === null) return;
      if (ended) stop("ended");
      else polling = later(ask, POLL_MS);
    };
    polling = later(ask, 0);
  };

  const again = () => connect();
  const lost = () => watcher.onState("offline");
  addEventListener("online", again);
  addEventListener("offline", lost);
  connect();
  return () => stop();
}

/** Reads an event; `null` for anything that is not one. */
export function parseEvent(text: string): JobEvent | null {
  try {
    const event = JSON.parse(text) as JobEvent;
    const known = EVENT_TYPES.includes(event.type) && Number.isInteger(event.seq);
    return known ? event : null;
  } catch {
    return null;
  }
}
