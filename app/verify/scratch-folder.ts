import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PREFIX = "vklad-scratch-";
const STOPS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export interface ScratchFolder extends Disposable {
  readonly path: string;
}

/**
 * A folder of this process, in the system's place for such. It goes with the process, also by
 * Ctrl-C; what a kill has left goes with the next one that is asked for.
 */
export function openScratchFolder(): ScratchFolder {
  for (const name of readdirSync(tmpdir())) {
    const [, pid] = /^vklad-scratch-(\d+)-/.exec(name) ?? [];
    if (pid !== undefined && !isAlive(Number(pid))) remove(join(tmpdir(), name));
  }
  const path = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
  const drop = () => remove(path);
  const stop = (signal: NodeJS.Signals) => {
    drop();
    for (const name of STOPS) process.removeListener(name, stop);
    // As a process without a handler would end: whoever started it sees why.
    process.kill(process.pid, signal);
  };
  process.once("exit", drop);
  for (const signal of STOPS) process.on(signal, stop);
  return {
    path,
    [Symbol.dispose]() {
      process.removeListener("exit", drop);
      for (const signal of STOPS) process.removeListener(signal, stop);
      drop();
    },
  };
}

function remove(path: string): void {
  rmSync(path, { recursive: true, force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is somebody else's.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
