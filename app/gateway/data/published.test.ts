import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { DuckDBInstance } from "@duckdb/node-api";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";

import { accessRules } from "../../../models/access.ts";
import { marts } from "../../../models/marts/index.ts";
import type { Role } from "../../../models/roles.ts";
import { givenWarehouse, type GivenWarehouse } from "../../../test/warehouse.ts";
import { declaredColumns } from "../../../warehouse/duckdb/declared.ts";
import { identifier } from "../../../warehouse/duckdb/literal.ts";
import { publishSnapshot } from "../../../warehouse/snapshot/index.ts";
import type { Principal, Published } from "./principal.ts";
import { openPublished } from "./published.ts";

/** Eva looks after cohort 1 and once attended 2; Ada attends 1, Max 2; Dina decides; Uma signs. */
const ROLES = [
  { account: "a_eva", member: "m_eva", name: "Ева", role: "master", cohort: "1" },
  { account: "a_eva", member: "m_eva", name: "Ева", role: "trainee", cohort: "2" },
  { account: "a_eva_club", member: "m_eva", name: "Ева", role: "master", cohort: "1" },
  { account: "a_eva_club", member: "m_eva", name: "Ева", role: "trainee", cohort: "2" },
  { account: "a_ada", member: "m_ada", name: "Ада", role: "trainee", cohort: "1" },
  { account: "a_max", member: "m_max", name: "Макс", role: "trainee", cohort: "2" },
  { account: "a_dina", member: "m_dina", name: "Дина", role: "deanery", cohort: null },
  { account: "a_uma", member: "m_uma", name: "Ума", role: "committee", cohort: null },
  // Who looks after no cohort, and what is no role.
  { account: "a_ivo", member: "m_ivo", name: "Иво", role: "master", cohort: null },
  { account: "a_bot", member: "m_bot", name: "Бот", role: "agent", cohort: null },
];
const PEOPLE = ["m_ada", "m_eva", "m_max"];
const COHORTS = ["1", "2"];

let dir: string;
let published: Published;

const AS_OF = "2026-10-05T09:00:00Z";
const LATER = "2026-10-05T09:15:00Z";

let warehouse: GivenWarehouse;

/** A published snapshot in which every table has a row of each person or cohort. */
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "vklad-published-"));
  warehouse = await givenWarehouse();
  for (const { name, columns } of marts) {
    const list = declaredColumns(columns).map((one) => `${identifier(one.name)} ${one.type}`);
    await sql.raw(`create table ${identifier(name)} (${list.join(", ")})`).execute(warehouse.db);
    const row = (values: object) => warehouse.db.insertInto(name).values(values).execute();
    if (name === "gateway_principals") {
      for (const { account, member, name: called, role, cohort } of ROLES) {
        const principal_id = `p_${account}_${role}_${cohort}`;
        const who = { principal_id, account_key: account, member_id: member, name: called };
        await row({ ...who, role, cohort_id: cohort });
      }
    } else if (name === "gateway_names") {
      await row({ account_key: "a_left", name: "Лев, который ушёл" });
    } else if (name.startsWith("gateway_")) continue;
    else if (isOwn(name)) for (const member_id of PEOPLE) await row({ member_id });
    else if ("cohort_id" in columns) for (const cohort_id of COHORTS) await row({ cohort_id });
    else if ("member_id" in columns) for (const member_id of PEOPLE) await row({ member_id });
    else
      await sql
        .raw(`insert into ${identifier(name)} select null ${", null".repeat(list.length - 1)}`)
        .execute(warehouse.db);
  }
  published = await publish("snapshots", AS_OF);
});

afterAll(async () => {
  await warehouse[Symbol.asyncDispose]();
  rmSync(dir, { recursive: true, force: true });
});

/** Publishes the tables as they are now, and takes that up. */
async function publish(name: string, asOf: string): Promise<Published> {
  const snapshotsDir = join(dir, name);
  const request = { dir: snapshotsDir, asOf, now: () => 0, tables: marts };
  await warehouse.db.transaction().execute((db) => publishSnapshot(db, request));
  const opened = await openPublished({ snapshotsDir, cacheDir: join(dir, `cache of ${name}`) });
  return opened ?? expect.fail("It was published just now.");
}

function principal(account: string): Principal {
  const found = published.principalOf(account);
  if (found === null) throw new Error(`${account} is in the snapshot.`);
  return found;
}

/** Whose rows a file holds, by its tables: members, else cohorts, else how many. */
async function heldIn(account: string, role: Role): Promise<Record<string, unknown>> {
  const { path } = await published.fileOf(principal(account), role);
  const instance = await DuckDBInstance.create(path, { access_mode: "READ_ONLY" });
  const connection = await instance.connect();
  const tables = await connection.runAndReadAll(
    "select table_name from duckdb_tables() order by 1",
  );
  const held: Record<string, unknown> = {};
  for (const [table] of tables.getRows()) {
    const rows = await connection.runAndReadAll(`select * from ${identifier(`${String(table)}`)}`);
    held[String(table)] = rows
      .getRowObjects()
      .map((row) => row["cohort_id"] ?? row["member_id"] ?? null);
  }
  connection.closeSync();
  instance.closeSync();
  return held;
}

/** About the viewer alone, though the role is held in cohorts. */
const isOwn = (table: string) =>
  accessRules.some(
    (rule) => rule.table === table && rule.rows !== "all" && rule.rows.is === "self",
  );

const tablesOf = (role: string, rows: readonly (string | null)[], own = rows) =>
  Object.fromEntries(
    accessRules
      .filter((rule) => rule.role === role)
      .map(({ table }) => [table, isOwn(table) ? own : rows]),
  );

