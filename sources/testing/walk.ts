import type { Json, Page, Quarantined, Feed, SweepPage } from "../source.ts";

const PAGES_MAX = 10_000;

export interface Walked {
  readonly records: readonly Json[];
  readonly quarantined: readonly Quarantined[];
  readonly cursor: Json;
  readonly pageCount: number;
}

export interface WalkOptions {
  readonly until?: string;
  readonly cursor?: Json;
  /** The page with this number is fetched and lost, as by `kill -9`, and the walk goes on. */
  readonly killedAtPage?: number;
  readonly afterPage?: (pageNumber: number) => void;
  readonly isTold?: boolean;
}

/** One run of a feed, as ingest does it: the cursor of a page is kept with the page. */
export async function walk(
  feed: Feed,
  {
    until = "2026-10-05T09:00:00Z",
    cursor: from = null,
    killedAtPage,
    afterPage,
    isTold = false,
  }: WalkOptions = {},
): Promise<Walked> {
  const { signal } = new AbortController();
  const pages: Page<Json>[] = [];
  let cursor = from;
  for (let number = 0; number < PAGES_MAX; number += 1) {
    const request = { cursor, until, isTold, signal };
    if (number === killedAtPage) await feed.fetchPage(request);
    const page = await feed.fetchPage(request);
    pages.push(page);
    // As landing keeps it.
    cursor = JSON.parse(JSON.stringify(page.cursor)) as Json;
    afterPage?.(number);
    if (page.done) {
      return {
        records: pages.flatMap(({ records }) => records),
        quarantined: pages.flatMap(({ quarantined }) => quarantined),
        cursor,
        pageCount: pages.length,
      };
    }
  }
  throw new Error(`${feed.name} did not end within ${PAGES_MAX} pages.`);
}

/** Every key a whole sweep lists. */
export async function sweepAll(feed: Feed): Promise<(readonly Json[])[]> {
  const { signal } = new AbortController();
  const keys: (readonly Json[])[] = [];
  let after: Json = null;
  for (let number = 0; number < PAGES_MAX; number += 1) {
    const page: SweepPage | undefined = await feed.sweep?.({
      after,
      until: "2026-10-05T09:00:00Z",
      signal,
    });
    if (page === undefined) throw new Error(`${feed.name} has no sweep.`);
    keys.push(...page.keys);
    if (page.done) return keys;
    after = JSON.parse(JSON.stringify(page.after)) as Json;
  }
  throw new Error(`The sweep of ${feed.name} did not end within ${PAGES_MAX} pages.`);
}
