import type { Plan } from "../../warehouse/ledger/index.ts";
import { compare } from "./apportion.ts";
import type { ChainFacts } from "./plan-inputs.ts";

/** Payments that fit a transaction beside the receipt: measured. */
const PAYING_LINES_MAX = { legacy: 14, v1: 57 } as const;
/** The same where each also creates the recipient's token account. */
const CREATING_LINES_MAX = { legacy: 7, v1: 10 } as const;

/** Draws the borders of the transactions: lines whose token account exists first, each by id. */
export function packBatches(
  lines: readonly { readonly id: string; readonly wallet: string }[],
  { tokenAccounts, format }: Pick<ChainFacts, "tokenAccounts" | "format">,
): Plan["batches"] {
  const exists = ({ wallet }: { wallet: string }) => tokenAccounts[wallet] === "exists";
  const pack = (members: typeof lines, createsAccounts: boolean, size: number) => {
    const ids = members.map(({ id }) => id).toSorted(compare);
    return Array.from({ length: Math.ceil(ids.length / size) }, (_, index) => ({
      createsAccounts,
      lineIds: ids.slice(index * size, (index + 1) * size),
    }));
  };
  return [
    ...pack(lines.filter(exists), false, PAYING_LINES_MAX[format]),
    ...pack(
      lines.filter((line) => !exists(line)),
      true,
      CREATING_LINES_MAX[format],
    ),
  ];
}

/** Whether the cluster takes every batch: one past the legacy format's borders is sent as v1. */
export function isTaken({ batches }: Pick<Plan, "batches">, format: ChainFacts["format"]): boolean {
  return batches.every(({ lineIds, createsAccounts }) => {
    const max = createsAccounts ? CREATING_LINES_MAX : PAYING_LINES_MAX;
    return lineIds.length <= max[format];
  });
}
