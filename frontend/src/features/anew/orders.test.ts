import { beforeEach, describe, expect, it, vi } from "vitest";
import type { JobEvent, Watcher } from "../../api/live";
import { getJob, type Job, listPageJobs, regeneratePage } from "../../api/stories";
import { PageOrders } from "./orders.svelte";

vi.mock("../../api/stories", async (original) => ({
  ...(await original<typeof import("../../api/stories")>()),
  getJob: vi.fn(),
  listPageJobs: vi.fn(),
  regeneratePage: vi.fn(),
}));

const job = (more: Partial<Job> = {}) =>
  ({ id: "j", status: "queued", progress_percentage: 0, page: 3, error: null, ...more }) as Job;

function setUp() {
  const watchers = new Map<string, Watcher>();
  const stop = vi.fn();
  const load = vi.fn(async () => undefined);
  const follow = vi.fn((id: string, watcher: Watcher) => {
    watchers.set(id, watcher);
    return stop;
  });
  const orders = new PageOrders({ id: "s", load }, follow);
  let seq = 0;
  const say = (type: JobEvent["type"], data: object, id = "j") => {
    seq += 1;
    watchers.get(id)?.onEvent({ seq, type, data, job_id: id, at: "" } as JobEvent);
  };
  const end = async (status: Job["status"], message: string | null = null) => {
    say("job_finished", { status, message });
    watchers.get("j")?.onState("ended");
    await vi.waitFor(() => expect(orders.underway.size).toBe(0));
  };
  return { orders, watchers, load, follow, stop, say, end };
}

beforeEach(() => {
  vi.resetAllMocks();
  vi.mocked(regeneratePage).mockResolvedValue({ story: {} as never, job: job() });
});

describe("page orders", () => {
  it("follow their job and read the story when it is done", async () => {
    const { orders, load, say, end } = setUp();
    await orders.order(3, { image: true });
    expect(regeneratePage).toHaveBeenCalledWith("s", 3, { image: true });
    expect(orders.underway.get(3)?.status).toBe("queued");
    say("job_started", { attempt: 1 });
    say("step_started", { step: "page/3/image", page: 3 });
    expect(orders.underway.get(3)?.steps).toEqual(["page/3/image"]);
    expect(load).not.toHaveBeenCalled();
    await end("completed");
    expect([load.mock.calls.length, orders.failures.size]).toEqual([1, 0]);
  });

  it("keep why one came to nothing, until the next", async () => {
    const { orders, end } = setUp();
    await orders.order(3, { image: true });
    await end("blocked", "It was refused.");
    expect(orders.failures.get(3)).toBe("It was refused.");
    await orders.order(3, { image: true, image_prompt: "A hare." });
    expect(orders.failures.size).toBe(0);
  });

  it("leave everything as it was when the server says no", async () => {
    const { orders } = setUp();
    vi.mocked(regeneratePage).mockRejectedValue(new Error("409"));
    await expect(orders.order(3, { text: true })).rejects.toThrow("409");
    expect(orders.underway.size).toBe(0);
  });

  it("know why a job was put back", async () => {
    const { orders, say } = setUp();
    const error = { code: "provider_away", message: "It rains." };
    vi.mocked(getJob).mockResolvedValue(job({ error }));
    await orders.order(3, { image: true });
    say("job_queued", {});
    expect(getJob).not.toHaveBeenCalled();
    say("job_started", { attempt: 1 });
    say("job_queued", {});
    await vi.waitFor(() => expect(orders.underway.get(3)?.message).toBe("It rains."));
  });

  it("are found again, those that still go on", async () => {
    const { orders, follow, stop } = setUp();
    vi.mocked(listPageJobs).mockResolvedValue({
      items: [job({ id: "a", page: 0, status: "running" }), job({ id: "b", status: "completed" })],
      skip: 0,
      limit: 40,
      has_more: false,
    });
    await orders.find();
    await orders.find();
    expect(follow.mock.calls.map(([id]) => id)).toEqual(["a"]);
    expect([...orders.underway.keys()]).toEqual([0]);
    orders.close();
    expect(stop).toHaveBeenCalledOnce();
  });
});
