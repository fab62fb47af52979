/** A command as a person starts it: a process group of its own, which a terminal would signal. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import { stepLabel } from "../../app/runtime/steps.ts";
import type { StepName } from "../../app/runtime/steps.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** A terminal sends Ctrl-C to everything it runs, a supervisor to what it started. */
export type Whom = "everything" | "the first process";

export interface Stopped {
  readonly status: number | NodeJS.Signals;
  /** Until the last of its processes had ended. */
  readonly ms: number;
  /** What was said from the signal on, on both streams. */
  readonly said: string;
}

export interface Started extends AsyncDisposable {
  readonly output: () => string;
  /** Waits for words of its output, or for a step that is being done. */
  saying(words: string): Promise<void>;
  doing(step: StepName): Promise<void>;
  stop(signal: NodeJS.Signals, whom: Whom): Promise<Stopped>;
  /** What it said, once it has ended by itself; an exit code but 0 is an error. */
  ended(): Promise<string>;
}

/** How often something is looked for, and how often at most: only a test that hangs gets there. */
const LOOK_MS = 20;
/** Longer than a turn of the event loop, in which all that stands in a pipe is read. */
const DRAIN_MS = 50;
const LOOKS_MAX = 20_000;

export function givenStarted(
  command: string,
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Started {
  // Every process gets it in its environment, the shell's build included.
  const mark = mkdtempSync(join(tmpdir(), "vklad-stop-"));
  const child = spawn(command, args, {
    cwd: ROOT,
    detached: true,
    env: { ...process.env, ...variables, TMPDIR: mark },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(child, "close") as Promise<[number | null, NodeJS.Signals | null]>;
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  const until = async (what: string, isSo: () => boolean | Promise<boolean>) => {
    for (let look = 0; look < LOOKS_MAX; look += 1) {
      if (await isSo()) return;
      if (child.exitCode !== null) break;
      await delay(LOOK_MS);
    }
    throw new Error(`${what} was waited for; it said:\n${output}`);
  };
  return {
    output: () => output,
    saying: (words) => until(words, () => output.includes(words)),
    doing: (step) => until(step, async () => (await stepsOf(output)).get(step) === "doing"),
    async stop(signal, whom) {
      // What was said until then is read first, however busy this process is.
      signalTo(child, "everything", "SIGSTOP");
      await delay(DRAIN_MS);
      const before = output.length;
      const sent = performance.now();
      signalTo(child, whom, signal);
      signalTo(child, "everything", "SIGCONT");
      for (let look = 0; look < LOOKS_MAX && marked(mark).length > 0; look += 1)
        await delay(LOOK_MS);
      const ms = performance.now() - sent;
      const [code, by] = await ended;
      return { status: by ?? code ?? 0, ms, said: output.slice(before).trim() };
    },
    async ended() {
      const [code, by] = await ended;
      if (code !== 0) throw new Error(`${args.join(" ")} ended with ${by ?? code}:\n${output}`);
      return output;
    },
    async [Symbol.asyncDispose]() {
      for (const pid of marked(mark)) process.kill(pid, "SIGKILL");
      await ended;
      rmSync(mark, { recursive: true, force: true });
    },
  };
}

function signalTo({ pid = 0 }: ChildProcess, whom: Whom, signal: NodeJS.Signals): void {
  process.kill(whom === "everything" ? -pid : pid, signal);
}

/** What the progress page would show, by its own address. */
async function stepsOf(output: string): Promise<ReadonlyMap<StepName, string>> {
  const [address] = /http:\/\/127\.0\.0\.1:\d+/.exec(output) ?? [];
  if (address === undefined) return new Map();
  const reply = await fetch(`${address}/api/progress`).catch(() => null);
  if (reply === null) return new Map();
  const { steps } = (await reply.json()) as { steps: { label: string; state: string }[] };
  const names = ["demo", "ingest", "load", "build", "publish", "distribute", "shell"] as const;
  return new Map(
    names.map((name) => {
      const step = steps.find(({ label }) => label === stepLabel(name, "ru"));
      return [name, step?.state ?? ""];
    }),
  );
}

/** The living processes that have the mark in their environment. */
function marked(mark: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const isDead = /\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
        return !isDead && readFileSync(`/proc/${pid}/environ`, "utf8").includes(mark);
      } catch {
        return false;
      }
    })
    .map(Number);
}
