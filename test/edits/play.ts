/**
 * Plays sequences of edits through the product: a base on loopback, the connector, landing, load
 * and every model, all sequences side by side in one warehouse, so that one build answers all.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { sql } from "kysely";

import { checkConfig } from "../../app/community/configuration.ts";
import { dataFolder } from "../../app/community/data-folder.ts";
import { identityKeyIn } from "../../app/community/identity-key.ts";
import { openPipeline } from "../../app/runtime/system.ts";
import { DEMO_TABLES } from "../../demo/nocodb/mapping.ts";
import { baseServer, table, type Row } from "../../sources/testing/base.ts";
import { testClock } from "../../sources/testing/clock.ts";
import vkladConfig from "../../vklad.config.ts";
import type { LedgerEntry } from "../../warehouse/ledger/index.ts";
import { seededRandom, writeSeededKeys } from "../seed.ts";
import { TABLES, type TableName } from "./base-part.ts";
import { Sequence } from "./sequence.ts";
import type { Statement } from "./statement.ts";
import { drawStatement } from "./statements.ts";

const DAY_MS = 86_400_000;
const BEGIN = Date.parse("2026-07-20T06:00:00Z");
/** Ten runs, eight days apart: over three turns of a month. */
const RUN_DAYS = [1, 9, 17, 25, 33, 41, 49, 57, 65, 73] as const;
/** When the master `x` ceases to be one. */
const ENDS_AT = BEGIN + 37 * DAY_MS;
const EDITS_MAX = 4;
const STATEMENTS_MAX = 3;

/** A contribution of the models, as far as the oracle speaks of it. */
export interface Counted {
  readonly contribution_id: string;
  readonly member_account: string;
  readonly period: string;
  readonly points: bigint;
  readonly k: bigint;
  readonly verdict: string | null;
  readonly text: string;
  readonly task_id: string;
  readonly cohort_id: string;
}

export interface Played {
  readonly sequences: readonly Sequence[];
  /** By sequence, in the order in which they were said. */
  readonly statements: readonly (readonly Statement[])[];
  readonly counted: readonly Counted[];
  accountOf(user: string): string;
}

export async function play(count: number, name = "edits"): Promise<Played> {
  const random = seededRandom(name);
  const sequences = Array.from({ length: count }, (_, place) => {
    const dates = { from: BEGIN, endsAt: ENDS_AT };
    return new Sequence(place, random.fork(`${place}`), dates);
  });
  const draws = sequences.map(({ place }) => random.fork(`${place}`).fork("acts"));
  const statements: Statement[][] = sequences.map(() => []);
  await using stage = await givenStage();

  for (const [run, day] of RUN_DAYS.entries()) {
    const at = BEGIN + day * DAY_MS;
    const before = BEGIN + (RUN_DAYS[run - 1] ?? 0) * DAY_MS;
    for (const [place, sequence] of sequences.entries()) {
      const draw = draws[place] ?? random;
      for (const instant of instants(draw, { from: before, to: at, count: EDITS_MAX }))
        sequence.edit(instant);
      sequence.see(at);
    }
    await stage.read(sequences, at);
    const next = BEGIN + (RUN_DAYS[run + 1] ?? day + 6) * DAY_MS;
    for (const [place, sequence] of sequences.entries()) {
      const draw = draws[place] ?? random;
      const said = statements[place] ?? [];
      for (const instant of instants(draw, { from: at, to: next, count: STATEMENTS_MAX })) {
        const one = drawStatement(sequence, draw, { at: instant, earlier: said });
        if (one !== null) said.push(one);
      }
    }
  }
  const counted = await stage.build(sequences, statements.flat());
  return { sequences, statements, counted, accountOf: stage.accountOf };
}

/** Up to so many whole seconds strictly between two instants, in their order. */
function instants(
  random: ReturnType<typeof seededRandom>,
  { from, to, count }: { readonly from: number; readonly to: number; readonly count: number },
): readonly number[] {
  const seconds = Array.from({ length: random.whole(0, count) }, () =>
    random.whole(1, (to - from) / 1_000 - 1),
  );
  return [...new Set(seconds)].toSorted((a, b) => a - b).map((second) => from + 1_000 * second);
}

const COLUMNS: Readonly<Record<TableName, readonly [title: string, uidt: string][]>> = {
  cohorts: [
    ["Title", "SingleLineText"],
    ["Guide", "SingleLineText"],
    ["Starts", "Date"],
    ["Ends", "Date"],
  ],
  enrolments: [
    ["Stream", "Number"],
    ["Member", "User"],
    ["Joined", "Date"],
  ],
  tasks: [
    ["Title", "SingleLineText"],
    ["Section", "SingleLineText"],
    ["Complexity", "Decimal"],
    ["Stream", "Number"],
  ],
  answers: [
    ["Task", "Number"],
    ["Stream", "Number"],
  ],
  attempts: [
    ["Answer", "Number"],
    ["Attempt", "Number"],
    ["Text", "LongText"],
    ["Verdict", "SingleSelect"],
    ["Grade", "Number"],
    ["Comment", "LongText"],
  ],
};
const PEOPLE_COLUMNS = [
  ["CreatedBy", "CreatedBy"],
  ["LastModifiedBy", "LastModifiedBy"],
] as const;

