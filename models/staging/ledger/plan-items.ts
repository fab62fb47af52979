import { sql, type Kysely, type RawBuilder } from "kysely";

/**
 * The items of one list in every proposed plan, with the plan's digest.
 *
 * Casts here are not `try_cast`: the ledger's codec wrote the plan, so what cannot be read is a
 * fault of ours, and a build that stops is better than a payment that is not shown.
 */
export function planItems(
  db: Kysely<any>,
  list:
    | ("domains" | "expired" | "lines" | "releases" | "shares" | "withheld")
    | ("committee.members" | "policy.conflicted"),
) {
  const path = sql.lit(`$.payload.plan.${list}[*]`);
  return db.selectFrom(
    sql<{ digest: string; item: string }>`(
        select (payload->>'$.payload.digest') as digest,
          unnest(json_extract(payload, ${path})) as item
        from raw_ledger_events_current
        where (payload->>'$.kind') = 'plan_proposed' and not is_deleted
      )`.as("items"),
  );
}

export const itemText = (path: string): RawBuilder<string> =>
  sql<string>`(item->>${sql.lit(path)})`;
export const itemBigint = (path: string): RawBuilder<bigint> =>
  sql<bigint>`cast((item->>${sql.lit(path)}) as BIGINT)`;
