import { type NamedTest, within } from "../named-tests.ts";

/** What must hold of every distribution, whatever happens. */
export interface Invariant {
  readonly name: string;
  readonly holds: string;
  /** By which it is shown; each passes. */
  readonly tests: readonly NamedTest[];
  /** What refuses as the product runs, and where. */
  readonly guard: string;
  /** By their names in `test/mutants/`: each takes a guard away, and one of the tests notices. */
  readonly mutants: readonly string[];
  /** The part of it that the built design does not have, and why. */
  readonly notBuilt?: string;
  /** The part of it that was decided otherwise, and the file of `docs/decisions/` that says why. */
  readonly decided?: { readonly otherwise: string; readonly by: string };
}

const ledger = "warehouse/ledger";
const settlement = "activities/settlement";
const codec = within(`${ledger}/plan/plan-codec.test.ts`);
const approve = within(`${ledger}/approval/approve.test.ts`);
const stored = within(`${ledger}/store/ledger.test.ts`);
const inFile = within(`${ledger}/store/ledger-file.test.ts`);
const plans = within("activities/distribution/plan-distribution.test.ts");
const apportion = within("activities/distribution/apportion.test.ts");
const proposals = within("activities/distribution/index.test.ts");
const replans = within("activities/distribution/replan.test.ts");
const faults = within(`${settlement}/faults.test.ts`);
const finality = within(`${settlement}/finality.test.ts`);
const treasury = within(`${settlement}/treasury.test.ts`);
const foreign = within(`${settlement}/foreign.test.ts`);
const written = within(`${settlement}/write-ahead.test.ts`);
const onChain = within(`${settlement}/said-on-chain.test.ts`);
const opening = within(`${settlement}/opening.test.ts`);
const wallets = within(`${settlement}/changed-wallets.test.ts`);
/** Says of three of them why a part was decided otherwise. */
const CHANGED = "0036-a-changed-wallet-takes-its-line-out.md";
const caps = within(`${settlement}/caps.test.ts`);
const signer = within(`${settlement}/signer/create-signer.test.ts`);
const reached = within("test/check/reached.test.ts");
const settle = within("workflows/settle.test.ts");
/** Drawn runs in the model of a cluster, with every kind of fault. */
const runs = within("test/settlement/settlement.test.ts")("whatever goes wrong");