async function givenStage() {
  const root = mkdtempSync(join(tmpdir(), "vklad-edits-"));
  writeSeededKeys(root);
  const tables = Object.entries(TABLES).map(([name, id]) => {
    const own = [...COLUMNS[name as TableName], ...PEOPLE_COLUMNS];
    const columns = own.map(([title, uidt]) => ({ title, uidt, pk: 0 }));
    return table(id, DEMO_TABLES[name as TableName].table, [], columns);
  });
  const server = await baseServer(tables);
  const folder = dataFolder(root);
  const identity = identityKeyIn(folder.keys);
  const { demo: _demo, ...config } = vkladConfig;
  const asOf = BEGIN + 80 * DAY_MS;
  const connection = { url: server.server.url, token: "t", baseId: "p1", tables: DEMO_TABLES };
  const pipeline = await openPipeline({
    config: checkConfig({ ...config, roles: [] }, "the edits"),
    folder,
    identity,
    clock: { now: () => new Date(asOf) },
    connections: { systems: { nocodb: connection }, pace: { clock: testClock() } },
  });
  const { landPage, sweepFeed, loadLanding, planAssets, buildModel } = pipeline.activities;
  const accountOf = (user: string) => identity.accountKey("nocodb", user);

  async function landAll(feed: string, until: string): Promise<void> {
    for (let done = false; !done;) ({ done } = await landPage({ feed, until }));
  }

  return {
    accountOf,

    /** One run reads what the sequences' rows are now, and which of them are there at all. */
    async read(sequences: readonly Sequence[], at: number): Promise<void> {
      for (const [name, id] of Object.entries(TABLES)) {
        const found = server.base.tables.get(id);
        if (found === undefined) throw new Error(`${id} is no table.`);
        found.rows = sequences.flatMap<Row>(({ part }) => [
          ...part.tables[name as TableName].values(),
        ]);
      }
      const until = new Date(at).toISOString();
      await landAll("nocodb_tables", until);
      await landAll("nocodb_records", until);
      while (!(await sweepFeed({ feed: "nocodb_records", until })).done);
    },

    /** Writes the ledger, builds every model once, and gives the attempts as they count. */
    async build(sequences: readonly Sequence[], statements: readonly Statement[]) {
      await pipeline.ledger.appendAll(sequences.flatMap((one) => rolesIn(one, accountOf)));
      const inOrder = statements.toSorted((one, other) => one.at - other.at);
      await pipeline.ledger.appendAll(
        inOrder.map((said, index) => entryOf(said, { index, account: accountOf(said.by) })),
      );
      const until = new Date(asOf).toISOString();
      await landAll("ledger_events", until);
      await loadLanding({ asOf: until });
      for (const { model } of await planAssets()) await buildModel({ name: model });
      const rows = await sql<Counted>`
        select a.contribution_id, a.account_key as member_account, s.period, s.points, s.k,
          c.verdict, a.text, a.task_id, a.cohort_id
        from attempts a
          join contributions c on c.contribution_id = a.contribution_id
          join contribution_scores s on s.contribution_id = a.contribution_id
      `.execute(pipeline.warehouse.db);
      return rows.rows;
    },

    async [Symbol.asyncDispose]() {
      await pipeline[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

function rolesIn({ cohorts, people, endsAt }: Sequence, accountOf: (user: string) => string) {
  const [first, second] = cohorts;
  const grant = (user: string, stream: string, valid_to: string | null): LedgerEntry => ({
    kind: "role_granted",
    actor: "test",
    payload: {
      account: accountOf(user),
      role: "master",
      stream,
      valid_from: "2026-01-01T00:00:00.000Z",
      valid_to,
    },
  });
  return [
    grant(people.m, first, null),
    grant(people.p, first, null),
    grant(people.n, second, null),
    grant(people.x, first, new Date(endsAt).toISOString()),
  ];
}

function entryOf(said: Statement, { index, account }: { index: number; account: string }) {
  const entry: LedgerEntry = {
    kind: "verdict_stated",
    actor: account,
    payload: {
      verdict_id: `v${index}`,
      attempt_id: said.attempt,
      text_digest: said.digest,
      account,
      verdict: said.verdict,
      grade: said.grade,
      remark: null,
      way: said.way,
      task_id: said.task,
      cohort_id: said.cohort,
      section_id: null,
      complexity: String(said.complexity),
      stated_at: new Date(said.at).toISOString(),
    },
  };
  return entry;
}
