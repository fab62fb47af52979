import type { ChildProcess } from "node:child_process";
import { once } from "node:events";

import type { Question } from "../../../warehouse/snapshot/answer.ts";
import { type Packed, type Said, startChild } from "./child.ts";

/** How much may be asked at once, and how long and with how much memory it may be answered. */
export interface PoolLimits {
  readonly processesMax: number;
  readonly waitingMax: number;
  /** Of one asker, that no single one may take all. */
  readonly waitingAnAskerMax: number;
  /** From being taken up to the answer; the process that needs longer is ended. */
  readonly answer_ms: number;
  /** In the queue. */
  readonly wait_ms: number;
  /** For a new process to be there. */
  readonly start_ms: number;
  /** DuckDB's memory in each process, and that of its JavaScript. */
  readonly duckdbMb: number;
  readonly heapMb: number;
}

export type NoAnswer = "answers_busy" | "answer_too_long" | "answer_too_large" | "answer_failed";

/** Why a question got no answer. Another one does not depend on it. */
export class NoAnswerError extends Error {
  override readonly name = "NoAnswerError";
  readonly code: NoAnswer;
  /** Of what failed in the process, as its error was named. */
  readonly within: string | null;
  constructor(code: NoAnswer, within: string | null = null) {
    super(`A page's question got no answer: ${code}${within === null ? "" : ` (${within})`}.`);
    this.code = code;
    this.within = within;
  }
}

export interface Pool extends AsyncDisposable {
  /** Rejects with `NoAnswerError`. */
  ask(asker: string, question: Question): Promise<Packed>;
  /** A process is there before somebody asks. */
  warm(): void;
  /** How things stand now. */
  state(): { readonly pids: readonly number[]; readonly waiting: number; readonly asked: number };
}

interface Waiting {
  readonly asker: string;
  readonly question: Question;
  readonly since: number;
  resolve(packed: Packed): void;
  reject(error: NoAnswerError): void;
}

interface Worker {
  readonly child: ChildProcess;
  isReady: boolean;
  file: string | null;
  work: Waiting | null;
  timer: NodeJS.Timeout | undefined;
  isLate: boolean;
}

/** As long as the first in the queue waits no longer, those of an open file go before it. */
const OVERTAKEN_MS_MAX = 500;

/**
 * Processes that answer questions of role files, started when they are needed. One that dies takes
 * its own question with it and no other; one that takes too long is ended.
 */
export function createPool(limits: PoolLimits): Pool {
  const workers = new Set<Worker>();
  const queue: Waiting[] = [];
  let isClosed = false;

  function start(): void {
    const child = startChild(limits);
    const worker: Worker = {
      child,
      isReady: false,
      file: null,
      work: null,
      timer: undefined,
      isLate: false,
    };
    workers.add(worker);
    endAfter(worker, limits.start_ms);
    child.on("message", (said: Said) => heard(worker, said));
    child.on("error", () => gone(worker));
    child.on("exit", () => gone(worker));
  }

  function heard(worker: Worker, said: Said): void {
    clearTimeout(worker.timer);
    const { work } = worker;
    worker.isReady = true;
    worker.work = null;
    if (said.kind === "answer") work?.resolve(said.packed);
    else if (said.kind === "failure") work?.reject(failure(said.error));
    next();
  }

  function gone(worker: Worker): void {
    if (!workers.delete(worker)) return;
    clearTimeout(worker.timer);
    worker.child.kill("SIGKILL");
    // One that cannot even start would be started for ever: somebody has to hear of it.
    const work = worker.work ?? (worker.isReady ? undefined : queue.shift());
    const code = worker.isLate ? "answer_too_long" : "answer_failed";
    work?.reject(new NoAnswerError(code));
    next();
  }

  function next(): void {
    if (isClosed) return;
    const now = performance.now();
    while (queue[0] !== undefined && now - queue[0].since > limits.wait_ms)
      queue.shift()?.reject(new NoAnswerError("answers_busy"));
    for (const worker of workers) {
      if (!worker.isReady || worker.work !== null) continue;
      const work = takeFor(worker.file, queue, now);
      if (work === undefined) break;
      worker.work = work;
      worker.file = work.question.file;
      endAfter(worker, limits.answer_ms);
      worker.child.send(work.question);
    }
    const starting = [...workers].filter(({ isReady }) => !isReady).length;
    if (queue.length > starting && workers.size < limits.processesMax) start();
  }

  return {
    ask(asker, question) {
      const ofAsker = queue.filter((one) => one.asker === asker).length;
      const isFull = queue.length >= limits.waitingMax || ofAsker >= limits.waitingAnAskerMax;
      if (isFull || isClosed) return Promise.reject(new NoAnswerError("answers_busy"));
      return new Promise((resolve, reject) => {
        queue.push({ asker, question, since: performance.now(), resolve, reject });
        next();
      });
    },
    warm() {
      if (workers.size === 0 && !isClosed) start();
    },
    state: () => ({
      pids: [...workers].flatMap(({ child }) => child.pid ?? []),
      waiting: queue.length,
      asked: [...workers].filter(({ work }) => work !== null).length,
    }),
    async [Symbol.asyncDispose]() {
      isClosed = true;
      for (const work of queue.splice(0)) work.reject(new NoAnswerError("answers_busy"));
      // Each leaves the set when it has ended.
      const ends = [...workers].map(({ child }) => once(child, "exit"));
      for (const { child } of workers) child.kill("SIGKILL");
      await Promise.allSettled(ends);
    },
  };
}

function endAfter(worker: Worker, ms: number): void {
  worker.timer = setTimeout(() => {
    worker.isLate = true;
    worker.child.kill("SIGKILL");
  }, ms);
}

/** The first in the queue, or one of the file that is open, if the first has not waited long. */
function takeFor(file: string | null, queue: Waiting[], now: number): Waiting | undefined {
  const [first] = queue;
  if (first === undefined || now - first.since > OVERTAKEN_MS_MAX) return queue.shift();
  const index = queue.findIndex(({ question }) => question.file === file);
  return queue.splice(Math.max(0, index), 1)[0];
}

const TOO_LARGE = ["AnswerTooLargeError"];

function failure(error: string): NoAnswerError {
  const code = TOO_LARGE.includes(error) ? "answer_too_large" : "answer_failed";
  return new NoAnswerError(code, error);
}
