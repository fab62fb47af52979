/** A base of one's own, its guide, two masters, and the product reading them run after run. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { dataFolder } from "../../app/community/data-folder.ts";
import { identityKeyIn } from "../../app/community/identity-key.ts";
import { standingClock } from "../../demo/clock.ts";
import { tableOf, type TableTitle } from "../../demo/community/tables.ts";
import { nocodbTime, userField, type RowJson } from "../../demo/nocodb/base.ts";
import { DEMO_TABLES } from "../../demo/nocodb/mapping.ts";
import { nocodbTwin } from "../../demo/nocodb/twin.ts";
import { createRandom } from "../../demo/random.ts";
import { writeSeededKeys } from "../seed.ts";
import { AS_OF, type GivenRun, openRun } from "./open-run.ts";

const TITLES = ["Streams", "Enrolments", "Tasks", "Answers", "Attempts"] as const;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Masters of cohort 1. */
export const MASTERS = ["eva", "ira"] as const;

/** The guide's tasks, by their row: what each is worth. */
const TASKS = [1, 2];

export interface GivenWorkbook extends AsyncDisposable {
  /** Tasks 1 and 2 are of complexity 1 and 2; both are of cohort 1's guide. */
  add(table: TableTitle, by: string, fields: RowJson): number;
  /** `by` changes cells of a row, now. */
  edit(table: TableTitle, id: number, by: string, fields: RowJson): void;
  remove(table: TableTitle, id: number): void;
  /** An answer of somebody's in cohort 1, and the rows of their attempts. */
  answer(by: string, texts: readonly string[], task?: number): { answer: number; ids: number[] };
  /** What a master says of the text that the row shows, as of the last run. */
  state(id: number, verdict: "accepted" | "returned", grade: number, by?: string): Promise<void>;
  /** An hour passes, and the product reads the base, sweeps it and builds everything. */
  run(): Promise<void>;
  rows(table: string): Promise<any[]>;
  /** Millionths of a point of somebody's attempts, by their text. */
  pointsOf(name: string): Promise<Record<string, bigint>>;
}

