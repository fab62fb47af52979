import { availableParallelism } from "node:os";

import { type Answers, createAnswers } from "./answers.ts";
import { openQueryList } from "./list.ts";
import { createPool, type PoolLimits } from "./pool.ts";

/** One query of a page takes some milliseconds, of a large community some tens of them. */
export const POOL_LIMITS: PoolLimits = {
  processesMax: Math.min(4, Math.max(2, availableParallelism())),
  waitingMax: 500,
  waitingAnAskerMax: 64,
  answer_ms: 10_000,
  wait_ms: 20_000,
  start_ms: 20_000,
  duckdbMb: 256,
  heapMb: 512,
};

/** What the pages of this list may ask. Its processes start when somebody is about to. */
export function openAnswers(
  listFile: string,
  { tokenDecimals }: { readonly tokenDecimals: number },
): Answers {
  return createAnswers({
    list: openQueryList(listFile),
    pool: createPool(POOL_LIMITS),
    tokenDecimals,
  });
}
