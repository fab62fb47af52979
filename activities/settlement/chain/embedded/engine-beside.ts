import { Worker } from "node:worker_threads";

import type { Engine, Pace } from "./engine.ts";
import type { RpcRequest } from "./rpc.ts";

export interface ThreadData extends Pace {
  readonly dir: string;
  readonly now: number;
}

export type ThreadRequest =
  | {
      readonly kind: "answer";
      readonly id: number;
      readonly now: number;
      readonly request: RpcRequest;
    }
  | { readonly kind: "close"; readonly id: number; readonly now: number }
  | { readonly kind: "advance"; readonly slots: number };

export type ThreadAnswer =
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly error: unknown };

/** The thread of the embedded chain ended by itself: nothing more is known of what was asked. */
export class ChainThreadError extends Error {
  override readonly name = "ChainThreadError";

  constructor(dir: string, cause: unknown) {
    super(
      `The embedded chain in ${dir} stopped answering. What was sent last may have landed or not; ` +
        "start again: receipts on the chain keep it from being paid twice.",
      { cause },
    );
  }
}

/**
 * The saved chain in a thread of its own, so that executing and saving transactions holds up
 * nobody who asks this process something else. Answers come in the order of the requests.
 */
export function engineBeside(data: ThreadData): Engine {
  const worker = new Worker(new URL("./engine-thread.ts", import.meta.url), {
    workerData: data,
    execArgv: [],
  });
  const open = new Map<number, PromiseWithResolvers<unknown>>();
  let count = 0;
  let failure: ChainThreadError | null = null;

  function fail(cause: unknown): void {
    failure ??= new ChainThreadError(data.dir, cause);
    for (const { reject } of open.values()) reject(failure);
    open.clear();
  }

  worker.on("message", (message: ThreadAnswer) => {
    const asked = open.get(message.id);
    open.delete(message.id);
    // Who waits for nothing more may end.
    if (open.size === 0) worker.unref();
    if ("error" in message) asked?.reject(message.error);
    else asked?.resolve(message.answer);
  });
  worker.on("error", fail);
  worker.on("exit", (code) => fail(new Error(`its thread ended with ${code}`)));
  worker.unref();

  async function ask(message: (id: number) => ThreadRequest): Promise<unknown> {
    if (failure !== null) throw failure;
    count += 1;
    const asked = Promise.withResolvers<unknown>();
    open.set(count, asked);
    worker.ref();
    worker.postMessage(message(count));
    return await asked.promise;
  }

  return {
    answer: (request, now) => ask((id) => ({ kind: "answer", id, now, request })),
    advance: (slots) => worker.postMessage({ kind: "advance", slots } satisfies ThreadRequest),
    async close(now) {
      // What landed was saved before anybody was told of it.
      if (failure !== null) return;
      await ask((id) => ({ kind: "close", id, now }));
      await worker.terminate();
    },
  };
}
