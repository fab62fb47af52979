/** One side of the bench of a Telegram export in a process of its own: prints what it measured as JSON. */
import { rm } from "node:fs/promises";
import { join } from "node:path";

import { DuckDBInstance } from "@duckdb/node-api";

import { writeExport } from "../../demo/telegram/export.ts";
import { largeExport } from "../../demo/telegram/large-export.ts";
import type { Feed } from "../../sources/source.ts";
import { telegramExportedMessages } from "../../sources/telegram/exported-messages.ts";
import { telegramMessagesStream } from "../../sources/telegram/message-stream.ts";
import { literal } from "../../warehouse/duckdb/literal.ts";
import { landAll } from "./land-all.ts";
import { type LoadMeasure, loadLanded, measured } from "./measured.ts";

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
function land(dir: string): Promise<LoadMeasure> {
  const feed = telegramExportedMessages({ paths: [exportIn(dir)], chats: { [CHAT]: {} } });
  return landAll(feed as Feed, join(dir, "landing"));
}

if (import.meta.main) {
  const [, , side, dir = "", given] = process.argv;
  const bytes = Number(given);
  const sides = {
    make: () => measured(() => writeExport(exportIn(dir), largeExport(bytes))),
    limit: () => limit(dir, bytes),
    land: () => land(dir),
    load: () =>
      loadLanded(telegramMessagesStream, {
        file: join(dir, "load.duckdb"),
        landing: join(dir, "landing"),
      }),
  };
  const measure = await sides[side as Side]();
  await rm(join(dir, `${side}.duckdb`), { force: true });
  console.log(JSON.stringify(measure));
  process.exit();
}
