/** A role is added by one entry, one line a table and one page: everything else derives from them. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, expect, test } from "vitest";

// First: what follows derives from the tables that it adds to.
import { curatorMembers } from "./curator.ts";
import { checkConfig } from "../../../app/community/configuration.ts";
import { seedLedger } from "../../../app/community/seed-ledger.ts";
import { createAnswers } from "../../../app/gateway/answers/answers.ts";
import { queryListOf } from "../../../app/gateway/answers/list.ts";
import { POOL_LIMITS } from "../../../app/gateway/answers/open-answers.ts";
import { createPool } from "../../../app/gateway/answers/pool.ts";
import { openPublished } from "../../../app/gateway/data/published.ts";
import type { Published } from "../../../app/gateway/data/principal.ts";
import { givenGateway } from "../../../app/gateway/given-gateway.ts";
import type { GatewayOptions } from "../../../app/gateway/options.ts";
// Plain JavaScript, as the browser and the build run it.
// @ts-expect-error It has no declarations.
import { macros } from "../../../dashboards/components/macros.js";
// @ts-expect-error Nor has this.
import { queriesOf } from "../../../dashboards/shell/page-queries.js";
// @ts-expect-error Nor has this.
import { sectionsOf } from "../../../dashboards/components/navigation.js";
// @ts-expect-error Nor has this.
import { routeOf } from "../../../dashboards/build.mjs";
import { tablesOf } from "../../../models/access.ts";
import { roles } from "../../../models/core/identity/roles.ts";
import { ledgerEvent, RUN } from "../../../models/given.ts";
import { gatewayPrincipals } from "../../../models/marts/gateway/gateway_principals.ts";
import { marts } from "../../../models/marts/index.ts";
import { grantedRoles, roleEntry, type Role, roleOfPages } from "../../../models/roles.ts";
import { stgLedgerRoles } from "../../../models/staging/ledger/stg_ledger_roles.ts";
import { givenLedger } from "../../../warehouse/ledger/given.ts";
import { publishSnapshot } from "../../../warehouse/snapshot/index.ts";
import community from "../../../vklad.config.ts";
import { givenWarehouse } from "../../warehouse.ts";

const CURATOR = "curator" as Role;
const from = "2026-09-01T00:00:00Z";
/** Eva looks after cohort 1 as its master and after cohort 2 as its curator; Dina decides. */
const grants = [
  { account: "discourse:8", role: "curator", cohort: "2", from },
  { account: "discourse:8", role: "master", cohort: "1", from },
  { account: "discourse:4", role: "deanery", from },
];
const configured = (more: readonly object[] = []) =>
  checkConfig({ ...community, roles: [...grants, ...more] }, "vklad.config.ts");

let dir: string;
let published: Published;

/** From the configuration through ledger and models to a snapshot that the gateway opens. */
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "vklad-curator-"));
  await using given = givenLedger();
  const accountKey = (source: string, nativeId: string) => `a_${source}_${nativeId}`;
  const identity = { accountKey, hash: (value: string) => value };
  await seedLedger(given.ledger, configured(), identity, given.clock.now);
  const events = await given.ledger.read();
  await using warehouse = await givenWarehouse({
    ref_run: [RUN],
    raw_ledger_events_current: events.map(({ seq, kind, payload }) =>
      ledgerEvent(seq, kind, payload),
    ),
    member_accounts: [
      { account_key: "a_discourse_8", member_id: "m_eva" },
      { account_key: "a_discourse_4", member_id: "m_dina" },
    ],
    people: ["m_eva", "m_dina", "m_ada", "m_max"].map((member_id) => ({
      ...{ member_id, name: member_id },
    })),
    stg_nocodb_cohorts: [{ cohort_id: "1" }, { cohort_id: "2" }],
    enrolments: [
      { member_id: "m_ada", cohort_id: "1" },
      { member_id: "m_max", cohort_id: "2" },
    ],
    master_members: [{ cohort_id: "1" }, { cohort_id: "2" }],
  });
  await warehouse.build(stgLedgerRoles);
  await warehouse.build(roles);
  await warehouse.build(gatewayPrincipals);
  await warehouse.build(curatorMembers);
  const tables = [...marts, curatorMembers];
  await warehouse.give(marts.filter(({ name }) => name !== gatewayPrincipals.name));
  const request = { dir: join(dir, "snapshots"), asOf: "2026-10-05T09:00:00Z", now: () => 0 };
  await warehouse.db.transaction().execute((db) => publishSnapshot(db, { ...request, tables }));
  const dirs = { snapshotsDir: request.dir, cacheDir: join(dir, "cache") };
  published = (await openPublished(dirs)) ?? expect.fail("It was published just now.");
});

afterAll(() => rmSync(dir, { recursive: true, force: true }));

const eva = () => published.principalOf("a_discourse_8") ?? expect.fail("Eva has roles.");

async function gateway(changes: Partial<GatewayOptions> = {}) {
  const accounts: Record<string, string> = { eva: "a_discourse_8", dina: "a_discourse_4" };
  const demo = { people: () => [], accountOf: (id: string) => accounts[id] ?? null };
  return givenGateway({ published: () => published, demo, ...changes });
}

