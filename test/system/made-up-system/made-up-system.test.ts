/**
 * A system is added by its folder and one line in each of two lists: configuration, secrets,
 * tables, feeds, `doctor`, account keys and members know it by that.
 */
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";

import { type Kysely, sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";

import { openWarehouseToRead } from "../../../warehouse/duckdb/index.ts";
import { openScratch, type Scratch } from "../../mutants/scratch.ts";

const HERE = "test/system/made-up-system/pigeon";
const SECRET = { VKLAD_PIGEON_RING: "R-7" };

let scratch: Scratch;

/** The project as it would be with the new system: two lines are all that is changed. */
beforeAll(() => {
  scratch = openScratch();
  addTo(
    "app/community/connectors.ts",
    "connector.ts",
    "  telegram,\n] as const",
    "  telegram,\n  pigeon,\n] as const",
  );
  addTo("models/staging/index.ts", "staging.ts", "  telegram,\n];", "  telegram,\n  pigeon,\n];");
  write("arrived.json", [
    message(1, "2026-09-02T10:00:00Z", "Дошёл."),
    message(2, "2026-09-03T10:00:00Z", "Жду ответа."),
    { text: "без номера" },
  ]);
  write("archive.json", [
    message(1, "2026-09-01T10:00:00Z", "Вылетаю."),
    message(3, "2026-08-01T10:00:00Z", "Из архива."),
  ]);
});

afterAll(() => scratch[Symbol.dispose]());

function addTo(list: string, file: string, entry: string, longer: string): void {
  const path = join(scratch.dir, list);
  const source = readFileSync(path, "utf8");
  expect(source.split(entry)).toHaveLength(2);
  const up = list
    .split("/")
    .slice(1)
    .map(() => "../");
  const added = `import { pigeon } from "${up.join("")}${HERE}/${file}";\n`;
  writeFileSync(path, added + source.replace(entry, longer));
}

function message(id: number, written_at: string, said: string) {
  return { id, written_at, text: said, sender: { ring: "coo1", name: "Ада" } };
}

function write(file: string, messages: readonly object[]): void {
  const loft = join(scratch.dir, "loft");
  mkdirSync(loft, { recursive: true });
  writeFileSync(join(loft, file), JSON.stringify({ ring: SECRET.VKLAD_PIGEON_RING, messages }));
}

/** `vklad` of the changed project, over a configuration with these sources. */
async function vklad(
  command: string,
  { sources, account = "pigeon:coo1", data }: { sources: object; account?: string; data: string },
  env: Readonly<Record<string, string>> = {},
) {
  const config = join(scratch.dir, `${data}.config.ts`);
  const from = "2026-09-01T00:00:00Z";
  const values = {
    community: { name: { ru: "Голуби", en: "Pigeons" }, timeZone: "Europe/Moscow", locale: "ru" },
    sources,
    roles: [{ account, role: "deanery", from }],
    committee: { threshold: 2, approvalDays: 14 },
    token: { symbol: "COO", decimals: 6 },
    budgets: { personal: "1", community: "1", world: "1" },
    formula: "2026-04",
    distributions: { from: "2026-09" },
    gateway: { host: "127.0.0.1", port: 0 },
  };
  writeFileSync(config, `export default ${JSON.stringify(values)};\n`);
  const folder = join(scratch.dir, data);
  const options = ["--locale", "en", "--config", config, "--data", folder];
  const child = spawn(process.execPath, ["app/cli/main.ts", ...options, command], {
    cwd: scratch.dir,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exitCode = new Promise<number | null>((resolve) => child.once("close", resolve));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { exitCode: await exitCode, out, err };
}

const LOFT = { pigeon: { loft: "loft" } };

/** Rows of a query on the warehouse that the last run of `data` left. */
async function rowsOf(data: string, query: (db: Kysely<any>) => Promise<{ rows: unknown[] }>) {
  const file = join(scratch.dir, data, "warehouse.duckdb");
  await using warehouse = (await openWarehouseToRead({ file, streams: [] }))!;
  return (await query(warehouse.db)).rows;
}

test("its part of the configuration is checked by what its connector says", async () => {
  const said = await vklad("doctor", { sources: { pigeon: {} }, data: "wrong" });

  expect(said.exitCode).toBe(1);
  expect(said.err).toMatch(/sources\.pigeon\.loft is missing; expected string/);
});

test("its accounts may be named in the configuration, and others' not", async () => {
  const wrong = { sources: LOFT, account: "raven:1", data: "wrong" };

  expect((await vklad("doctor", wrong)).err).toMatch(
    /roles\.0\.account is "raven:1"; expected an account such as .*pigeon:coo1/,
  );
});

test("doctor asks for its secret, and then for both of its feeds", async () => {
  const asked = { sources: LOFT, data: "looked" };

  const without = await vklad("doctor", asked);
  const withSecret = await vklad("doctor", asked, SECRET);

  expect(without.out).toContain(
    "✕ pigeon: settings and secrets: VKLAD_PIGEON_RING is not set; " +
      "expected the number on our pigeons' rings.",
  );
  expect(withSecret.out).toContain("✓ pigeon: settings and secrets: all there");
  expect(withSecret.out).toContain("✓ pigeon_messages: answers, 2 records on its first page");
  expect(withSecret.out).toContain("✓ pigeon_messages@archive: answers, 2 records");
});

test("a run brings its feeds into one table, and its people become members", async () => {
  const ran = await vklad("run", { sources: LOFT, data: "read" }, SECRET);

  expect({ exitCode: ran.exitCode, err: ran.err }).toEqual({ exitCode: 0, err: "" });
  const messages = await rowsOf("read", (db) =>
    sql`select message_id, text from stg_pigeon_messages order by 1`.execute(db),
  );
  expect(messages).toEqual([
    { message_id: "1", text: "Дошёл." },
    { message_id: "2", text: "Жду ответа." },
    { message_id: "3", text: "Из архива." },
  ]);
  const people = await rowsOf("read", (db) =>
    sql`
      select k.source, native_id, m.name, r.role from account_keys as k
      join member_accounts using (account_key) join members as m using (member_id)
      join roles as r using (member_id)
    `.execute(db),
  );
  expect(people).toEqual([{ source: "pigeon", native_id: "coo1", name: "Ада", role: "deanery" }]);
  const completeness = await rowsOf("read", (db) =>
    sql`
      select record_count, quarantined_count, last_record_at from deanery_sources
      where stream = 'pigeon_messages'
    `.execute(db),
  );
  expect(completeness).toEqual([
    {
      ...{ record_count: 3n, quarantined_count: 1n },
      last_record_at: new Date("2026-09-03T10:00:00Z"),
    },
  ]);
});

test("a community that has none of it has its empty tables, and builds", async () => {
  const account = "discourse:17";
  const ran = await vklad("run", { sources: {}, account, data: "empty" });

  expect({ exitCode: ran.exitCode, err: ran.err }).toEqual({ exitCode: 0, err: "" });
  const states = await rowsOf("empty", (db) =>
    sql`
      select s.record_count, s.observed_day, (select count(*) from stg_pigeon_accounts) as accounts
      from stream_states as s where stream = 'pigeon_messages'
    `.execute(db),
  );
  expect(states).toEqual([{ record_count: 0n, observed_day: null, accounts: 0n }]);
});
