import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { DuckDBInstance } from "@duckdb/node-api";
import { Kysely, sql } from "kysely";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";

import { noFailpoints } from "../failpoints.ts";
import { openLanding, type Landing } from "../landing/index.ts";
import { DuckDbDialect } from "./dialect.ts";
import { openWarehouse } from "./index.ts";
import { loadLanding } from "./load.ts";
import { createMemory } from "./memory.ts";
import { createTables } from "./tables.ts";

const STREAMS = [{ name: "posts", primaryKey: ["id"] }];
const TEXT = "x".repeat(2 ** 10);

let dir: string;
let long: Landing;
let short: Landing;

async function landingOf(folder: string, count: number): Promise<Landing> {
  const landing = openLanding(join(dir, folder));
  const records = Array.from({ length: count }, (_, id) => ({ id, text: TEXT }));
  await landing.write(
    "posts",
    { records, quarantined: [], cursor: 1, done: true },
    { until: "2026-03-02T09:00:00.000Z", primaryKey: ["id"] },
  );
  return landing;
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "vklad-long-"));
  [long, short] = [await landingOf("long", 140_000), await landingOf("short", 20_000)];
});

afterAll(() => rm(dir, { recursive: true }));

const limitIn = async (db: Kysely<any>) => {
  const { rows } = await sql<{ limit: string }>`
    select current_setting('memory_limit') as "limit"
  `.execute(db);
  return rows[0]?.limit === "366.2 MiB" ? "little" : "usual";
};

/** The limit at the end of a load, as nobody sees it who is not the load. */
async function limitOfLoad(landing: Landing) {
  const instance = await DuckDBInstance.create(join(landing.dir, "warehouse.duckdb"));
  onTestFinished(() => instance.closeSync());
  const db = new Kysely<any>({
    dialect: new DuckDbDialect({ connect: () => instance.connect() }),
  });
  await createTables(db, STREAMS);
  const limits: string[] = [];
  const failpoint = async () => void limits.push(await limitIn(db));
  const memory = createMemory(instance);
  const given = { streams: STREAMS, timeZone: "UTC", scratch: dir };
  const context = { instance, db, memory, ...given, failpoint };
  await loadLanding(context, landing);
  return [...limits, await limitIn(db)];
}

test("a long load is held to little memory, a short one is not", async () => {
  expect(await limitOfLoad(long)).toEqual(["little", "usual"]);
  expect(await limitOfLoad(short)).toEqual(["usual", "usual"]);
});

test.each(["query", "transaction"] as const)(
  "a %s beside a long load has the memory that it always has",
  async (kind) => {
    const seen: string[] = [];
    const look = () => (kind === "query" ? limitIn(warehouse.db) : inTransaction());
    const inTransaction = () => warehouse.transaction(({ db }) => limitIn(db));
    await using warehouse = await openWarehouse({
      ...{ file: ":memory:", streams: STREAMS, timeZone: "UTC" },
      failpoint: async (name) => {
        if (name === "load") seen.push(await look());
        return noFailpoints(name);
      },
    });
    await warehouse.load(long);

    expect(seen).toEqual(["usual"]);
  },
);
