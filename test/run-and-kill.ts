import { spawn } from "node:child_process";
import { once } from "node:events";

import type { Failpoint } from "../warehouse/failpoints.ts";

interface Script {
  /** A module of ours as text to import. */
  module(path: string): string;
  readonly dir: string;
  /** `Points` that end the process by SIGKILL at the point asked for. */
  readonly killAt: string;
}

/** For tests: runs a script in a process of its own, which kills itself when it reaches `point`. */
export async function runAndKill(
  point: Failpoint,
  dir: string,
  script: (parts: Script) => string,
): Promise<void> {
  const code = script({
    module: (path) => JSON.stringify(new URL(`../${path}`, import.meta.url).href),
    dir: JSON.stringify(dir),
    killAt: `((point) => { if (point === "${point}") process.kill(process.pid, "SIGKILL"); })`,
  });
  const child = spawn(process.execPath, ["--input-type=module", "--eval", code], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let complaint = "";
  child.stderr.on("data", (chunk: Buffer) => (complaint += chunk.toString()));
  const [exitCode, signal] = (await once(child, "exit")) as [number | null, string | null];
  if (signal === "SIGKILL") return;
  throw new Error(`The script ended with ${exitCode ?? signal} before "${point}": ${complaint}`);
}
