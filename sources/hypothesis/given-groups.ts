/** Groups of annotations, and what a warehouse holds of them run by run. No product code imports this. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { sql } from "kysely";
import { onTestFinished } from "vitest";

import { createIngestActivities } from "../../activities/ingest/index.ts";
import { openWarehouse } from "../../warehouse/duckdb/index.ts";
import { openLanding } from "../../warehouse/landing/index.ts";
import { ingest } from "../../workflows/ingest.ts";
import { sweep } from "../../workflows/sweep.ts";
import { runtimeOf } from "../../workflows/testing.ts";
import { inLargerPages } from "../larger-pages.ts";
import type { Feed, Json } from "../source.ts";
import { annotationServer, type Row } from "../testing/annotations.ts";
import { hypothesisAnnotations, hypothesisAnnotationsStream } from "./annotations.ts";
import type { HypothesisOptions } from "./options.ts";

export async function givenGroups(rows: readonly Row[], options: Partial<HypothesisOptions> = {}) {
  const server = await annotationServer(rows, options);
  const dir = await mkdtemp(join(tmpdir(), "vklad-annotations-"));
  onTestFinished(() => rm(dir, { recursive: true }));
  const landing = openLanding(dir);
  const feed = inLargerPages(hypothesisAnnotations(server), { pagesMax: 6, recordsMax: 300 });
  const feeds = [feed as Feed];
  let days = 0;

  /** The next day, everything opened anew. */
  const next = () => {
    days += 1;
    const until = new Date(Date.UTC(2026, 9, days)).toISOString();
    const act = createIngestActivities({ landing: openLanding(dir), feeds });
    return { runtime: runtimeOf(act), asked: { feed: feed.name, until } };
  };

  async function query<T>(of: string): Promise<readonly T[]> {
    await using warehouse = await openWarehouse({
      ...{ file: ":memory:", streams: [hypothesisAnnotationsStream], timeZone: "UTC" },
    });
    await warehouse.load(landing);
    return (await sql<T>`${sql.raw(of)}`.execute(warehouse.db)).rows;
  }

  return {
    ...server,
    async run() {
      const { runtime, asked } = next();
      await ingest(runtime, asked);
    },
    async sweep() {
      const { runtime, asked } = next();
      await sweep(runtime, asked);
    },
    fileCount: async () => (await landing.files()).length,
    /** Annotations that are there, by id. */
    async held(): Promise<Readonly<Record<string, { readonly [key: string]: Json }>>> {
      const found = await query<{ payload: string }>(
        `select payload from raw_hypothesis_annotations_current where not is_deleted order by key`,
      );
      const rows = found.map(({ payload }) => JSON.parse(payload) as Row);
      return Object.fromEntries(rows.map((row) => [String(row["id"]), row]));
    },
    refused: () =>
      query<{ reason: string; record: string }>("select reason, record from quarantine"),
  };
}
