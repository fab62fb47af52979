import { sql } from "kysely";

import { models } from "../../models/index.ts";
import type { GivenRun } from "./open-run.ts";
import { transfersOnChain, transfersOwed } from "./transfers.ts";

/**
 * The columns that a kill may change: a payment is signed over a recent block hash, and the chain of a
 * process that was killed is some blocks further when the payment is signed, and lands in a later slot.
 */
const OF_ITS_MOMENT = ["signature", "slot"];

/**
 * And what is read from the chain at a slot: that of a killed process is some blocks further, and was
 * looked at once more or once less. What was paid is compared by `transfers`.
 */
const MINT_TABLES = /^(stg_mint|mint|token|committee_mint)_/;
const MINT_STREAM = "mint_snapshots";

/**
 * Bot and export are read side by side, so which of them lands first is chance, killed or not: here
 * the numbers that say so are left out. Models after this one tell the two apart by `way`.
 */
const BY_CHANCE: Readonly<Record<string, readonly string[]>> = {
  stg_telegram_message_versions: ["version", "ordinal"],
};

export interface Outcome {
  /** Row count and sum of row hashes of every model but these, without the columns above. */
  readonly digests: Readonly<Record<string, string>>;
  readonly transfers: readonly string[];
  readonly owed: readonly string[];
}

/** All that one run of the product leaves behind for anybody to see. */
export async function outcomeOf(run: GivenRun): Promise<Outcome> {
  return {
    digests: await tableDigests(run),
    transfers: await transfersOnChain(run),
    owed: await transfersOwed(run),
  };
}

/** `besides`: more columns that are left out. */
export async function tableDigests(
  { system }: GivenRun,
  besides: readonly string[] = [],
): Promise<Record<string, string>> {
  const digests: Record<string, string> = {};
  for (const { name, columns } of models) {
    if (MINT_TABLES.test(name)) continue;
    const left = [...new Set([...OF_ITS_MOMENT, ...(BY_CHANCE[name] ?? []), ...besides])]
      .filter((column) => column in columns)
      .map((one) => sql.ref(one));
    const without = left.length === 0 ? sql`` : sql`exclude (${sql.join(left)})`;
    const read = "stream" in columns ? sql`stream <> ${sql.lit(MINT_STREAM)}` : sql`true`;
    const { rows } = await sql<{ digest: string }>`
      select count(*) || ':' || coalesce(sum(hash(t)::HUGEINT), 0) as digest
      from (select * ${without} from ${sql.table(name)} where ${read}) as t
    `.execute(system.warehouse.db);
    digests[name] = rows[0]?.digest ?? "";
  }
  return digests;
}
