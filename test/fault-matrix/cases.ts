import { type NamedTest, within } from "../named-tests.ts";

/** Why a case is shown by nothing. */
export type Open = "not built" | "no test";

export type World = "fake" | "LiteSVM" | "Surfpool";

export interface Case {
  readonly name: string;
  readonly fault: string;
  readonly worlds: Partial<Readonly<Record<World, NamedTest | readonly NamedTest[] | Open>>>;
}

/** All that shows a case in one world; none where nothing does. */
export function shownOf(by: NamedTest | readonly NamedTest[] | Open): readonly NamedTest[] {
  if (typeof by === "string") return [];
  return "file" in by ? [by] : by;
}

const settlement = "activities/settlement";
const faults = within(`${settlement}/faults.test.ts`);
const finality = within(`${settlement}/finality.test.ts`);
const lamports = within(`${settlement}/lamports.test.ts`);
const rents = within(`${settlement}/rents.test.ts`);
const kill = within(`${settlement}/kill.test.ts`);
const recipients = within(`${settlement}/recipients.test.ts`);
const surfpool = within("test/system/surfpool.test.ts");
const overRpc = within("test/system/surfpool-faults.test.ts");
/** Drawn runs in the model of a cluster, of which many meet each kind of fault. */
const runsOf = within("test/settlement/settlement.test.ts");
const runs = [
  runsOf("whatever goes wrong"),
  runsOf("each kind of fault comes up in many of these runs"),
];
const higherPrice = finality(
  "a payment that expires while it waits is signed anew at a higher price",
);
const planCodec = within("warehouse/ledger/plan/plan-codec.test.ts");
const apportion = within("activities/distribution/apportion.test.ts");
const killedAt = within("test/settlement/crash-points.test.ts");
const takenBack = within("test/settlement/reclaim.test.ts");
const allowance = within(`${settlement}/treasury/allowance.test.ts`);
const midWay = within(`${settlement}/mid-way.test.ts`);
const killedInTurn = kill("killed before, as and after a payment is journalled");
const stopped = faults("stopped", "each line is paid once by one attempt");
const refusedTwice = faults("a batch that is refused twice as it lands");