/** Rows that a file holds, by its tables: their cohorts. */
async function cohortsIn(role: Role): Promise<Record<string, unknown>> {
  const { path } = await published.fileOf(eva(), role);
  const instance = await DuckDBInstance.create(path, { access_mode: "READ_ONLY" });
  const connection = await instance.connect();
  const tables = await connection.runAndReadAll(
    "select table_name from duckdb_tables() order by 1",
  );
  const held: Record<string, unknown> = {};
  for (const [table] of tables.getRows()) {
    const rows = await connection.runAndReadAll(`select cohort_id from "${String(table)}"`);
    held[String(table)] = rows.getRows().flat();
  }
  connection.closeSync();
  instance.closeSync();
  return held;
}

test("the configuration grants it, and no role that is none", () => {
  expect(configured().roles[0]).toEqual(grants[0]);
  expect(grantedRoles()).toEqual(["deanery", "master", "committee", "curator"]);
  expect(() => configured([{ account: "discourse:9", role: "intern", from }])).toThrow(
    'roles.3.role is "intern"; expected one of "deanery"|"master"|"committee"|"curator"',
  );
});

test("whoever has it signs in as it, each role with the cohorts it is held in", () => {
  expect(eva()).toEqual({
    ...{ account: "a_discourse_8", memberId: "m_eva", name: "m_eva" },
    roles: ["master", "trainee", "curator"],
    cohorts: new Map([
      ["master", ["1"]],
      ["curator", ["2"]],
    ]),
  });
});

test("its file holds its own table with rows of its own cohorts, and nothing else", async () => {
  expect(await cohortsIn(CURATOR)).toEqual({ curator_members: ["2"] });
});

test("a master's file holds none of the cohorts that the same person curates", async () => {
  expect(await cohortsIn("master")).toMatchObject({ master_members: ["1"] });
});

test("the gateway answers its page to whoever has it, and to nobody else", async () => {
  const page = readFileSync(join(import.meta.dirname, "pages/curator/index.md"), "utf8");
  const [query] = queriesOf("curator", page);
  await using answers = createAnswers({
    list: queryListOf({ queries: [query], macros: { ru: macros() } }),
    pool: createPool({ ...POOL_LIMITS, processesMax: 1 }),
    tokenDecimals: 6,
  });
  const { server, signIn } = await gateway({ answers: () => answers });
  const { etag } = await published.fileOf(eva(), CURATOR);
  const url = `/data/answers/${query.hash}?at=${etag}&language=ru`;
  const asked = async (person: string) =>
    await server.inject({ url, headers: await signIn(person) });

  expect((await asked("eva")).json<any>().values).toEqual([["2"], ["m_max"]]);
  expect((await asked("dina")).statusCode).toBe(404);
});

test("the header lists its section with its page, after those of the roles before", async () => {
  const { server, signIn } = await gateway();
  const session = await server.inject({ url: "/data/session.json", headers: await signIn("eva") });

  const sections: { title: string; pages: { href: string; nav: string }[] }[] = sectionsOf(
    session.json(),
    await manifestOf(["dashboards/pages", join("test/seams/made-up-role/pages")]),
  );

  expect(sections.map(({ title }) => title)).toEqual(["Мастер", "Мой вклад", "Куратор"]);
  expect(sections[2]?.pages).toEqual([{ href: "/curator/", nav: "Мои люди" }]);
});

test("its page asks only for what its file holds", async () => {
  const page = readFileSync(join(import.meta.dirname, "pages/curator/index.md"), "utf8");
  const [, query = ""] = /```sql \w+\n([\s\S]*?)```/.exec(page) ?? [];
  const { path } = await published.fileOf(eva(), CURATOR);
  const instance = await DuckDBInstance.create(path, { access_mode: "READ_ONLY" });
  const connection = await instance.connect();

  const people = await connection.runAndReadAll(query);
  connection.closeSync();
  instance.closeSync();

  expect(people.getRows()).toEqual([["2", "m_max"]]);
});

test("what is no role passes as none: no tables, no pages, no entry", () => {
  const intern = "intern" as Role;

  expect(roleOfPages(intern)).toBeNull();
  expect(() => tablesOf(intern)).toThrow('"intern" is no role');
  expect(() => roleEntry(intern)).toThrow("expected deanery, master, committee, trainee, curator");
});

/** What the shell's build says of these folders' pages, by Evidence's own reading of their heads. */
async function manifestOf(folders: readonly string[]): Promise<unknown> {
  const root = join(import.meta.dirname, "../../..");
  const template = "dashboards/node_modules/@evidence-dev/evidence/template/src/pages/api";
  const { _buildPageManifest } = await import(
    join(root, template, "pagesManifest.json/+server.js")
  );
  const pages = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".md"))
      .map((file) => [`/${routeOf(file)}`, readFileSync(join(root, folder, file), "utf8")]),
  );
  return _buildPageManifest(Object.fromEntries(pages));
}
