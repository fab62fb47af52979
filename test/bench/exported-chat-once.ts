/** One side of the bench of a Telegram export in a process of its own: prints what it measured as JSON. */
import { rm } from "node:fs/promises";
import { join } from "node:path";

import { DuckDBInstance } from "@duckdb/node-api";
import { sql } from "kysely";

import { createIngestActivities } from "../../activities/ingest/index.ts";
import { writeExport } from "../../demo/telegram/export.ts";
import { largeExport } from "../../demo/telegram/large-export.ts";
import type { Feed } from "../../sources/source.ts";
import { telegramExportedMessages } from "../../sources/telegram/exported-messages.ts";
import { telegramMessagesStream } from "../../sources/telegram/message-stream.ts";
import { openWarehouse } from "../../warehouse/duckdb/index.ts";
import { literal } from "../../warehouse/duckdb/literal.ts";
import { openLanding } from "../../warehouse/landing/index.ts";
import { measured } from "./exported-events-once.ts";
import type { LoadMeasure } from "./load-once.ts";

/** `make` writes the export; `limit` is DuckDB's own read of it; the others are ours. */
export type Side = "make" | "limit" | "land" | "load";

/** What `largeExport` calls its chat, as bots do. */
const CHAT = -(1_000_000_000_000 + 0x6553f101);

const exportIn = (dir: string) => join(dir, "result.json");

/** The messages of the one JSON value that the export is, into a table as they stand there. */
async function limit(dir: string, bytes: number): Promise<LoadMeasure> {
  const instance = await DuckDBInstance.create(join(dir, "limit.duckdb"));
  const connection = await instance.connect();
  await connection.run("set global timezone = 'UTC'");
  return measured(async () => {
    await connection.run(`create table messages as
      select unnest(messages) as message from read_json(${literal(exportIn(dir))},
        format = 'unstructured', maximum_object_size = ${bytes * 2},
        columns = {messages: 'JSON[]'})`);
    await connection.run("checkpoint");
    const counted = await connection.runAndReadAll("select count(*)::INTEGER from messages");
    return Number(counted.getRowsJS()[0]?.[0]);
  });
}

/** From the file to landing. */
async function land(dir: string): Promise<LoadMeasure> {
  const feed = telegramExportedMessages({
    paths: [exportIn(dir)],
    chats: { [CHAT]: {} },
  }) as Feed;
  const { landPage } = createIngestActivities({
    landing: openLanding(join(dir, "landing")),
    feeds: [feed],
  });
  return measured(async () => {
    let rowCount = 0;
    for (let done = false; !done;) {
      const page = await landPage({ feed: feed.name, until: "2026-10-05T09:00:00Z" });
      rowCount += page.recordCount;
      ({ done } = page);
    }
    return rowCount;
  });
}

async function load(dir: string): Promise<LoadMeasure> {
  const file = join(dir, "load.duckdb");
  const streams = [telegramMessagesStream];
  await using warehouse = await openWarehouse({ file, streams, timeZone: "Europe/Moscow" });
  // Awaited here: the warehouse closes when this function returns.
  return await measured(async () => {
    const { recordCount } = await warehouse.load(openLanding(join(dir, "landing")));
    await sql`checkpoint`.execute(warehouse.db);
    return recordCount;
  });
}

if (import.meta.main) {
  const [, , side, dir = "", given] = process.argv;
  const bytes = Number(given);
  const sides = {
    make: () => measured(() => writeExport(exportIn(dir), largeExport(bytes))),
    limit: () => limit(dir, bytes),
    land: () => land(dir),
    load: () => load(dir),
  };
  const measure = await sides[side as Side]();
  await rm(join(dir, `${side}.duckdb`), { force: true });
  console.log(JSON.stringify(measure));
  process.exit();
}
