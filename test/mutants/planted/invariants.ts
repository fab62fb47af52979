import type { Mutant } from "../mutant.ts";

const CODEC = ["warehouse/ledger/plan/plan-codec.test.ts"];
const FAULTS = ["activities/settlement/faults.test.ts"];
const WRITE_AHEAD = ["activities/settlement/write-ahead.test.ts"];
const ON_CHAIN = ["activities/settlement/said-on-chain.test.ts"];
const PROPOSING = ["activities/distribution/index.test.ts"];

const WALLETS = ["activities/settlement/changed-wallets.test.ts"];

/** Guards of what must hold whatever happens (`test/invariants/`), where no other area has them. */
export const invariantMutants: readonly Mutant[] = [
  {
    change: "a plan need not add up to its budget",
    file: "warehouse/ledger/plan/plan-invariants.ts",
    find: "  assertConservation(plan);\n",
    replace: "",
    check: CODEC,
  },
  {
    change: "the unit left over goes to whoever was read first",
    file: "activities/distribution/apportion.ts",
    find: " || compare(a.key, b.key),",
    replace: ",",
    check: [
      "activities/distribution/apportion.test.ts",
      "activities/distribution/plan-distribution.test.ts",
    ],
  },
  {
    change: "a plan's lines may stand in any order",
    file: "warehouse/ledger/plan/plan-invariants.ts",
    find: 'require(strictlySorted(plan.lines, (a) => [a.id]), "lines are unsorted or repeated");',
    replace: "",
    check: CODEC,
  },
  {
    change: "pay a line that another plan paid",
    file: "activities/settlement/settleable.ts",
    find: "if (twice) {",
    replace: "if (false) {",
    check: FAULTS,
  },
  {
    change: "close a distribution whose lines are not all accounted for",
    file: "activities/settlement/reconcile.ts",
    find: "if (total !== budget) {",
    replace: "if (false) {",
    check: ["activities/settlement/settlement.test.ts"],
  },
  {
    change: "send a payment before it is written down",
    file: "activities/settlement/settlement.ts",
    find: "      await journal.signed({\n",
    replace: "      await chain.send(signed.wire);\n      await journal.signed({\n",
    check: WRITE_AHEAD,
  },
  {
    change: "take a payment for expired at the first look",
    file: "activities/settlement/observe.ts",
    find: "return first !== undefined && slot >= first + EXPIRY_GAP_SLOTS;",
    replace: "return true;",
    check: FAULTS,
  },
  {
    change: "write down a second payment while the first may land",
    file: "activities/settlement/journal.ts",
    find: "  if (open === undefined) return;\n  throw new Error(",
    replace: "  if (open === undefined || open.attempt > 0) return;\n  throw new Error(",
    check: WRITE_AHEAD,
  },
  {
    change: "approvals outlive a change of the committee",
    file: "warehouse/ledger/distribution/distribution-state.ts",
    find: "isCommitteeCurrent ? stillValid(events, accepted) : []",
    replace: "stillValid(events, accepted)",
    check: ["warehouse/ledger/approval/approve.test.ts"],
  },
  {
    change: "one signature fewer is enough",
    file: "warehouse/ledger/approval/quorum.ts",
    find: "(free >= threshold || index + 1 >= needed)",
    replace: "(free >= threshold - 1 || index + 1 >= needed)",
    check: ["warehouse/ledger/approval/approve.test.ts"],
  },
  {
    change: "what proposes has the settler's key at hand",
    file: "activities/distribution/propose.ts",
    find: null,
    replace: 'import "../settlement/chain/settler-key.ts";',
    check: ["test/check/reached.test.ts"],
  },
  {
    change: "propose a settled month again",
    file: "activities/distribution/propose.ts",
    find: 'if (state?.status === "settled") return { digest: state.digest, outcome: "settled" };',
    replace: "",
    check: PROPOSING,
  },
  {
    change: "an approved plan gives way to what changed since",
    file: "activities/distribution/propose.ts",
    find: "        if (state.blocksRevision) {\n",
    replace: "        if (state.digest === '') {\n",
    check: PROPOSING,
  },
  {
    change: "a payment's memo names a member",
    file: "activities/settlement/payout.ts",
    find: "memoStarts: memoStarts(named) }",
    replace:
      "memoStarts: { ...memoStarts(named), pay: `${memoStarts(named).pay}${plan.lines[0]?.member}:` } }",
    check: ON_CHAIN,
  },
  {
    change: "try a payment on a node with its signature",
    file: "activities/settlement/sign-attempt.ts",
    find: "const unsigned = WRITE[purpose](payout, trial);",
    replace:
      "const unsigned = WRITE[purpose](payout, trial);\n" +
      "  const asked = { digest, batch: payout.batch, purpose, wire: unsigned, place: null };\n" +
      "  putSignature(unsigned, await signer.sign(asked));",
    check: ON_CHAIN,
  },
  {
    change: "pay a line whose member linked another wallet since",
    file: "activities/settlement/settleable.ts",
    find: "changed.has(lineId) ? [{ batch, lineId, reason: WALLET_CHANGED }] : [],",
    replace: "[],",
    check: WALLETS,
  },
  {
    change: "write a payment down whose wallet was changed meanwhile",
    file: "activities/settlement/journal.ts",
    find: "                  assertUnmoved(events, stateOf(events, digest), batch);\n",
    replace: "",
    check: WALLETS,
  },
  {
    change: "take accounts that were joined for a changed wallet",
    file: "warehouse/ledger/distribution/changed-wallets.ts",
    find: "const since = links.filter((one) => one.seq > seq);",
    replace: "const since = links;",
    check: WALLETS,
  },
  {
    change: "overlook a wallet that another account of the member linked",
    file: "warehouse/ledger/distribution/changed-wallets.ts",
    find: "const personThen = peopleOf(events.filter((event) => event.seq < seq));\n  const personNow = peopleOf(events);",
    replace: "const personThen = (account: string) => account;\n  const personNow = personThen;",
    check: WALLETS,
  },
  {
    change: "a preview has signer and sender at hand",
    file: "app/cli/commands/plan.ts",
    find: null,
    replace: 'import "../../../activities/settlement/index.ts";',
    check: ["test/check/reached.test.ts"],
  },
];