/** The faults that paying has to survive, each in the worlds in which it is to be shown. */
export const CASES: readonly Case[] = [
  {
    name: "F01",
    fault: "send: the request is lost",
    worlds: { fake: runs, LiteSVM: faults("with a third of all requests", "request lost") },
  },
  {
    name: "F02",
    fault: "send: the answer is lost, the transaction lands",
    worlds: { fake: runs, LiteSVM: faults("with a third of all requests", "response lost") },
  },
  {
    name: "F03",
    fault: "send gives a signature, the transaction never lands",
    worlds: { fake: runs, Surfpool: surfpool("a payment that was never sent expires") },
  },
  {
    name: "F04",
    fault: "it lands in the last valid block",
    worlds: {
      fake: faults("a payment that lands in its last valid block"),
      Surfpool: overRpc("lands in the last block that takes it"),
    },
  },
  {
    name: "F05",
    fault: "the status is of a node that lags, the height of one that does not",
    worlds: { fake: finality("a node that lags behind is no evidence") },
  },
  {
    name: "F06",
    fault: "no status because the node's storage failed",
    worlds: {
      fake: [
        finality("a node that lost a payment from its history"),
        finality("when asked for a status is no evidence that a payment expired"),
      ],
    },
  },
  {
    name: "F07",
    fault: "confirmed, then rolled back",
    worlds: {
      fake: [
        finality("what was confirmed and then vanished is sent again"),
        finality("what was confirmed and then vanished for good"),
      ],
    },
  },
  {
    name: "F08",
    fault: "confirmed with an error",
    worlds: {
      LiteSVM: refusedTwice,
      Surfpool: overRpc("the payment lands with an error and pays nobody"),
    },
  },
  {
    name: "F09",
    fault: "the receipt is taken, and the batch really paid",
    worlds: {
      LiteSVM: faults("a payment refused for its receipt is paid by the transaction"),
      Surfpool: overRpc("a payment refused for its receipt is paid by the transaction"),
    },
  },
  {
    name: "F10",
    fault: "the receipt is taken by a stranger",
    worlds: { LiteSVM: faults("a receipt that a stranger took blocks its batch") },
  },
  {
    name: "F11",
    fault: "429 on calls",
    worlds: {
      fake: [
        faults("with a third of all requests", "refused with 429"),
        finality("a node that refuses every call with 429 changes nothing"),
      ],
    },
  },
  {
    name: "F12",
    fault: "the node answers for another cluster",
    worlds: {
      fake: finality("a node that answers for another chain"),
      Surfpool: overRpc("a node of another cluster than the named one is refused"),
    },
  },
  {
    name: "F13",
    fault: "the node lies: a final status, and accounts that disagree",
    worlds: { fake: finality("a node that calls a payment final whose receipt is not there") },
  },
  {
    name: "F14",
    fault: "the sending node does not know the block hash",
    worlds: {
      fake: finality("because it does not know its block hash yet is sent again as it is"),
      Surfpool: overRpc("does not know its block hash yet"),
    },
  },
  {
    name: "F15",
    fault: "expired while it waited, signed again at a higher fee",
    worlds: {
      fake: [...runs, higherPrice],
      LiteSVM: [faults("a new attempt is signed only after two looks"), higherPrice],
    },
  },
  {
    name: "F16",
    fault: "killed after build, before journal",
    worlds: {
      fake: [...runs, killedAt("killed at each effect of a ", "payment")],
      LiteSVM: killedInTurn,
    },
  },
  {
    name: "F17",
    fault: "killed as the journal is written",
    worlds: {
      fake: [...runs, killedAt("killed at each effect of a ", "payment")],
      LiteSVM: killedInTurn,
    },
  },
  {
    name: "F18",
    fault: "killed after journal, before send",
    worlds: {
      fake: [...runs, killedAt("killed at each effect of a ", "payment")],
      LiteSVM: stopped,
    },
  },
  {
    name: "F19",
    fault: "killed after send",
    worlds: {
      fake: [...runs, killedAt("killed at each effect of a ", "payment")],
      LiteSVM: stopped,
    },
  },
  {
    name: "F20",
    fault: "killed once it landed",
    worlds: {
      fake: [...runs, killedAt("killed at each effect of a ", "payment")],
      LiteSVM: killedInTurn,
    },
  },
  {
    name: "F21",
    fault: "killed after a failure was noted",
    worlds: {
      fake: [...runs, killedAt("killed at each effect of a ", "failed payment")],
      LiteSVM: kill("killed once a failure was noted"),
    },
  },
  {
    name: "F22",
    fault: "killed during a void",
    worlds: {
      fake: [...runs, killedAt("killed at each effect of a ", "void")],
      LiteSVM: kill("killed during voids"),
    },
  },
  {
    name: "F23",
    fault: "killed while rents are reclaimed",
    worlds: {
      fake: takenBack("killed at each effect of taking receipts back in turn"),
      LiteSVM: within(`${settlement}/reclaim/kill.test.ts`)("killed as a plan is closed"),
    },
  },
  {
    name: "F24",
    fault: "killed as the embedded chain is saved",
    worlds: { LiteSVM: killedInTurn },
  },
  {
    name: "F25",
    fault: "killed as an approval is stored",
    worlds: {
      fake: within("warehouse/ledger/store/ledger.processes.test.ts")(
        "a process killed while it appends",
      ),
    },
  },
  {
    name: "F26",
    fault: "the journal is restored from before",
    worlds: {
      LiteSVM: within(`${settlement}/anchors.test.ts`)("a ledger restored from before a payment"),
    },
  },
  {
    name: "F27",
    fault: "two settlers, one plan",
    worlds: {
      LiteSVM: faults("two settlers with two journals"),
      Surfpool: overRpc("two settlers at once with a ledger each"),
    },
  },
  {
    name: "F28",
    fault: "a torn or changed record of the journal",
    worlds: {
      fake: within("warehouse/ledger/store/ledger.test.ts")("nothing is read, asked or appended"),
    },
  },
  {
    name: "F29",
    fault: "the disk is full as the journal is written",
    worlds: {
      fake: within(`${settlement}/full-disk.test.ts`)(
        "where the disk is full as a payment is journalled",
      ),
    },
  },
  { name: "F30", fault: "the clock jumps", worlds: { fake: runs } },
  {
    name: "F31",
    fault: "the recipient is frozen after the check",
    worlds: {
      LiteSVM: midWay("a recipient frozen after the check"),
      Surfpool: overRpc("a recipient frozen after the check"),
    },
  },
  {
    name: "F32",
    fault: "the recipient closes the token account",
    worlds: { LiteSVM: faults("a batch that the chain would refuse for its wallets") },
  },
  {
    name: "F33",
    fault: "the recipient gives the token account away",
    worlds: {
      LiteSVM: within("workflows/way-out.test.ts")("a wallet given away after the approval"),
    },
  },
  {
    name: "F34",
    fault: "the recipient is a token account, program, mint or treasury",
    worlds: { fake: recipients("wallets that tokens would be lost in") },
  },
  {
    name: "F35",
    fault: "an address or amount that is none",
    worlds: {
      fake: [
        planCodec("amounts that the 64-bit field"),
        planCodec("a plan with", "has no digest"),
        recipients("wallets that tokens would be lost in"),
      ],
    },
  },
  {
    name: "F36",
    fault: "sums that overflow, weights of zero, a unit over many",
    worlds: {
      fake: [
        apportion("the parts add up to the total"),
        apportion("where nobody has a weight nobody gets anything"),
        apportion("a negative total, a negative weight"),
      ],
    },
  },
  {
    name: "F37",
    fault: "the treasury is short mid-way",
    worlds: {
      LiteSVM: [
        faults("a treasury that is short by a unit"),
        midWay("a treasury that somebody empties mid-way"),
      ],
    },
  },
  {
    name: "F38",
    fault: "the settler has no lamports left mid-way",
    worlds: {
      LiteSVM: [
        lamports("a settler with lamports for"),
        lamports("a payment signed before the settler was left"),
        lamports("as many lamports as are asked for"),
      ],
      Surfpool: overRpc("a settler without lamports stops mid-way"),
    },
  },
  {
    name: "F39",
    fault: "rents or slots change between plan and payment",
    worlds: {
      fake: [
        rents("a rent that a node tells otherwise after the approval"),
        rents("slots that become thirty times as fast"),
      ],
      LiteSVM: [
        rents("where accounts become", "between plan and payment"),
        rents("a payment signed before accounts became dearer"),
      ],
    },
  },
  {
    name: "F40",
    fault: "approvals that do not count",
    worlds: {
      fake: within("warehouse/ledger/approval/approve.test.ts")(
        "an approval put into the ledger past all checks",
      ),
    },
  },
  {
    name: "F41",
    fault: "the plan is changed after the approval",
    worlds: { fake: [planCodec("one base unit moved"), planCodec("another", "is another digest")] },
  },
  {
    name: "F42",
    fault: "the delegate's cap is below the total, or revoked mid-way",
    worlds: {
      LiteSVM: [
        allowance("an allowance below the plan's total pays up to it"),
        allowance("an allowance that is revoked mid-way stops what is left"),
        allowance("because the allowance was taken back in between use up no tries"),
      ],
    },
  },
  {
    name: "F43",
    fault: "v1 is not enabled on the cluster",
    worlds: {
      fake: within(`${settlement}/long-batches.test.ts`)("a cluster takes the long format"),
    },
  },
  {
    name: "F44",
    fault: "the builder leaves memo or receipt out",
    worlds: {
      fake: within(`${settlement}/payout-message.test.ts`)(
        "no byte of a",
        "payment but block hash",
      ),
    },
  },
  {
    name: "F45",
    fault: "reclaim before all attempts expired",
    worlds: {
      fake: takenBack("nothing is taken back while an attempt may still land"),
      LiteSVM: within(`${settlement}/reclaim/reclaim.test.ts`)(
        "receipts stay while an attempt of any batch may still land",
      ),
    },
  },
  {
    name: "F46",
    fault: "the embedded chain's file is lost or older",
    worlds: {
      LiteSVM: [
        faults("a chain older than the ledger is named"),
        faults("a chain that was lost is not taken for a new beginning"),
      ],
    },
  },
];
