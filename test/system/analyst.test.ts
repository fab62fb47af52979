/** What an analyst is told is what the warehouse does: its SQL, its builds, the next one's reasons. */
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";

import { type ModelState, modelStates } from "../../app/lineage/model-states.ts";
import { modelGraph } from "../../app/lineage/graph.ts";
import { sqlTextOf } from "../../app/lineage/sql-text.ts";
import { identifier } from "../../warehouse/duckdb/literal.ts";
import { type GivenCommunity, givenCommunity } from "./given-community.ts";
import { AS_OF, type GivenRun, openRun } from "./open-run.ts";

let given: GivenCommunity;
let folder: string;
let run: GivenRun;

beforeAll(async () => {
  given = await givenCommunity();
  folder = given.emptyFolder();
  run = await openRun({ folder, hello: given.hello });
  await run.refresh();
  await run.distribute();
});

afterAll(async () => {
  await run[Symbol.asyncDispose]();
  await given[Symbol.asyncDispose]();
});

/** Count and sum of row hashes over the columns that the model declares. */
async function digestOf(columns: readonly string[], from: string) {
  const digested = await sql<{ rows: bigint; hash: string }>`
    select count(*) as rows, coalesce(sum(hash(t)::HUGEINT), 0)::VARCHAR as hash
    from (select ${sql.raw(columns.map(identifier).join(", "))} from ${sql.raw(from)}) as t
  `.execute(run.system.warehouse.db);
  return digested.rows[0];
}

test("the printed SQL of every SQL model gives the rows of its table", async () => {
  const built: Record<string, unknown> = {};
  const printed: Record<string, unknown> = {};
  for (const node of modelGraph().values()) {
    const { name, model } = node;
    if (model === null || model.kind === "computed") continue;
    const columns = Object.keys(model.columns);
    const text = sqlTextOf({ ...node, model }).replace(/;$/, "");
    built[name] = await digestOf(columns, identifier(name));
    printed[name] = await digestOf(columns, `(${text})`);
  }

  expect(printed).toEqual(built);
  expect(Object.keys(printed).length).toBeGreaterThan(70);
});

async function told(now: string): Promise<readonly ModelState[]> {
  const { landing } = run.system;
  const states = await modelStates({
    ...{ dir: folder, landing, now: new Date(now), timeZone: "Europe/Moscow" },
  });
  return (states?.models ?? []).filter(({ kind }) => kind !== null);
}

const reasonsOf = (states: readonly ModelState[]) =>
  Object.fromEntries(
    states.flatMap(({ name, reason }) => (reason === null ? [] : [[name, reason]])),
  );

test("after a run every model is told as built, with its rows, and nothing is to be done", async () => {
  const states = await told(AS_OF);
  const digests = await run.system.warehouse.digests(states.map(({ name }) => name));

  expect(states.map(({ name, rowCount, builtAt }) => ({ name, rowCount, builtAt }))).toEqual(
    digests.map(({ table, row_count }) => ({
      ...{ name: table, rowCount: Number(row_count), builtAt: AS_OF },
    })),
  );
  expect(reasonsOf(states)).toEqual({});
  expect(
    states.flatMap(({ checks }) => checks).every(({ failingCount }) => failingCount === 0),
  ).toBe(true);
  expect(states.find(({ name }) => name === "posts")?.freshUntil).toBe(AS_OF);
});

test("what landed since is told as the reason that the next run will have", async () => {
  const { activities, ledger } = run.system;
  const payload = { account: "a_nobody", actor: "bot", owner: null } as const;
  await ledger.append("actor_declared", payload, { actor: "test", uniqueKey: "test:nobody" });
  await activities.landPage({ feed: "ledger_events", until: AS_OF });

  const reasons = reasonsOf(await told(AS_OF));

  await activities.loadLanding({ asOf: AS_OF });
  const planned = await activities.planAssets({});
  expect(reasons).toEqual(Object.fromEntries(planned.map(({ model, reason }) => [model, reason])));
  expect(reasons["stg_ledger_actors"]).toBe("upstream:raw_ledger_events_current");
});

test("a new day is told as the reason of what depends on the day", async () => {
  const reasons = reasonsOf(await told("2026-10-06T09:00:00.000Z"));

  expect(reasons["observation_horizon"]).toBe("upstream:ref_run");
});
