import { readFileSync } from "node:fs";
import { join } from "node:path";
import { zstdDecompressSync } from "node:zlib";

import { sql } from "kysely";

import { createIngestActivities } from "../../activities/ingest/index.ts";
import { nocodbFeeds } from "../../sources/nocodb/feeds.ts";
import type { Tables } from "../../sources/nocodb/mapping/settings.ts";
import { nocodbHttp } from "../../sources/nocodb/options.ts";
import { openWarehouse } from "../../warehouse/duckdb/index.ts";
import { openLanding } from "../../warehouse/landing/index.ts";
import { sweep } from "../../workflows/sweep.ts";
import { runtimeOf } from "../../workflows/testing.ts";
import { PLANTED, PLANTED_PHONE, type Made } from "./fill.ts";
import { allRows, type Body, type Session } from "./session.ts";

/** What is stamped while a run goes on belongs to it here: both clocks are one. */
const AHEAD_MS = 5_000;

export interface Reading extends AsyncDisposable {
  /** Tables that the base has, mapped or not. */
  readonly tableCount: number;
  run(options: { sweep: boolean }): Promise<{ requestCount: number; ms: number }>;
  /** How many rows are equal; throws with the first that is not. */
  equals(session: Session, made: Made): Promise<number>;
  /** Files in which a planted contact stands. */
  plantedContacts(): Promise<readonly string[]>;
}

/** One base read as a run reads it: into landing, and from there into a warehouse. */
export async function reading({
  dir,
  url,
  token,
  base,
  tables,
}: {
  readonly dir: string;
  readonly url: string;
  readonly token: string;
  readonly base: string;
  readonly tables: unknown;
}): Promise<Reading> {
  let asked = 0;
  const limiter = {
    take: async () => void (asked += 1),
    pause: () => undefined,
    slow: () => undefined,
    perMinute: () => 60_000,
  };
  const http = nocodbHttp({ url, token, limiter });
  const mapping = tables as Tables;
  const feeds = nocodbFeeds({
    http,
    bases: [base],
    tables: mapping,
    hash: (one) => `#${one.length}`,
  });
  const landing = openLanding(join(dir, base, "landing"));
  const act = createIngestActivities({ landing, feeds });
  const file = join(dir, base, "warehouse.duckdb");
  const streams = feeds.map(({ stream }) => stream);
  const warehouse = await openWarehouse({ streams, timeZone: "UTC", file });
  const titles = Object.values(tables as Record<string, { table: string }>).map(
    ({ table }) => table,
  );

  async function equals(session: Session, made: Made): Promise<number> {
    const found = await sql<{ key: string; payload: string }>`
      select key, payload::VARCHAR as payload from raw_nocodb_records_current where not is_deleted
    `.execute(warehouse.db);
    const rows = new Map(found.rows.map(({ key, payload }) => [key, JSON.parse(payload)]));
    let count = 0;
    for (const title of titles) {
      const table = made.tables.get(title)!;
      for (const row of await allRows(session, table)) {
        const key = JSON.stringify([table, row["Id"]]);
        const ours = rows.get(key) as { fields: Body } | undefined;
        if (ours === undefined) throw new Error(`${title} ${String(row["Id"])} is not there.`);
        for (const [column, cell] of Object.entries(row)) {
          // Values that stand alone, foreign keys among them; what is cleaned is looked for elsewhere.
          if (typeof cell === "object" && cell !== null) continue;
          if (JSON.stringify(ours.fields[column] ?? null) !== JSON.stringify(cell))
            throw new Error(
              `${title} ${String(row["Id"])}, ${column}: the server has ${JSON.stringify(cell)}, ` +
                `the warehouse ${JSON.stringify(ours.fields[column])}.`,
            );
        }
        rows.delete(key);
        count += 1;
      }
    }
    if (rows.size > 0)
      throw new Error(`Not on the server: ${[...rows.keys()].slice(0, 5).join()}.`);
    return count;
  }

  return {
    tableCount: 5,
    async run({ sweep: isSwept }) {
      const startedAt = performance.now();
      asked = 0;
      const until = new Date(Date.now() + AHEAD_MS).toISOString();
      for (const { name: feed } of feeds) {
        while (!(await act.landPage({ feed, until })).done);
        if (isSwept) await sweep(runtimeOf(act), { feed, until });
      }
      await warehouse.load(landing);
      return { requestCount: asked, ms: Math.round(performance.now() - startedAt) };
    },
    equals,
    plantedContacts: async () => {
      const landed = (await landing.files()).map(
        ({ path }) => [path, zstdDecompressSync(readFileSync(path))] as const,
      );
      return [...landed, [file, readFileSync(file)] as const]
        .filter(([, bytes]) => [PLANTED, PLANTED_PHONE].some((text) => bytes.includes(text)))
        .map(([path]) => path);
    },
    [Symbol.asyncDispose]: () => warehouse[Symbol.asyncDispose](),
  };
}
