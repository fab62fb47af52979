import type { CompactActivities } from "./activities.ts";
import type { Runtime } from "./runtime.ts";

/** Keeps one run's history short: the next one goes on. */
const TURNS_MAX = 500;

/** Packs what has landed long ago, a few folders at a time; how many files. */
export async function compact({ act }: Runtime<CompactActivities>): Promise<number> {
  let fileCount = 0;
  for (let turn = 0; turn < TURNS_MAX; turn += 1) {
    const packed = await act.compactLanding();
    fileCount += packed.fileCount;
    if (packed.done) break;
  }
  return fileCount;
}
