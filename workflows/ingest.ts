import type { Runtime } from "./runtime.ts";

/** Keeps one run's history well under Temporal's limit of 51,200 events. */
const PAGES_PER_RUN_MAX = 500;

export interface IngestInput {
  readonly feed: string;
  /** One run sees one moment: ISO 8601, UTC. */
  readonly until: string;
}

/** The one activity this needs; the ingest activities promise more. */
export interface LandPage {
  landPage(input: IngestInput): Promise<{
    readonly recordCount: number;
    readonly done: boolean;
    readonly isSweepUnfinished?: boolean;
  }>;
}

export interface Ingested {
  readonly recordCount: number;
  /** False when the run stopped before the end; it is to be started again. */
  readonly done: boolean;
  /** A sweep of the feed was begun and has not come to its end. */
  readonly isSweepUnfinished: boolean;
}

/** Reads a feed until it has nothing new, or the time that is given is over. */
export async function ingest(
  { act, note, shouldRestart }: Runtime<LandPage>,
  { feed, until }: IngestInput,
  isOver: () => boolean = () => false,
): Promise<Ingested> {
  let recordCount = 0;
  for (let pageCount = 0; pageCount < PAGES_PER_RUN_MAX; pageCount += 1) {
    const page = await act.landPage({ feed, until });
    recordCount += page.recordCount;
    note({ step: "ingest", item: feed, done: recordCount, total: null });
    const { done, isSweepUnfinished = false } = page;
    if (done) return { recordCount, done, isSweepUnfinished };
    if (shouldRestart() || isOver()) break;
  }
  return { recordCount, done: false, isSweepUnfinished: false };
}