export async function givenWorkbook(): Promise<GivenWorkbook> {
  const root = mkdtempSync(join(tmpdir(), "vklad-workbook-"));
  const folder = join(root, "data");
  const clock = standingClock(Date.parse(AS_OF));
  const ids = createRandom("a workbook");
  const base = {
    id: "pworkbook",
    tables: TITLES.map((title) => tableOf(ids.fork(title), title, [])),
  };
  const twin = await nocodbTwin({ base, clock, token: "token" });
  const hello = helloOf(root, { url: twin.url, baseId: base.id });
  writeSeededKeys(folder);
  const keys = identityKeyIn(dataFolder(folder).keys);
  let run: GivenRun | null = null;

  const user = (name: string) =>
    userField({ id: `us${name}`, email: `${name}@example.org`, displayName: name });
  const add: GivenWorkbook["add"] = (table, by, fields) =>
    twin.insert(table, {
      ...{ CreatedAt: nocodbTime(clock.now()), UpdatedAt: null },
      ...{ CreatedBy: user(by), LastModifiedBy: null },
      ...fields,
    });
  const given: GivenWorkbook = {
    add,
    edit(table, id, by, fields) {
      const stamp = { UpdatedAt: nocodbTime(clock.now()), LastModifiedBy: user(by) };
      const isDone = twin.rewrite(table, id, (row) => ({ ...row, ...fields, ...stamp }));
      if (!isDone) throw new Error(`There is no row ${id} in ${table}.`);
    },
    remove(table, id) {
      if (!twin.rewrite(table, id, () => null)) throw new Error(`No row ${id} in ${table}.`);
    },
    answer(by, texts, task = 1) {
      const answer = add("Answers", by, { Task: task, Stream: 1 });
      const cells = { Verdict: null, Grade: null, Comment: null };
      const rows = texts.map((Text, index) =>
        add("Attempts", by, { Answer: answer, Attempt: index + 1, Text, ...cells }),
      );
      return { answer, ids: rows };
    },
    async state(id, verdict, grade, by = "eva") {
      const { warehouse, ledger } = run!.system;
      const [row] = await warehouse.db
        .selectFrom("current_attempts as c")
        .innerJoin("stg_nocodb_attempts as n", "n.attempt_id", "c.attempt_id")
        .where("n.native_id", "=", `${id}`)
        .select(["c.attempt_id", "c.text_digest", "c.task_id", "c.cohort_id", "c.section_id"])
        .select("c.complexity")
        .execute();
      if (row === undefined) throw new Error(`No run has seen attempt ${id}.`);
      const { complexity, ...pinned } = row as any;
      const stated_at = new Date(clock.now() + MINUTE_MS).toISOString();
      await ledger.append(
        "verdict_stated",
        {
          ...{ ...pinned, complexity: `${complexity}`, verdict, grade, remark: null, stated_at },
          ...{ verdict_id: `v_${id}_${stated_at}`, way: "page" },
          account: keys.accountKey("nocodb", `us${by}`),
        },
        { actor: "test", at: stated_at },
      );
    },
    async run() {
      await run?.[Symbol.asyncDispose]();
      const asOf = new Date(clock.now() + 10 * MINUTE_MS).toISOString();
      run = await openRun({ folder, hello, asOf });
      const { failed } = await run.refresh();
      if (failed.length > 0) throw new Error(`A run failed: ${JSON.stringify(failed)}`);
      clock.set(clock.now() + HOUR_MS);
    },
    rows: (table) => run!.rows(table),
    async pointsOf(name) {
      const found = await run!.system.warehouse.db
        .selectFrom("attempts as a")
        .innerJoin("contribution_scores as s", "s.contribution_id", "a.contribution_id")
        .innerJoin("members as m", "m.member_id", "a.member_id")
        .where("m.name", "=", name)
        .select(["a.text", "s.points"])
        .execute();
      return Object.fromEntries((found as any[]).map(({ text, points }) => [text, points]));
    },
    async [Symbol.asyncDispose]() {
      await run?.[Symbol.asyncDispose]();
      await twin.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
  add("Streams", "eva", { Title: "Поток", Guide: "g", Starts: "2026-09-01", Ends: "2026-12-31" });
  for (const task of TASKS)
    add("Tasks", "eva", {
      Title: `Задание ${task}`,
      Section: null,
      Complexity: null,
      Stream: null,
    });
  return given;
}

function helloOf(root: string, nocodb: { readonly url: string; readonly baseId: string }) {
  const dir = join(root, "guides");
  mkdirSync(join(dir, "g"), { recursive: true });
  writeFileSync(join(dir, "g", "guide.yaml"), "id: g\ntitle: Руководство\norder: 1\n");
  const tasks = TASKS.map((task) => `  - { task: Tasks/${task}, complexity: ${task} }`);
  const front = ["id: g-one", "title: Раздел", "order: 1", "tasks:", ...tasks];
  writeFileSync(join(dir, "g", "01-one.md"), ["---", ...front, "---", "Текст.", ""].join("\n"));
  const assertionsFile = join(root, "assertions.json");
  const valid_from = "2026-01-01T00:00:00Z";
  const roles = MASTERS.map((name) => ({
    ...{ account: { source: "nocodb", nativeId: `us${name}` }, role: "master", stream: "1" },
    ...{ valid_from, valid_to: null },
  }));
  const none = { links: [], actors: [], wallets: [], approvalKeys: [], verdicts: [] };
  const formula = { formula: "2026-04", valid_from };
  writeFileSync(assertionsFile, JSON.stringify({ ...none, roles, formula }));
  return {
    ready: true as const,
    sources: { nocodb: { ...nocodb, token: "token", tables: DEMO_TABLES }, guides: { dir } },
    ...{ assertionsFile, truthFile: "", control: "", people: [] },
    proposer: { source: "nocodb", nativeId: "useva" },
  };
}
