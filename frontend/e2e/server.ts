import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/** A server of one's own: a free port, an empty data folder, the offline providers. */
export type Server = {
  url: string;
  /** Waits until it has printed this; gives the latest. Letters, too, are printed: no mail is sent. */
  heard: (pattern: RegExp) => Promise<RegExpMatchArray>;
  stop: () => Promise<void>;
};

const START_MS = 30_000;

function binary(): string {
  const target = process.env.CARGO_TARGET_DIR ?? "../target";
  const path = resolve(process.env.TALEWRIGHT_BIN ?? join(target, "debug/talewright"));
  if (!existsSync(path)) {
    throw new Error(`${path} is missing: cargo build -p talewright-server, or set TALEWRIGHT_BIN`);
  }
  return path;
}

export async function startServer(settings: Record<string, string> = {}): Promise<Server> {
  const frontend = resolve("dist");
  if (!existsSync(join(frontend, "index.html"))) throw new Error("dist is missing: npm run build");
  const data = mkdtempSync(join(tmpdir(), "talewright-e2e-"));
  const child = spawn(binary(), ["serve"], {
    env: {
      ...process.env,
      RUN_ENV: "test",
      HOST: "127.0.0.1",
      PORT: "0",
      DATA_DIR: data,
      FRONTEND_DIR: frontend,
      MOUNT_FRONTEND_STATIC: "true",
      MOUNT_DATA_STATIC: "true",
      OFFLINE_LATENCY_MS: "150",
      BCRYPT_COST: "4",
      RATE_LIMITS: "off",
      PLAN_LIMITS: "off",
      ...settings,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const stop = async () => {
    const gone = new Promise((done) => child.once("exit", done));
    if (child.exitCode === null && child.kill("SIGTERM")) await gone;
    rmSync(data, { recursive: true, force: true });
  };
  const heard = listen(child);
  try {
    const [url] = await heard(/http:\/\/127\.0\.0\.1:\d+/);
    return { url, heard, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Keeps what the server prints, for who waits for some of it. */
function listen(child: ChildProcess): Server["heard"] {
  let said = "";
  let ended: Error | null = null;
  const waiting = new Set<() => void>();
  const look = () => {
    for (const one of [...waiting]) one();
  };
  const hear = (chunk: Buffer) => {
    said += chunk.toString();
    look();
  };
  const end = (error: Error) => {
    ended ??= error;
    look();
  };
  child.stdout?.on("data", hear);
  child.stderr?.on("data", hear);
  child.once("error", end);
  child.once("exit", (code) => end(new Error(`the server ended with ${code}:\n${said}`)));

  return (pattern) =>
    new Promise((found, failed) => {
      const every = new RegExp(pattern.source, "g");
      const late = setTimeout(() => {
        waiting.delete(attempt);
        failed(new Error(`the server never said ${pattern}:\n${said}`));
      }, START_MS);
      const attempt = () => {
        const latest = [...said.matchAll(every)].at(-1);
        if (!latest && !ended) return;
        clearTimeout(late);
        waiting.delete(attempt);
        if (latest) found(latest);
        else failed(ended);
      };
      waiting.add(attempt);
      attempt();
    });
}
