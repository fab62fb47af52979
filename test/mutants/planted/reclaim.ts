import type { Mutant } from "../mutant.ts";

const TAKING = ["activities/settlement/reclaim/reclaim.test.ts"];
const OLDER = ["activities/settlement/reclaim/older-ledgers.test.ts"];
const BYTES = ["activities/settlement/reclaim/reclaim-message.test.ts"];

/** Receipts that give their rents back, and what refuses a second payment then. */
export const reclaimMutants: readonly Mutant[] = [
  {
    change: "sign a batch of a plan that is closed",
    file: "activities/settlement/settlement.ts",
    find: "const guards = [receiptAddress(payout), closing];",
    replace: "const guards = [receiptAddress(payout)];",
    check: OLDER,
  },
  {
    change: "look whether a batch may be signed before its block hash is asked for",
    file: "activities/settlement/sign-attempt.ts",
    find: "  const { blockhash, lastValidBlockHeight, slot } = await chain.latestBlockhash();\n  if (!(await isFree(slot))) return null;\n",
    replace:
      "  if (!(await isFree(0))) return null;\n  const { blockhash, lastValidBlockHeight } = await chain.latestBlockhash();\n",
    check: OLDER,
  },
  {
    change: "sign on a look from long before the block hash",
    file: "activities/settlement/settlement.ts",
    find: "    if (contextSlot < slot - LOOK_BEHIND_SLOTS_MAX) return false;\n",
    replace: "",
    check: OLDER,
  },
  {
    change: "take a receipt that was taken back for a payment that never was",
    file: "activities/settlement/observe.ts",
    find: 'await chain.accounts([receiptAddress(payout), closing], "finalized");',
    replace: 'await chain.accounts([receiptAddress(payout)], "finalized");',
    check: OLDER,
  },
  {
    change: "read what took a receipt back as what ended its batch",
    file: "activities/settlement/evidence.ts",
    find: "    if (landed.wire !== null && decodeReclaim(landed.wire) !== null) continue;\n",
    replace: "",
    check: OLDER,
  },
  {
    change: "take a chain for older whose receipts were taken back",
    file: "activities/settlement/settleable.ts",
    find: "    if (closed.has(one.digest)) return;\n",
    replace: "",
    check: TAKING,
  },
  {
    change: "take any chain without receipts for one that gave them back",
    file: "activities/settlement/settleable.ts",
    find: "if (closed.has(one.digest)) return;",
    replace: "return;",
    check: TAKING,
  },
  {
    change: "take receipts back that no later payment proves",
    file: "activities/settlement/reclaim/may-reclaim.ts",
    find: 'return { code: "unanchored", found: `${later.length}`, expected: "\u2265 1" };',
    replace: "return null;",
    check: TAKING,
  },
  {
    change: "take a payment for proof whose ledger did not know the month as settled",
    file: "activities/settlement/reclaim/may-reclaim.ts",
    find: "if (seq !== null && seq >= settledSeq) return null;",
    replace: "if (seq !== null) return null;",
    check: TAKING,
  },
  {
    change: "take receipts back while an attempt may still land",
    file: "activities/settlement/reclaim/may-reclaim.ts",
    find: "if (finalHeight > lastValidBlockHeight) continue;",
    replace: "continue;",
    check: TAKING,
  },
  {
    change: "take receipts of a month that is not settled back",
    file: "activities/settlement/reclaim/may-reclaim.ts",
    find: '  if (settled === undefined)\n    return { code: "unsettled", found: plan.period, expected: "distribution_settled" };\n',
    replace: "",
    check: TAKING,
  },
  {
    change: "take receipts back where another plan could take the month",
    file: "activities/settlement/reclaim/reclaim.ts",
    find: 'if (place === "held") return null;',
    replace: "return null;",
    check: TAKING,
  },
  {
    change: "take receipts back as soon as their plan is closed",
    file: "activities/settlement/reclaim/reclaim.ts",
    find: "closed.height + AFTER_CLOSING_BLOCKS + 1 - height",
    replace: "closed.height + 1 - height",
    check: TAKING,
  },
  {
    change: "take the height of a node that is behind for that of a closing",
    file: "activities/settlement/reclaim/reclaim.ts",
    find: "if (made === undefined || slot < made.slot) return;",
    replace: "if (made === undefined) return;",
    check: TAKING,
  },
  {
    change: "take receipts back by a ledger that is older than a payment",
    file: "activities/settlement/reclaim/reclaim.ts",
    find: "      await assertKnowsPayments(chain, ledger, signer.address);\n",
    replace: "",
    check: TAKING,
  },
  {
    change: "go on where the chain lost the closing of a plan",
    file: "activities/settlement/reclaim/reclaim.ts",
    find: "    if ((values[0] ?? null) === null)\n      throw new ChainMismatchError(",
    replace: "    if (closed.slot < 0)\n      throw new ChainMismatchError(",
    check: TAKING,
  },
  {
    change: "write down what takes the same receipts twice",
    file: "activities/settlement/journal.ts",
    find: "if (closed !== null && other === undefined) return;",
    replace: "if (closed !== null) return;",
    check: TAKING,
  },
  {
    change: "write down what takes receipts of an open plan",
    file: "activities/settlement/journal.ts",
    find: "if (closed !== null && other === undefined) return;",
    replace: "if (other === undefined) return;",
    check: TAKING,
  },
  {
    change: "give a rent to somebody else",
    file: "activities/settlement/reclaim/reclaim-message.ts",
    find: "    to === 0 &&\n",
    replace: "",
    check: BYTES,
  },
  {
    change: "sign what takes another sum than the receipts hold",
    file: "activities/settlement/reclaim/reclaim-message.ts",
    find: "    one.lamports === other.lamports &&\n",
    replace: "",
    check: BYTES,
  },
];
