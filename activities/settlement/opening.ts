import type { Plan } from "../../warehouse/ledger/plan/plan.ts";
import { predecessorsOf } from "../../warehouse/ledger/plan/proposed-plans.ts";
import { assertGenesis } from "./settleable.ts";
import { decodePayout } from "./decode-payout.ts";
import { LedgerOlderError, SettlementNeedsReviewError } from "./errors.ts";
import { isSignedBy } from "./evidence.ts";
import { type Opening, openingOf, placeSalt } from "./mark.ts";
import { parseMemo } from "./payment-memo.ts";
import { receiptAddress } from "./payout.ts";
import { saltedBy, type PlaceName } from "./signer/port.ts";
import { createMarks, type MarkTaking } from "./take-mark.ts";

/** `pending`: a plan of ours is on its way to hold the month; look again. */
export type Opened = "open" | "pending";

/** Who holds a place, as the chain finally says. */
interface Holder {
  /** The first hex digits of the plan's digest. */
  readonly plan: string;
  readonly signature: string;
  readonly slot: number;
}

/**
 * Where the plan stands with its month on the chain: it holds the place, that may be about to be, or
 * this place is nobody's yet. Throws LedgerOlderError where a plan holds it that is not of its line.
 */
export function createPlaces({
  chain,
  signer,
  journal,
}: Pick<MarkTaking, "chain" | "signer" | "journal">) {
  return async function find(digest: string): Promise<"held" | "pending" | Opening> {
    const { plan } = await journal.planOf(digest);
    const line = predecessorsOf(await journal.about(digest), plan);
    let place = await placed(digest, plan, { after: plan.period, turn: 0 });
    // Each place is after another plan of the line, or another turn that a stranger spoiled.
    for (let turn = 0; ;) {
      const holder = await holderOf(place);
      if (holder === "nobody") return place;
      if (holder === "pending") return holder;
      if (holder === "spoiled") {
        // To pass over it rests on a node's word: a person voids first what it keeps back.
        if (turn >= line.length) throw spoiledError(plan, digest);
        turn += 1;
        place = await placed(digest, plan, { after: place.place.after, turn });
        continue;
      }
      if (digest.startsWith(holder.plan)) return "held";
      const before = line.find((one) => one.startsWith(holder.plan));
      if (before === undefined) throw new LedgerOlderError({ ...holder, period: plan.period });
      turn = 0;
      place = await placed(digest, plan, { after: before, turn });
    }
  };

  async function placed(digest: string, plan: Plan, place: PlaceName): Promise<Opening> {
    const settler = await saltedBy(signer, placeSalt(place));
    return openingOf(plan, digest, { settler, ...place });
  }

  async function holderOf(place: Opening): Promise<Holder | "nobody" | "pending" | "spoiled"> {
    const address = receiptAddress(place);
    const { values } = await chain.accounts([address], "finalized");
    if ((values[0] ?? null) === null) {
      const { values: newest } = await chain.accounts([address], "confirmed");
      return (newest[0] ?? null) === null ? "nobody" : "pending";
    }
    // No slot is named: nodes do not agree in what that means.
    const history = await chain.signaturesOf(address);
    const landed = history.filter(({ error }) => error === null);
    // The account is there, so something made it: another node answered, and knows less.
    if (landed.length === 0) return "pending";
    for (const { signature } of landed) {
      const transaction = await chain.transaction(signature);
      if (transaction === null) return "pending";
      const { wire, slot } = transaction;
      if (wire === null || !isSignedBy(signer.publicKey, wire)) continue;
      const { memo, receipt } = decodePayout(wire);
      const said = parseMemo(memo);
      if (said?.purpose !== "open" || receipt.seed !== place.receipt.seed) continue;
      return { plan: said.digest, signature, slot };
    }
    return "spoiled";
  }
}

/**
 * Of one month only one line of revisions is ever paid, whatever ledgers there are: a plan signs no
 * payment before it holds the month's place on the chain, an account that is made once. A revision
 * holds the place after the last of its predecessors that held one, so that of two revisions of one
 * plan, too, only one is paid. Losing the ledger, or having it twice, makes no second place.
 */
export function createOpenings(given: MarkTaking) {
  const { chain, journal } = given;
  const find = createPlaces(given);
  const marks = createMarks(given, "open");
  /** Found to hold the month by what is final. */
  const open = new Set<string>();

  /**
   * Takes the month for the plan where nobody holds it. Throws LedgerOlderError where a plan does
   * that is not of its line: another ledger pays this month.
   */
  return async function opened(digest: string): Promise<Opened> {
    const { plan } = await journal.planOf(digest);
    await assertGenesis(chain, digest, plan.chain.genesis);
    if (open.has(digest)) return "open";
    if (await marks.isOnItsWay(digest)) return "pending";
    const found = await find(digest);
    if (found === "held") {
      open.add(digest);
      marks.forget(digest);
      return "open";
    }
    // Whoever polls sees time pass, where a clock stands still: accounts alone would wait for ever.
    if (found === "pending") await chain.finalizedView();
    else await marks.take(digest, found);
    return "pending";
  };
}

function spoiledError({ period }: Plan, digest: string): SettlementNeedsReviewError {
  return new SettlementNeedsReviewError(
    { digest, period },
    0,
    `somebody else made the account that is to show which plan pays ${period}.`,
  );
}
