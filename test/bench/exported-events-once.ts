/** One side of the bench of exported events in a process of its own: prints what it measured as JSON. */
import { createReadStream } from "node:fs";
import { readdir, rm, stat } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

import { DuckDBInstance } from "@duckdb/node-api";

import { systemClock } from "../../sources/clock.ts";
import { posthogEventsStream } from "../../sources/posthog/events.ts";
import { posthogEventsExport } from "../../sources/posthog/export/events.ts";
import { createHogql } from "../../sources/posthog/hogql.ts";
import { createExportRuns } from "../../sources/posthog/export/runs.ts";
import { posthogHttp } from "../../sources/posthog/options.ts";
import { PROPERTIES } from "../../sources/posthog/properties.ts";
import type { Feed } from "../../sources/source.ts";
import { createTableReader } from "../../warehouse/duckdb/index.ts";
import { literal } from "../../warehouse/duckdb/literal.ts";
import { landAll } from "./land-all.ts";
import { type LoadMeasure, loadLanded, measured } from "./measured.ts";

/** `make` writes what PostHog would send; `limit` is DuckDB's own read of it; the others are ours. */
export type Side = "make" | "limit" | "land" | "load";

const EVENTS_PER_PART = 250_000;

async function partsIn(dir: string): Promise<string[]> {
  const names = await readdir(join(dir, "parts"));
  return names.toSorted().map((name) => join(dir, "parts", name));
}

/** Events as browsers send them: most of each is of no concern here, and must not land. */
async function make(dir: string, count: number): Promise<number> {
  const instance = await DuckDBInstance.create(":memory:", { memory_limit: "800MB" });
  const connection = await instance.connect();
  await connection.run("set timezone = 'UTC'");
  for (let from = 0; from < count; from += EVENTS_PER_PART) {
    const to = Math.min(count, from + EVENTS_PER_PART);
    const file = join(dir, "parts", `${String(from).padStart(9, "0")}.parquet`);
    await connection.run(`copy (
      select format('0190aaaa-0000-7000-8000-{:012d}', i) as uuid,
        case i % 3 when 0 then 'section_opened' when 1 then 'task_begun' else '$pageview' end as event,
        json_object(
          '$current_url', 'https://guides.example.org/g/' || (i % 300) || '?token=' || md5(i::VARCHAR),
          '$pathname', '/g/' || (i % 300), '$ip', '10.0.0.' || (i % 250), '$geoip_city_name', 'Омск',
          '$raw_user_agent', 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)',
          '$device_id', md5(i::VARCHAR), '$session_id', md5((i // 20)::VARCHAR), '$screen_width', 1920,
          'section', 's' || (i % 300), 'task', 'm/' || (i % 90), 'percent', i % 100,
          '$set', json_object('email', 'ada' || (i % 1000) || '@example.org')
        )::VARCHAR as properties,
        case when i % 50 = 0 then 'ada' || (i % 1000) || '@example.org'
          else 'member-' || (i % 5000) end as distinct_id,
        timestamptz '2026-09-01 00:00:00+00' + to_microseconds(i * 200000) as timestamp,
        timestamptz '2026-09-01 00:00:05+00' + to_microseconds(i * 200000) as created_at
      from range(${from}, ${to}) t(i)
    ) to ${literal(file)} (format parquet, compression zstd)`);
  }
  return count;
}

async function limit(dir: string): Promise<LoadMeasure> {
  const instance = await DuckDBInstance.create(join(dir, "limit.duckdb"));
  const connection = await instance.connect();
  await connection.run("set global timezone = 'UTC'");
  const files = literal(await partsIn(dir));
  return measured(async () => {
    await connection.run(`create table events as select * from read_parquet(${files})`);
    await connection.run("checkpoint");
    const counted = await connection.runAndReadAll("select count(*)::INTEGER from events");
    return Number(counted.getRowsJS()[0]?.[0]);
  });
}

/** A project with one export, whose parts are sent from files. */
async function serve(parts: readonly string[]) {
  const server = createServer((request, response) => {
    const path = request.url ?? "";
    const json = (status: number, body: object) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    const download = /\/download\/(\d+)\/$/u.exec(path)?.[1];
    const stored = parts[Number(/^\/files\/(\d+)$/u.exec(path)?.[1] ?? -1)];
    if (path.endsWith("/query/")) json(200, { columns: ["count()"], results: [[1]] });
    else if (request.method === "POST") json(202, { id: "run" });
    else if (download !== undefined)
      response.writeHead(302, { location: `/files/${download}` }).end();
    else if (stored === undefined)
      json(200, { status: "Completed", files: parts.map((_, index) => `${index}`) });
    else
      void stat(stored).then(({ size }) => {
        response.writeHead(200, { "content-length": size });
        createReadStream(stored).pipe(response);
      });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** From the service's files to landing. */
async function land(dir: string): Promise<LoadMeasure> {
  const url = await serve(await partsIn(dir));
  const http = posthogHttp({ url, apiKey: "bench", perSecond: 1000 });
  const feed = posthogEventsExport({
    runs: createExportRuns(http, "/api/projects/1", systemClock),
    hogql: createHogql(http, "1", systemClock),
    tables: createTableReader(),
    properties: [...PROPERTIES],
    days: { from: "2026-09-01", to: "2026-09-08" },
    hash: (value) => `h_${value.length}`,
  }) as Feed;
  return landAll(feed, join(dir, "landing"));
}

function load(dir: string): Promise<LoadMeasure> {
  return loadLanded(posthogEventsStream, {
    file: join(dir, "load.duckdb"),
    landing: join(dir, "landing"),
  });
}

if (import.meta.main) {
  const [, , side, dir = "", count] = process.argv;
  const sides = { make: () => measured(() => make(dir, Number(count))), limit, land, load };
  const measure = await sides[side as Side](dir);
  await rm(join(dir, `${side}.duckdb`), { force: true });
  console.log(JSON.stringify(measure));
  process.exit();
}
