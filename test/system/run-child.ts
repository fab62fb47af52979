import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

import type { Job } from "./run-entry.ts";

/** One in each kind of place where a run may be cut short. */
export const SIX_KILLS = [
  { point: "fetch", occurrence: 9 },
  { point: "load", occurrence: 4 },
  { point: "materialize", occurrence: 20 },
  { point: "after journal", occurrence: 1 },
  { point: "after send", occurrence: 3 },
  { point: "publish", occurrence: 1 },
] as const;

const ENTRY = fileURLToPath(new URL("./run-entry.ts", import.meta.url));

/** Runs the whole path in a process of its own; it must end well, or by its own SIGKILL. */
export async function runChild(job: Job): Promise<"done" | "killed"> {
  const child = startChild(job);
  let complaint = "";
  child.stderr?.on("data", (chunk: Buffer) => (complaint += chunk.toString()));
  const [code, signal] = (await once(child, "close")) as [number | null, string | null];
  if (signal === "SIGKILL") return "killed";
  if (code === 0) return "done";
  throw new Error(`The run ended with ${code ?? signal}: ${complaint}`);
}

/** The same, killed from outside after so many milliseconds, wherever it then is. */
export async function runFor(ms: number, job: Job): Promise<"done" | "killed"> {
  const child = startChild(job);
  const ended = once(child, "close") as Promise<[number | null, string | null]>;
  const timer = setTimeout(() => child.kill("SIGKILL"), ms);
  const [code, signal] = await ended;
  clearTimeout(timer);
  if (signal === "SIGKILL") return "killed";
  if (code === 0) return "done";
  throw new Error(`The run ended with ${code ?? signal} instead of being killed.`);
}

function startChild(job: Job): ChildProcess {
  return spawn(process.execPath, [ENTRY, JSON.stringify(job)], {
    stdio: ["ignore", "ignore", "pipe"],
  });
}
