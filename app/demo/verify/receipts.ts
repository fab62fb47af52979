import { sql } from "kysely";

import type { System } from "../../runtime/system.ts";

export interface ReceiptsCheck {
  readonly lineCount: number;
  /** Lines whose receipt does not add up to them, to the unit. */
  readonly wrongLineCount: number;
  /** Plans whose lines, carry and budget differ. */
  readonly wrongPlanCount: number;
  /** Settled distributions whose treasury moved by another amount than the plan says. */
  readonly treasuryDifference: bigint;
  readonly settledCount: number;
}

/** Adds up every receipt of everyone and every period, in base units. */
export async function checkReceipts({ warehouse, ledger }: System): Promise<ReceiptsCheck> {
  const lines = await sql<{ lines: bigint; wrong: bigint }>`
    with added as (
      select r.digest, r.line_id, cast(r.amount_base_units as HUGEINT) as amount,
        coalesce(sum(cast(l.amount_base_units as HUGEINT)), 0) as receipt
      from my_receipts r left join my_receipt_lines l using (digest, line_id)
      group by all
    )
    select count(*) as lines, count(*) filter (amount <> receipt) as wrong from added
  `.execute(warehouse.db);
  const plans = await sql<{ wrong: bigint }>`
    select count(*) filter (
      cast(budget_base_units as HUGEINT) + cast(carry_in_base_units as HUGEINT)
        <> cast(lines_base_units as HUGEINT) + cast(carry_out_base_units as HUGEINT)
    ) as wrong from committee_domains
  `.execute(warehouse.db);
  const settled = await ledger.read({ kinds: ["distribution_settled"] });
  return {
    lineCount: Number(lines.rows[0]?.lines ?? 0n),
    wrongLineCount: Number(lines.rows[0]?.wrong ?? 0n),
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
