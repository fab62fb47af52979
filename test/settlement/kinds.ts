import type { Random } from "../../demo/random.ts";

/** All that goes wrong in the runs, by the name under which it is counted. */
export const KINDS = [
  "crash",
  "drop",
  "delay",
  "duplication",
  "expiry",
  "rollback",
  "lies of one node",
  "two settlers at once",
  "lost journal",
  "lost ledger",
  "older ledger",
  "wrong chain",
  "void and revision",
  "hold",
  "foreign transfer",
  "account closed",
  "treasury short",
  "settler out of lamports",
  "term of approval over",
  "clock jumps",
  "receipts taken back",
  "lost signer's memory",
] as const;
export type Kind = (typeof KINDS)[number];

/** About a third of all kinds at once; some runs have one, and few have none. */
export function drawKinds(random: Random): ReadonlySet<Kind> {
  const density = random.pick([0.08, 0.2, 0.35, 0.5]);
  return new Set(KINDS.filter(() => random.chance(density)));
}
