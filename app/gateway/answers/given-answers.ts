/** What tests of answers begin with: real files of people, and real processes that read them. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { DuckDBInstance } from "@duckdb/node-api";

import type { Role } from "../../../models/roles.ts";
import type { Principal } from "../data/principal.ts";
import { givenGateway, publishedFor } from "../given-gateway.ts";
import { createAnswers } from "./answers.ts";
import { queryListOf } from "./list.ts";
import { createPool, type PoolLimits } from "./pool.ts";

/** A hash for each, as long as real ones. */
const hashOf = (name: string) => Buffer.from(name).toString("hex").padEnd(32, "0");

/** Far more work than anybody waits for. */
const ENDLESS = "select count(*) as n from range(1000000) a, range(1000000) b, range(1000) c";

const PAGES: readonly (readonly [page: string, name: string, sql: string])[] = [
  ["me", "own", "select who, n from mine order by n"],
  ["me", "named", "select n from mine where who = $1::varchar order by n"],
  ["me", "same", "select $1::varchar as text"],
  ["me", "days", "select days_since(timestamptz '2026-10-01 09:00:00Z') as days"],
  ["me", "endless", ENDLESS],
  ["me", "many", "select range, range::varchar as text from range(1500000)"],
  ["me", "elsewhere", "select content from read_text('/etc/hosts')"],
  ["me", "written", "create table mine_too as select 1"],
  [
    "me",
    "types",
    `select date '2026-10-05' as day, timestamptz '2026-10-05 12:00:00+03' as instant,
       9007199254740993::hugeint as large, 3::bigint as small, 1.25::decimal(10, 2) as exact,
       true as yes, null::varchar as nothing, 'ё' as text, 1 / 0 as none`,
  ],
  ["me", "empty", "select who, n, now() as seen from mine where false"],
  ["committee/plan/[digest]", "plan", "select n from mine where who = $1::varchar"],
];

const DAYS_SINCE =
  "days_since(t) AS greatest(0, (getvariable('as_of_ms') - epoch_ms(t)::BIGINT) // 86400000)";

const list = queryListOf({
  queries: PAGES.map(([page, name, sql]) => ({
    ...{ hash: hashOf(name), page, name, sql },
    params: sql.includes("$1") ? ["digest"] : [],
    macros: sql.includes("days_since") ? ["days_since"] : [],
  })),
  macros: { ru: { days_since: DAYS_SINCE }, en: { days_since: DAYS_SINCE } },
});

const LIMITS: PoolLimits = {
  ...{ processesMax: 2, waitingMax: 40, waitingAnAskerMax: 20 },
  ...{ answer_ms: 30_000, wait_ms: 60_000, start_ms: 60_000, duckdbMb: 256, heapMb: 512 },
};

/** A gateway over files of one table, in which each has two rows of their own. */
export async function givenAnswers(limits: Partial<PoolLimits> = {}) {
  const dir = mkdtempSync(join(tmpdir(), "vklad-answers-"));
  const pool = createPool({ ...LIMITS, ...limits });
  const answers = createAnswers({ list, pool, tokenDecimals: 6 });
  const made = new Map<string, Promise<string>>();
  let { asOf } = publishedFor(dir);
  const published = {
    ...publishedFor(dir),
    get asOf() {
      return asOf;
    },
    async fileOf({ memberId }: Principal, role: Role) {
      const etag = `${memberId}-${role}`;
      const path = made.get(etag) ?? writeFile(join(dir, `${etag}.duckdb`), memberId);
      made.set(etag, path);
      return { path: await path, etag };
    },
  };
  const { server, signIn } = await givenGateway({
    published: () => published,
    answers: () => answers,
  });
  const sessions = { anna: await signIn("anna"), boris: await signIn("boris") };
  return {
    state: () => pool.state(),
    /** Publishes the same data anew, as of another instant. */
    publishAsOf: (instant: string) => void (asOf = instant),
    /** Resolves once the pool is so; fails if it never is. */
    async until(isSo: (state: ReturnType<typeof pool.state>) => boolean) {
      for (let turn = 0; !isSo(pool.state()); turn += 1) {
        if (turn === 1_000)
          throw new Error(`It never came to that: ${JSON.stringify(pool.state())}`);
        await pause(20);
      }
    },
    killAll() {
      for (const pid of pool.state().pids) process.kill(pid, "SIGKILL");
    },
    /** Asks as somebody's page does. */
    async ask(
      person: keyof typeof sessions,
      name: string,
      {
        at = `m_${person}-${name === "plan" ? "committee" : "trainee"}`,
        values = [],
        language = "ru",
        headers = {},
      }: {
        at?: string;
        values?: readonly string[];
        language?: string;
        headers?: Readonly<Record<string, string>>;
      } = {},
    ) {
      const asked = [["at", at], ["language", language], ...values.map((one) => ["value", one])];
      return await server.inject({
        url: `/data/answers/${hashOf(name)}?${new URLSearchParams(asked as [string, string][])}`,
        headers: { ...sessions[person], ...headers },
      });
    },
    [Symbol.asyncDispose]: () => answers[Symbol.asyncDispose](),
  };
}

async function writeFile(path: string, who: string): Promise<string> {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  await connection.run(`create table mine as select '${who}' as who, n from range(1, 3) t(n)`);
  connection.closeSync();
  instance.closeSync();
  return path;
}
