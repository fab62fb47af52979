import type { Plan, PlanLine } from "../../warehouse/ledger/index.ts";
import { compare } from "./apportion.ts";
import type { TokenAccountState } from "./plan-inputs.ts";

/** Payments that fit a legacy transaction of 1,232 bytes beside the receipt: measured. */
const PAYING_LINES_MAX = 14;
/** The same where each also creates the recipient's token account. */
const CREATING_LINES_MAX = 7;

/** Draws the borders of the transactions: lines whose token account exists first, each by id. */
export function packBatches(
  lines: readonly PlanLine[],
  tokenAccounts: Readonly<Record<string, TokenAccountState>>,
): Plan["batches"] {
  const payable = lines.filter(({ wallet }) => wallet !== null);
  const exists = ({ wallet }: PlanLine) => tokenAccounts[wallet ?? ""] === "exists";
  const pack = (members: readonly PlanLine[], createsAccounts: boolean, size: number) => {
    const ids = members.map(({ id }) => id).toSorted(compare);
    return Array.from({ length: Math.ceil(ids.length / size) }, (_, index) => ({
      createsAccounts,
      lineIds: ids.slice(index * size, (index + 1) * size),
    }));
  };
  return [
    ...pack(payable.filter(exists), false, PAYING_LINES_MAX),
    ...pack(
      payable.filter((line) => !exists(line)),
      true,
      CREATING_LINES_MAX,
    ),
  ];
}
