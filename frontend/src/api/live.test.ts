import { describe, expect, it, vi } from "vitest";
import { type JobEvent, type LiveState, parseEvent, type Surroundings, watchJob } from "./live";

/** A stream that the test speaks through. */
class FakeStream {
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  onmessage: ((message: MessageEvent<string>) => void) | null = null;
  closed = false;
  constructor(readonly address: string) {}
  close() {
    this.closed = true;
  }
  say(seq: number, type: string, data: object = {}) {
    const text = JSON.stringify({ seq, type, job_id: "job", at: "", data });
    this.onmessage?.(new MessageEvent("message", { data: text }));
  }
}

function setUp(after = 0, poll: () => Promise<boolean> = async () => false) {
  const streams: FakeStream[] = [];
  const tasks: Array<{ task: () => void; ms: number }> = [];
  const events: JobEvent[] = [];
  const states: LiveState[] = [];
  const around: Surroundings = {
    open: (address) => {
      const stream = new FakeStream(address);
      streams.push(stream);
      return stream as unknown as EventSource;
    },
    later: (task, ms) => {
      const entry = { task, ms };
      tasks.push(entry);
      return entry;
    },
    forget: (entry) => {
      const index = tasks.indexOf(entry as (typeof tasks)[number]);
      if (index >= 0) tasks.splice(index, 1);
    },
  };
  const watcher = {
    onEvent: (event: JobEvent) => events.push(event),
    onState: (state: LiveState) => states.push(state),
    poll,
  };
  const stop = watchJob("j 1", watcher, after, around);
  const stream = () => streams.at(-1) as FakeStream;
  const run = () => tasks.shift()?.task();
  return { streams, tasks, events, states, stream, run, stop };
}

describe("watchJob", () => {
  it("tells events in order, once each, and ends with the job", () => {
    const { stream, events, states } = setUp();
    expect(stream().address).toBe("/api/v1/jobs/j%201/events?after=0");
    stream().onopen?.();
    stream().say(1, "job_started");
    stream().say(2, "step_started", { step: "plan" });
    stream().say(2, "step_started", { step: "plan" });
    stream().say(1, "job_started");
    stream().say(3, "job_finished", { status: "completed" });
    stream().say(4, "job_queued");
    expect(events.map((event) => event.seq)).toEqual([1, 2, 3]);
    expect(states).toEqual(["connecting", "live", "ended"]);
    expect(stream().closed).toBe(true);
  });

  it("asks after a broken stream for what came after the last event", () => {
    const { stream, streams, events, run } = setUp(4);
    expect(stream().address).toContain("after=4");
    stream().onopen?.();
    stream().say(5, "job_started");
    stream().onerror?.();
    expect(streams[0]?.closed).toBe(true);
    run();
    expect(streams).toHaveLength(2);
    expect(stream().address).toContain("after=5");
    stream().say(5, "job_started");
    stream().say(6, "job_finished");
    expect(events.map((event) => event.seq)).toEqual([5, 6]);
  });

  it("waits longer after each failure", () => {
    const { stream, tasks, run } = setUp();
    const waits: number[] = [];
    for (let failure = 0; failure < 7; failure += 1) {
      stream().onerror?.();
      const retry = tasks.findIndex(({ ms }) => ms >= 500);
      waits.push(tasks[retry]?.ms ?? -1);
      tasks.unshift(...tasks.splice(retry, 1));
      run();
    }
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 15000, 15000]);
  });

  it("polls while there is no stream, and stops when the job has ended", async () => {
    const poll = vi.fn(async () => true);
    const { stream, tasks, states, run } = setUp(0, poll);
    stream().onerror?.();
    run();
    stream().onerror?.();
    const ask = tasks.find(({ ms }) => ms === 0);
    expect(states.at(-1)).toBe("polling");
    ask?.task();
    await vi.waitFor(() => expect(states.at(-1)).toBe("ended"));
    expect(poll).toHaveBeenCalledOnce();
  });

  it("is silent after it was stopped", () => {
    const { stream, events, stop, tasks } = setUp();
    stop();
    stream().say(1, "job_started");
    stream().onerror?.();
    expect(events).toEqual([]);
    expect(tasks).toEqual([]);
    expect(stream().closed).toBe(true);
  });
});

describe("parseEvent", () => {
  it("refuses what is not an event", () => {
    for (const text of [
      "",
      "ping",
      "{}",
      '{"seq":1,"type":"party"}',
      '{"type":"job_queued"}',
      "null",
    ]) {
      expect(parseEvent(text), text).toBeNull();
    }
  });
});
