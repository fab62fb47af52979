/** What tests of proposing count lines by, beside the planner. No product code imports this. */
import { DuckDBInstance } from "@duckdb/node-api";
import { Kysely, sql } from "kysely";

import { DuckDbDialect } from "../../warehouse/duckdb/dialect.ts";
import { inMonth } from "./given-period.ts";
import type { PointsOfPeriod } from "./plan-inputs.ts";
import { type CountedLine, type Recount, recountLines } from "./recount.ts";

/** One a test file: to open DuckDB takes longer than to count. */
let opened: Promise<Kysely<any>> | undefined;
let last: Promise<unknown> = Promise.resolve();

/** Counts in a DuckDB in memory that holds these scores. */
export function recountOf(
  points: () => Pick<PointsOfPeriod, "contributionPoints">,
): (asked: Recount) => Promise<readonly CountedLine[]> {
  return async (asked) => {
    const rows = inMonth(points() as PointsOfPeriod, asked.period).contributionPoints;
    const counted = last.then(async () => {
      const db = await (opened ??= open());
      await sql`delete from contribution_scores`.execute(db);
      if (rows.length > 0)
        await db
          .insertInto("contribution_scores")
          .values([...rows])
          .execute();
      return await recountLines(db, asked);
    });
    last = counted.catch(() => undefined);
    return await counted;
  };
}

async function open(): Promise<Kysely<any>> {
  const instance = await DuckDBInstance.create(":memory:");
  const db = new Kysely<any>({
    dialect: new DuckDbDialect({ connect: () => instance.connect() }),
  });
  await sql`
    create table contribution_scores (contribution_id VARCHAR, period VARCHAR, member_id VARCHAR,
      domain VARCHAR, points BIGINT)
  `.execute(db);
  return db;
}