/** I1 to I20, in their order. */
export const INVARIANTS: readonly Invariant[] = [
  {
    name: "I1",
    holds: "lines and carry out are budget and carry in, to the unit, in each domain and in total",
    tests: [
      plans("lines and carry add up to budget and carry, in each domain"),
      codec("a plan with", "has no digest", "a unit more than the budget"),
      apportion("the parts add up to the total"),
    ],
    guard: "assertPlan, before a plan has a digest and whenever it is read (plan-invariants.ts)",
    mutants: [
      "a plan need not add up to its budget",
      "flip the rounding: every part is rounded up",
    ],
  },
  {
    name: "I2",
    holds: "the order of the inputs changes neither lines nor digest",
    tests: [
      plans("shuffling every input leaves the digest equal"),
      apportion("the order of the items changes nothing"),
      codec("a plan with", "has no digest", "lines out of order"),
    ],
    guard: "assertPlan takes lines in their one order only (plan-invariants.ts)",
    mutants: [
      "the unit left over goes to whoever was read first",
      "a plan's lines may stand in any order",
    ],
  },
  {
    name: "I3",
    holds: "made again from what was frozen, offline, a plan has the same digest",
    tests: [
      replans("what is frozen beside a plan makes it again"),
      within("activities/distribution/recount.test.ts")(
        "where the scores say otherwise than what was planned by, nothing is proposed",
      ),
      within("test/system/rebuild.test.ts")("without a network, verify makes every settled month"),
    ],
    guard: "assertRecounted: SQL must count the same lines before a plan is offered (propose.ts)",
    mutants: [
      "make a plan again by what the ledger said later",
      "propose a plan that SQL does not count the same",
    ],
  },
  {
    name: "I4",
    holds: "at most one final transfer a line, over revisions, restarts and operators",
    tests: [
      faults("a second plan with a line that was paid already is refused"),
      faults("of two variants of a batch one lands, and the receipt refuses the other"),
      faults("two settlers with two journals pay each line once"),
      opening("two ledgers whose committees signed two plans of one month: one of them is paid"),
      opening("two revisions of one plan, in two copies of its ledger: one of them is paid"),
      runs,
    ],
    guard:
      "assertAlone, before each signature (settleable.ts); the month's place and the batch's " +
      "receipt on the chain (opening.ts, payout.ts)",
    mutants: [
      "pay a line that another plan paid",
      "pay a month that a plan of another ledger holds",
    ],
  },
  {
    name: "I5",
    holds: "every line ends paid, kept in escrow or in the carry: none is lost",
    tests: [
      within(`${settlement}/settlement.test.ts`)("a distribution is not closed while a line of it"),
      within("activities/distribution/escrow.test.ts")("over months in which wallets come and go"),
      runs,
    ],
    guard: "reconciling refuses sums that are not the budget (reconcile.ts)",
    mutants: ["close a distribution whose lines are not all accounted for"],
  },
  {
    name: "I6",
    holds: "no payment or void is sent that is not written down first, with signature and batch",
    tests: [written("no bytes are sent that the ledger's file does not hold")],
    guard:
      "sending takes its bytes from the ledger alone (sendBatch in settlement.ts); what opens a " +
      "month moves no money, takes the same place whoever signs it, and is not written down",
    mutants: ["send a payment before it is written down"],
  },
  {
    name: "I7",
    holds: "a payment is signed anew only once it is proven that the last can never land",
    tests: [
      written("while a payment may still land, the ledger takes no second one of its batch"),
      faults("a new attempt is signed only after two looks past the block hash's life"),
      finality("a node that lags behind is no evidence that a payment expired"),
      finality("a node that lost a payment from its history does not make us pay again"),
    ],
    guard: "assertNoneOpen, under the ledger's write lock (journal.ts); two looks (observe.ts)",
    mutants: [
      "write down a second payment while the first may land",
      "take a payment for expired at the first look",
    ],
    decided: {
      otherwise: "durable nonces: a receipt account a batch does what they are for",
      by: "0005-receipt-account-for-each-batch.md",
    },
  },
  {
    name: "I8",
    holds: "paid is what is final, without an error, and moved exactly its lines",
    tests: [
      finality("what is only confirmed is not paid, even by a node that shows it as if"),
      finality("a node that calls a payment final whose receipt is not there is not believed"),
      faults("a batch that is refused twice as it lands"),
      treasury("a final payment whose balances moved by another unit than its lines"),
    ],
    guard: "endingOf and its assertPays and assertMoved, before batch_paid (evidence.ts)",
    mutants: [
      "skip the finality check",
      "skip the check that a final transaction has no error",
      "moved balances uncompared: a final payment is believed by its bytes alone",
    ],
  },
  {
    name: "I9",
    holds: "another digest, committee or threshold voids approvals, sufficient ones too",
    tests: [
      approve("a change of the committee voids even sufficient approvals"),
      approve("a new revision voids what was signed before"),
      approve("a signature over another digest is refused"),
      codec("is another digest", "threshold"),
      within(`${settlement}/journal.test.ts`)("a payment whose approval ends while it is being"),
    ],
    guard: "distributionState.mayPay, asked again under the write lock (journal.ts)",
    mutants: [
      "approvals outlive a change of the committee",
      "journal guard dropped: sign although an approval ended a moment ago",
    ],
  },
  {
    name: "I10",
    holds: "k different members of today, never the proposer, one more where a share is large",
    tests: [
      approve("the proposer's signature changes nothing"),
      approve("the proposer cannot approve through another account of theirs"),
      approve("two accounts of one person approve once"),
      approve("two of three members approve, and the plan may be paid"),
      within(`${ledger}/distribution/quorum.test.ts`)("a signer whose own share is large"),
    ],
    guard: "refusalOf (accepted-approvals.ts) and quorumOf (quorum.ts), at every look",
    mutants: [
      "let the proposer approve",
      "one signature fewer is enough",
      "count signers whose own share is large like all others",
    ],
  },
  {
    name: "I11",
    holds: "what scores has no key, and what signs takes lines of an approved, timely plan only",
    tests: [
      reached("what scores and proposes has no key that pays"),
      faults("a plan without enough approvals is not signed for"),
      approve("an approved plan that nobody began to pay may not be paid once it has expired"),
      within(`${settlement}/journal.test.ts`)("a payment whose approval ends while it is being"),
      reached("what pays puts payments together and sends them, and has no key"),
      signer("bytes that are no payment of the plan get no signature"),
      signer("a plan that was held, or whose time is over, is neither opened nor paid"),
      signer("a line that was signed is signed under no plan of another ledger"),
      signer(
        "receipts of a closed plan go back to the settler, and nothing of the plan is signed then",
      ),
      within("test/system/signer.test.ts")("no forged request over the socket gets a signature"),
    ],
    guard:
      "payable, before each signature and as it is written down (journal.ts); the signer, a process " +
      "of its own with its own ledger, plans and spent lines (create-signer.ts); the import table",
    mutants: [
      "what pays has the settler's key at hand",
      "sign a payment of a plan that may not be paid",
      "sign a line that was signed under another plan",
      "sign once more what had its receipts taken back",
      "what proposes has the settler's key at hand",
      "journal guard dropped: sign although an approval ended a moment ago",
    ],
  },
  {
    name: "I12",
    holds: "what is spent stays within caps, whatever a node says",
    tests: [
      caps("bytes that spend more than the cap on", "are read back and not signed"),
      caps("a plan whose fees come to more than its cap is refused before the first payment"),
      caps("a rent that a node invents is refused by value, cap and setting"),
      signer("what is a base unit above the cap on a"),
      signer("an hour's cap counts what was signed within it"),
    ],
    guard:
      "assertSpends on the bytes before they are signed (sign-attempt.ts, create-signer.ts), " +
      "assertPlanFees; in tokens by plan, line, person and hour the signer (token-caps.ts)",
    mutants: [
      "sign bytes that spend more than the caps",
      "begin a plan whatever its fees come to",
      "the signer keeps no caps in tokens",
    ],
  },
  {
    name: "I13",
    holds: "one distribution a treasury at a time, and what others take from it stops the plan",
    tests: [
      treasury("while a payment of one plan is on its way, none of another is signed"),
      foreign("tokens that left by the settler's own key stop the plan until"),
    ],
    guard: "assertAlone (settleable.ts) and assertNoneTaken (reconcile.ts)",
    mutants: [
      "two plans in flight from one treasury",
      "foreign taker passes: tokens left by the settler's own key, and nobody is asked",
    ],
    decided: {
      otherwise:
        "a stop for what strangers bring in: it is listed and explained apart, since anybody could " +
        "hold a payment up with one unit",
      by: CHANGED,
    },
  },
  {
    name: "I14",
    holds: "a closed month never changes, and nobody is paid less than nothing",
    tests: [
      proposals("a settled period is over: it is never proposed again"),
      codec("a plan with", "has no digest", "a negative amount"),
      inFile("the file itself refuses to change or forget an event"),
    ],
    guard: "proposePlan (propose.ts), assertPlan (plan-invariants.ts), the ledger file's triggers",
    mutants: ["propose a settled month again", "a payload may be replaced in the file"],
    decided: {
      otherwise:
        "lines that correct a settled month: what is scored otherwise later changes later months only",
      by: CHANGED,
    },
  },
  {
    name: "I15",
    holds:
      "what is linked or unlinked after the approval moves no payment, a wallet that changes then " +
      "takes its own line out alone, and wallets cool down",
    tests: [
      proposals("an approved plan is paid as it was approved, whatever changes after"),
      plans("a wallet that was changed lately is not paid, nor is anybody who names it"),
      within("activities/distribution/escrow.test.ts")(
        "a wallet that has not cooled down releases",
      ),
      wallets("a wallet linked after the plan was proposed sets its own line aside"),
      wallets("another account of the same person that links a wallet"),
      wallets("to link the old wallet back does not undo it"),
      wallets("a wallet linked while its batch is being signed"),
      wallets("accounts that become one person, or two"),
      wallets("what is on its way already is not held up by a member"),
    ],
    guard:
      "an approved plan blocks every other (append-plan.ts); payableWallets (payable-wallets.ts); " +
      "movedLines (settleable.ts), and assertUnmoved under the write lock (journal.ts)",
    mutants: [
      "pay a line whose member linked another wallet since",
      "write a payment down whose wallet was changed meanwhile",
      "take accounts that were joined for a changed wallet",
      "overlook a wallet that another account of the member linked",
      "an approved plan gives way to what changed since",
      "a plan pays to wallets that do not count yet",
    ],
  },
  {
    name: "I16",
    holds: "what the treasury lost is what was paid, to the unit",
    tests: [
      within(`${settlement}/settlement.test.ts`)("the treasury gives exactly their sum"),
      treasury("tokens that left the treasury between two payments and came back"),
      foreign("a history in which a transfer is missing does not add up, and closes nothing"),
      foreign("a unit that a recipient sends back is told apart"),
    ],
    guard: "reconciled, before a distribution is closed (reconcile.ts)",
    mutants: [
      "treasury gap passes: tokens were gone between two payments and came back",
      "foreign transfers are left out of the treasury's sum",
    ],
  },
  {
    name: "I17",
    holds: "nothing on the chain names a person: the memo is a month and hashes",
    tests: [
      onChain("no name, no e-mail and no id of anybody stands in what is written on the chain"),
      within(`${settlement}/payout-message.test.ts`)("no byte of a", "payment but block hash"),
    ],
    guard: "assertPays takes a memo of that form only (decode-payout.ts)",
    mutants: ["a payment's memo names a member"],
  },
  {
    name: "I18",
    holds: "on a healthy chain every line comes to an end, and on a sick one nothing is paid twice",
    tests: [
      runs,
      settle("a batch that needs a person keeps none of the others back"),
      within("workflows/way-out.test.ts")("approvals that ended half-way"),
    ],
    guard:
      "every stop is told with its way out (tell-stops.ts), and batches do not wait (settle.ts)",
    mutants: ["one batch that needs a person keeps the others back"],
  },
  {
    name: "I19",
    holds: "looking and trying reach neither signer nor sender",
    tests: [
      reached("shows or counts again, and reaches neither signer nor sender nor key"),
      onChain("what is only tried on a node bears no signature, so that no node can send it"),
      within("test/system/rebuild.test.ts")("without a network, verify makes every settled month"),
    ],
    guard:
      "commands that show import no settlement; a trial is built without a key (sign-attempt.ts)",
    mutants: [
      "a preview has signer and sender at hand",
      "try a payment on a node with its signature",
    ],
  },
  {
    name: "I20",
    holds: "every step is an event with its actor in a log that is only added to, hash by hash",
    tests: [
      inFile("the file itself refuses to change or forget an event"),
      stored("is found and its event named"),
      stored("nothing is read, asked or appended"),
      approve("a key that was put in another's place in the file approves nothing"),
      stored("a payload that is not as declared is refused by field"),
    ],
    guard: "the whole chain is hashed again before anything is read or added (kept-events.ts)",
    mutants: [
      "read the ledger without recomputing its hashes",
      "a payload may be deleted from the file",
    ],
  },
];
