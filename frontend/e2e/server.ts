import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/** A server of one's own: a free port, an empty data folder, the offline providers. */
export type Server = { url: string; stop: () => Promise<void> };

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
  try {
    return { url: await addressOf(child), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The address that the server prints when it is ready. */
function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((found, failed) => {
    let said = "";
    const listen = (chunk: Buffer) => {
      said += chunk.toString();
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0];
      if (address) found(address);
    };
    child.stdout?.on("data", listen);
    child.stderr?.on("data", (chunk: Buffer) => {
      said += chunk.toString();
    });
    child.once("error", failed);
    child.once("exit", (code) => failed(new Error(`the server ended with ${code}:\n${said}`)));
    setTimeout(
      () => failed(new Error(`the server printed no address:\n${said}`)),
      START_MS,
    ).unref();
  });
}
