import type { Mutant } from "../mutant.ts";

const SETTLING = ["activities/settlement/finality.test.ts", "activities/settlement/faults.test.ts"];

const ANCHORS = ["activities/settlement/anchors.test.ts"];
const STOPS = ["activities/settlement/stops.test.ts"];
const MESSAGE = ["activities/settlement/payout-message.test.ts"];
const PARTS = ["app/runtime/system.test.ts"];

/** Payments: journal, finality, reconciliation. */
export const settlementMutants: readonly Mutant[] = [
  {
    change: "skip the finality check",
    file: "activities/settlement/observe.ts",
    find: 'status?.commitment === "finalized" && status.error === null',
    replace: "status?.error === null",
    check: SETTLING,
  },
  {
    change: "doctor is content with a ledger that was lost",
    file: "app/cli/commands/doctor-stores.ts",
    find: "  await assertOneStory(folder, view);\n",
    replace: "",
    check: ["app/cli/commands/reading.test.ts"],
  },
  {
    change: "the embedded chain holds up the process that pays",
    file: "app/runtime/paying.ts",
    find: "isBeside: true,",
    replace: "isBeside: false,",
    check: PARTS,
  },
  {
    change: "what stops a payment is told to nobody",
    file: "activities/settlement/settlement.ts",
    find: "return tellingStops(activities, journal);",
    replace: "return activities;",
    check: STOPS,
  },
  {
    change: "a stop that was told is told at every try",
    file: "activities/settlement/journal.ts",
    find: "(last?.code === code && last.found === found)",
    replace: "last?.code === null",
    check: STOPS,
  },
  {
    change: "a payment that goes on is shown as stopped",
    file: "warehouse/ledger/distribution/stops.ts",
    find: "    if (PROGRESS.includes(kind)) return null;\n",
    replace: "",
    check: STOPS,
  },
  {
    change: "a ledger that is older than the chain pays",
    file: "activities/settlement/settlement.ts",
    find: "await assertKnowsPayments(chain, ledger, settler.address);",
    replace: "",
    check: ANCHORS,
  },
  {
    change: "a ledger that is older than the chain proposes",
    file: "app/runtime/storing.ts",
    find: "    await assertKnowsPayments(chain, ledger, chain.settler);\n",
    replace: "",
    check: PARTS,
  },
  {
    change: "a stranger's memo stops all payments",
    file: "activities/settlement/anchors.ts",
    find: "isKnown || !(await isOwn(chain, signature, settler))",
    replace: "isKnown",
    check: ANCHORS,
  },
  {
    change: "an erased event is taken for one that never was",
    file: "warehouse/ledger/store/ledger-rows.ts",
    find: '.where("hash", ">=", hashStart)',
    replace: '.where("hash", ">=", hashStart).where("kind", "<>", "wallet_linked")',
    check: ANCHORS,
  },
  {
    change: "payments whose memo is of the old form are passed over",
    file: "activities/settlement/anchors.ts",
    find: "if (said === null) continue;",
    replace: "if (said === null || said.head === null) continue;",
    check: ANCHORS,
  },
  {
    change: "a void's memo passes for a payment's",
    file: "activities/settlement/decode-payout.ts",
    find: "    read.purpose === purpose &&\n",
    replace: "",
    check: MESSAGE,
  },
  {
    change: "a memo of another month passes for the plan's",
    file: "activities/settlement/decode-payout.ts",
    find: "    (read.period ?? of.period) === of.period &&\n",
    replace: "",
    check: MESSAGE,
  },
  {
    change: "a plan is proposed by a ledger that lacks what was landed",
    file: "activities/distribution/propose.ts",
    find: "      await assertKnowsLanded(ledger, await deps.landedHead());\n",
    replace: "",
    check: ["activities/distribution/index.test.ts"],
  },
  {
    change: "a chain is made anew where the ledger names one",
    file: "activities/settlement/chain/embedded/open.ts",
    find: "if (named === null || found === named) return;",
    replace: "return;",
    check: ["activities/settlement/chain/embedded/open.test.ts"],
  },
  {
    change: "the chain that the ledger names is not told to who opens it",
    file: "app/runtime/paying.ts",
    find: "genesis: await genesisOf(ledger),",
    replace: "genesis: null,",
    check: PARTS,
  },
  {
    change: "skip the check that a final transaction has no error",
    file: "activities/settlement/observe.ts",
    find: 'status?.commitment === "finalized" && status.error === null',
    replace: 'status?.commitment === "finalized"',
    check: SETTLING,
  },
  {
    change: "journal guard dropped: sign although an approval ended a moment ago",
    file: "activities/settlement/journal.ts",
    find: '...(purpose === "pay" ? { guard: (events) => void payable(events, digest) } : {}),',
    replace: "",
    check: ["activities/settlement/journal.test.ts"],
  },
  {
    change: "treasury gap passes: tokens were gone between two payments and came back",
    file: "activities/settlement/reconcile.ts",
    find: "difference !== 0n || gap !== undefined",
    replace: "difference !== 0n",
    check: ["activities/settlement/treasury.test.ts"],
  },
  {
    change: "moved balances uncompared: a final payment is believed by its bytes alone",
    file: "activities/settlement/evidence.ts",
    find: "  assertMoved(payout, landed);\n",
    replace: "",
    check: ["activities/settlement/treasury.test.ts"],
  },
  {
    change: "two plans in flight from one treasury",
    file: "activities/settlement/settleable.ts",
    find: 'status === "signed" && other.plan.chain.mint === plan.chain.mint',
    replace: "false",
    check: ["activities/settlement/treasury.test.ts"],
  },
  {
    change: "sign a payment or a void for another chain than the plan's",
    file: "activities/settlement/settlement.ts",
    find: "await assertGenesis(chain, digest, inHand.genesis);",
    replace: "",
    check: ["activities/settlement/faults.test.ts"],
  },
  {
    change: "send the bytes of a payment to another chain",
    file: "activities/settlement/settlement.ts",
    find: "await assertGenesis(chain, digest, genesis);",
    replace: "",
    check: ["activities/settlement/faults.test.ts"],
  },
  {
    change: "close a distribution by what another chain says",
    file: "activities/settlement/settlement.ts",
    find: "await assertGenesis(chain, digest, plan.chain.genesis);",
    replace: "",
    check: ["activities/settlement/faults.test.ts"],
  },
  {
    change: "take a payment for expired that another chain does not know",
    file: "activities/settlement/observe.ts",
    find: "await assertGenesis(chain, digest, inHand.genesis);",
    replace: "",
    check: ["activities/settlement/faults.test.ts"],
  },
];
