import type { IngestInput } from "./ingest.ts";
import type { Runtime } from "./runtime.ts";

/** The one activity this needs. */
export interface SweepFeed {
  sweepFeed(input: IngestInput): Promise<{
    readonly done: boolean;
    readonly keyCount: number;
    readonly foundCount: number;
  }>;
}

export interface Swept {
  /** False when the run stopped before the end; the next one goes on there. */
  readonly done: boolean;
  /** Keys that the sweep has listed so far. */
  readonly keyCount: number;
  /** Records that it found changed or missing, in the slices of this run. */
  readonly foundCount: number;
}

/** Sweeps a feed slice by slice: the rest of the sweep that is under way, or a new one. */
export async function sweep(
  { act, note, shouldRestart }: Runtime<SweepFeed>,
  { feed, until }: IngestInput,
  isOver: () => boolean = () => false,
): Promise<Swept> {
  let foundCount = 0;
  for (;;) {
    const slice = await act.sweepFeed({ feed, until });
    const { done, keyCount } = slice;
    foundCount += slice.foundCount;
    note({ step: "sweep", item: feed, done: keyCount, total: null });
    if (done || shouldRestart() || isOver()) return { done, keyCount, foundCount };
  }
}
