import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as wait } from "node:timers/promises";

import { freePort } from "./free-port.ts";
import { temporalBinary } from "./temporal-binary.ts";

/** Only what hangs: a busy machine starts it in many times the second it takes. */
const START_MS_MAX = 300_000;

/**
 * A stock server waits 40–50 ms before each dispatch and at least a second before each retry; with
 * these two keys it does not, and tests take a fifth of the time.
 */
const IMPATIENT = [
  "history.transferProcessorMaxPollRPS=1000",
  'history.timerProcessorMaxTimeShift="10ms"',
].flatMap((value) => ["--dynamic-config-value", value]);

export interface TemporalServer {
  readonly address: string;
  readonly port: number;
  readonly pid: number;
  stop(): Promise<void>;
  /** SIGKILL: with a `dbFile` and the same port, a server started anew goes on from there. */
  kill(): Promise<void>;
}

/** A real server of its own on loopback; without a `dbFile` it keeps everything in memory. */
export async function startTemporalServer(
  options: { dbFile?: string; port?: number; dynamicConfig?: readonly string[] } = {},
): Promise<TemporalServer> {
  const binary = await temporalBinary();
  const port = options.port ?? (await freePort());
  const database = options.dbFile === undefined ? [] : ["--db-filename", options.dbFile];
  const args = ["server", "start-dev", "--headless", "--log-level", "error", "--ip", "127.0.0.1"];
  const own = options.dynamicConfig ?? [];
  const more = [...IMPATIENT, ...own.flatMap((value) => ["--dynamic-config-value", value])];
  const child = spawn(binary, [...args, "--port", `${port}`, ...database, ...more], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let errors = "";
  child.stderr.on("data", (chunk) => (errors = (errors + chunk).slice(-2_000)));
  await listening(child, port, () => errors);
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, "exit");
    child.kill(signal);
    await exit;
  };
  return {
    address: `127.0.0.1:${port}`,
    port,
    pid: child.pid ?? 0,
    stop: () => end("SIGTERM"),
    kill: () => end("SIGKILL"),
  };
}

async function listening(child: ChildProcess, port: number, errors: () => string): Promise<void> {
  const deadline = Date.now() + START_MS_MAX;
  while (!(await accepts(port))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      child.kill("SIGKILL");
      throw new Error(`The Temporal server did not start on port ${port}: ${errors()}`);
    }
    await wait(50);
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}
