import { sql } from "kysely";

import type { PointsOfPeriod } from "../../activities/distribution/index.ts";
import { type FormulaTurn, turnOf } from "../../models/scores/formula/turns.ts";
import type { Warehouse } from "../../warehouse/duckdb/index.ts";
import { version } from "./version.ts";

/** Reads a period's points and wallets, with what they were made from: its own formula, too. */
export function pointsReader(warehouse: Pick<Warehouse, "db" | "digests">) {
  return async (period: string): Promise<Omit<PointsOfPeriod, "loaded">> => {
    const { db } = warehouse;
    const [turns, memberPoints, contributionPoints, wallets, formerMembers, accounts] =
      await Promise.all([
        db.selectFrom("formulas_in_force").select(["from_period", "formula", "digest"]).execute(),
        db
          .selectFrom("member_domain_points")
          .where("period", "=", period)
          .orderBy("member_id")
          .orderBy("domain")
          .select(["period", "member_id", "domain", "points"])
          .execute(),
        db
          .selectFrom("contribution_scores")
          .where("period", "=", period)
          .orderBy("contribution_id")
          .select(["contribution_id", "period", "member_id", "domain", "points"])
          .execute(),
        db
          .selectFrom("member_wallets")
          .orderBy("member_id")
          .select(["member_id", "wallet", "counts_from"])
          .execute(),
        db
          .selectFrom("former_member_ids")
          .whereRef("former_id", "<>", "member_id")
          .orderBy("former_id")
          .select(["former_id", "member_id"])
          .execute(),
        db
          .selectFrom("member_accounts")
          .orderBy("account_key")
          .select(["account_key", "member_id"])
          .execute(),
      ]);
    const inputs = [
      await periodDigest(warehouse, "contribution_scores", period),
      await periodDigest(warehouse, "member_domain_points", period),
    ];
    const [identity] = await warehouse.digests(["member_accounts"]);
    const provenance = {
      inputs,
      formula: turnOf(turns as FormulaTurn[], period).digest,
      identity_version: `${identity?.row_count}:${identity?.hash}`,
      code_version: version(),
    };
    return {
      memberPoints: memberPoints as PointsOfPeriod["memberPoints"],
      contributionPoints: contributionPoints as PointsOfPeriod["contributionPoints"],
      wallets: wallets as PointsOfPeriod["wallets"],
      formerMembers: formerMembers as PointsOfPeriod["formerMembers"],
      accounts: accounts as PointsOfPeriod["accounts"],
      provenance,
    };
  };
}

/** Months in which somebody earned something. */
export async function earnedPeriods({ db }: Pick<Warehouse, "db">): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom("member_domain_points")
    .where("points", "<>", 0n)
    .select("period")
    .distinct()
    .execute();
  return new Set(rows.map(({ period }) => `${period}`));
}

/** SHA-256 of a period's rows in order: it outlives an upgrade of DuckDB, as its `hash` may not. */
async function periodDigest({ db }: Pick<Warehouse, "db">, table: string, period: string) {
  const digested = await sql<{ row_count: bigint; hash: string | null }>`
    select count(*) as row_count, sha256(string_agg(to_json(t)::VARCHAR, chr(10) order by t::VARCHAR)) as hash
    from ${sql.table(table)} as t where period = ${period}
  `.execute(db);
  const row = digested.rows[0];
  return { table, row_count: Number(row?.row_count ?? 0n), hash: row?.hash ?? "" };
}