test("a trainee's file holds the own rows of each table that is theirs, and no other", async () => {
  expect(await heldIn("a_ada", "trainee")).toEqual(tablesOf("trainee", ["m_ada"]));
});

test("a master's file holds the cohorts looked after, and none that was attended", async () => {
  expect(principal("a_eva").cohorts).toEqual(new Map([["master", ["1"]]]));
  expect(await heldIn("a_eva", "master")).toEqual(tablesOf("master", ["1"], ["m_eva"]));
});

test("rows are those of the own file: of a master's own cohorts, and of no other", async () => {
  const cohortsOf = async (account: string) => {
    const rows = await published.rowsOf(principal(account), "master", "master_review_queue");
    return rows.map(({ cohort_id }) => cohort_id);
  };

  expect([await cohortsOf("a_eva"), await cohortsOf("a_ivo")]).toEqual([["1"], []]);
  await expect(
    published.rowsOf(principal("a_ada"), "trainee", "master_review_queue"),
  ).rejects.toThrow("does not exist");
});

test("a master's own file as a trainee is about themselves alone", async () => {
  expect(await heldIn("a_eva", "trainee")).toEqual(tablesOf("trainee", ["m_eva"]));
});

test("a master of no cohort gets tables without rows", async () => {
  expect(await heldIn("a_ivo", "master")).toEqual(tablesOf("master", []));
});

test.each([
  ["a_dina", "deanery"],
  ["a_uma", "committee"],
] as const)(
  "%s gets all rows of the tables of the %s, and no other table",
  async (account, role) => {
    const held = await heldIn(account, role);
    const counts = Object.fromEntries(
      Object.entries(held).map(([table, rows]) => [table, (rows as unknown[]).length]),
    );

    expect(await published.tablesOf(principal(account), role)).toEqual(counts);
    expect(Object.keys(counts)).toEqual(Object.keys(tablesOf(role, [])).toSorted());
    expect(Object.values(counts).filter((count) => count === 0)).toEqual([]);
  },
);

test("each account of a person opens the same pages, and an unknown one opens none", () => {
  const { account: _, ...eva } = principal("a_eva");

  expect(principal("a_eva_club")).toEqual({ account: "a_eva_club", ...eva });
  expect(eva).toEqual({
    ...{ memberId: "m_eva", name: "Ева", roles: ["master", "trainee"] },
    cohorts: new Map([["master", ["1"]]]),
  });
  expect(published.principalOf("a_stranger")).toBeNull();
  expect(published.nameOf("a_stranger")).toBeNull();
});

test("who has left is named and opens nothing", () => {
  expect(published.nameOf("a_left")).toBe("Лев, который ушёл");
  expect(published.principalOf("a_left")).toBeNull();
});

test("what is no role opens no page", () => {
  expect(principal("a_bot").roles).toEqual([]);
});

test("two people never share a file, and one person's is made once", async () => {
  const files = await Promise.all(
    (["a_ada", "a_max", "a_eva"] as const).map((one) =>
      published.fileOf(principal(one), "trainee"),
    ),
  );
  const again = await published.fileOf(principal("a_eva_club"), "trainee");

  expect(new Set(files.map(({ etag }) => etag)).size).toBe(3);
  expect(again).toEqual(files[2]);
});

/** The file of Ada as a trainee and of Dina in the deanery: its tag, and what tells if it was made anew. */
async function filesIn(of: Published) {
  const files = (["a_ada trainee", "a_dina deanery"] as const).map(async (one) => {
    const [account, role] = one.split(" ") as [string, Role];
    const { path, etag } = await of.fileOf(of.principalOf(account)!, role);
    const { ino, mtimeMs } = statSync(path);
    return { path, etag, ino, mtimeMs };
  });
  return await Promise.all(files);
}

test("unchanged tables at a later moment leave each file and its tag, and tell the moment", async () => {
  const first = await publish("unchanged", AS_OF);
  const files = await filesIn(first);
  const later = await publish("unchanged", LATER);

  expect(await filesIn(later)).toEqual(files);
  expect([first.asOf, later.asOf]).toEqual([AS_OF, LATER]);
});

test("one changed table makes the files anew of whoever reads it, and of nobody else", async () => {
  const [before, deanery] = await filesIn(await publish("changed", AS_OF));
  await warehouse.db.insertInto("my_points").values({ member_id: "m_ada" }).execute();
  const later = await publish("changed", LATER);
  const [after, deaneryAfter] = await filesIn(later);

  expect(deaneryAfter).toEqual(deanery);
  expect(after?.etag).not.toBe(before?.etag);
  const rows = await later.rowsOf(later.principalOf("a_ada")!, "trainee", "my_points");
  expect(rows.map(({ member_id }) => member_id)).toEqual(["m_ada", "m_ada"]);
});

test("a newer snapshot leaves what is being read and made of the one before, and no more", async () => {
  const cacheDir = join(dir, "cache-of-two");
  mkdirSync(cacheDir);
  const before = { filePrefixes: ["b".repeat(32)] };
  const ofBefore = `${"b".repeat(32)}-file.duckdb`;
  const beingMade = `.${process.pid}-0123456789ab.tmp`;
  const leftBehind = [".999999999-0123456789ab.tmp", ".999999999-0123456789ab.tmp.wal"];
  for (const name of [ofBefore, beingMade, ...leftBehind, `${"a".repeat(32)}-file.duckdb`])
    writeFileSync(join(cacheDir, name), "");
  const snapshotsDir = join(dir, "snapshots");

  await openPublished({ snapshotsDir, cacheDir, before });
  expect(readdirSync(cacheDir).toSorted()).toEqual([beingMade, ofBefore]);

  await openPublished({ snapshotsDir, cacheDir });
  expect(readdirSync(cacheDir)).toEqual([beingMade]);
});
