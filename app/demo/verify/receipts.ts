import { sql } from "kysely";

import type { Warehouse } from "../../../warehouse/duckdb/index.ts";
import type { Ledger } from "../../../warehouse/ledger/index.ts";

export interface ReceiptsCheck {
  readonly lineCount: number;
  /** Lines whose receipt does not add up to them: to the unit, and to the millionth of a point. */
  readonly wrongLineCount: number;
  /** Entries of receipts whose work is scored for another month, member or domain, or not so. */
  readonly wrongShareCount: number;
  /** Plans whose lines, carry and budget differ. */
  readonly wrongPlanCount: number;
  /** Settled distributions whose treasury moved by another amount than the plan says. */
  readonly treasuryDifference: bigint;
  readonly settledCount: number;
}

/**
 * Adds up every receipt of everyone and every period, and looks its work up among the scores. To be
 * asked while these are the ones that the plans were made of: what is edited later moves scores.
 */
export async function checkReceipts({
  warehouse,
  ledger,
}: {
  readonly warehouse: Pick<Warehouse, "db">;
  readonly ledger: Pick<Ledger, "read">;
}): Promise<ReceiptsCheck> {
  const lines = await sql<{ lines: bigint; wrong: bigint }>`
    with added as (
      select r.digest, r.line_id, cast(r.amount_base_units as HUGEINT) as amount, p.points,
        coalesce(sum(cast(l.amount_base_units as HUGEINT)), 0) as receipt_amount,
        coalesce(sum(l.points), 0) as receipt_points
      from my_receipts r
      join plan_lines p using (digest, line_id)
      left join my_receipt_lines l using (digest, line_id)
      group by all
    )
    select count(*) as lines,
      count(*) filter (amount <> receipt_amount or points <> receipt_points) as wrong
    from added
  `.execute(warehouse.db);
  const shares = await sql<{ wrong: bigint }>`
    select count(*) as wrong
    from my_receipt_lines l
    join my_receipts r using (digest, line_id)
    -- Not joined: there is no such work, or none that earned this.
    anti join contribution_scores s on s.contribution_id = l.contribution_id
      and s.period = r.period and s.member_id = r.member_id and s.domain = r.domain
      and s.points = l.points
  `.execute(warehouse.db);
  const plans = await sql<{ wrong: bigint }>`
    select count(*) filter (
      cast(budget_base_units as HUGEINT) + cast(carry_in_base_units as HUGEINT)
        + cast(expired_base_units as HUGEINT)
        <> cast(lines_base_units as HUGEINT) + cast(carry_out_base_units as HUGEINT)
    ) as wrong from committee_domains
  `.execute(warehouse.db);
  const settled = await ledger.read({ kinds: ["distribution_settled"] });
  return {
    lineCount: Number(lines.rows[0]?.lines ?? 0n),
    wrongLineCount: Number(lines.rows[0]?.wrong ?? 0n),
    wrongShareCount: Number(shares.rows[0]?.wrong ?? 0n),
    wrongPlanCount: Number(plans.rows[0]?.wrong ?? 0n),
    treasuryDifference: settled.reduce(
      (sum, { payload }) => sum + absolute(BigInt(payload.difference_base_units)),
      0n,
    ),
    settledCount: settled.length,
  };
}

function absolute(value: bigint): bigint {
  return value < 0n ? -value : value;
}
