import { hash } from "node:crypto";

import type { Plan } from "../../warehouse/ledger/plan/plan.ts";
import type { Caps } from "./caps.ts";
import type { ChainPort } from "./chain/port.ts";
import type { Settler } from "./chain/settler-key.ts";
import { base58Bytes } from "./chain/transaction/base58.ts";
import { addressWithSeed } from "./chain/transaction/programs.ts";
import { assertGenesis } from "./settleable.ts";
import { decodePayout } from "./decode-payout.ts";
import { LedgerOlderError, SettlementNeedsReviewError } from "./errors.ts";
import { isSignedBy } from "./evidence.ts";
import type { Journal } from "./journal.ts";
import { memoStarts, parseMemo } from "./payment-memo.ts";
import { receiptAddress, type Payout } from "./payout.ts";
import { signAttempt } from "./sign-attempt.ts";
import { unitPrice } from "./unit-price.ts";

/** `pending`: a plan of ours is on its way to hold the month; look again. */
export type Opened = "open" | "pending";

/** Who holds a place, as the chain finally says. */
interface Holder {
  /** The first hex digits of the plan's digest. */
  readonly plan: string;
  readonly signature: string;
  readonly slot: number;
}

interface Sent {
  readonly wire: Uint8Array;
  readonly signature: string;
  readonly lastHeight: number;
  readonly attempt: number;
}

/**
 * Of one month only one line of revisions is ever paid, whatever ledgers there are: a plan signs no
 * payment before it holds the month's place on the chain, an account that is made once. A revision
 * holds the place after the last of its predecessors that held one, so that of two revisions of one
 * plan, too, only one is paid. Losing the ledger, or having it twice, makes no second place.
 */
export function createOpenings(given: {
  readonly chain: ChainPort;
  readonly settler: Settler;
  readonly journal: Journal;
  readonly caps: Caps;
  readonly unitPriceMaxMicroLamports: bigint;
}) {
  const { chain, settler, journal, caps } = given;
  /** Found to hold the month by what is final. */
  const open = new Set<string>();
  /** Signed here, and sent again rather than signed anew while it may land. */
  const sent = new Map<string, Sent>();

  /**
   * Takes the month for the plan where nobody holds it. Throws LedgerOlderError where a plan does
   * that is not of its line: another ledger pays this month.
   */
  return async function opened(digest: string): Promise<Opened> {
    const { plan } = await journal.planOf(digest);
    await assertGenesis(chain, digest, plan.chain.genesis);
    if (open.has(digest)) return "open";
    if (await isOnItsWay(digest)) return "pending";
    const line = await lineOf(digest, plan);
    let place = openingOf(plan, digest, { settler, after: plan.period, turn: 0 });
    // Each place is after another plan of the line, or another turn that a stranger spoiled.
    for (let turn = 0; ;) {
      const holder = await holderOf(place);
      if (holder === "nobody") return await take(digest, place);
      if (holder === "pending") {
        // Whoever polls sees time pass, where a clock stands still: accounts alone would wait for ever.
        await chain.finalizedView();
        return holder;
      }
      if (holder === "spoiled") {
        // To pass over it rests on a node's word: a person voids first what it keeps back.
        if (turn >= line.length) throw spoiledError(plan, digest);
        turn += 1;
        place = openingOf(plan, digest, { settler, after: place.after, turn });
        continue;
      }
      if (digest.startsWith(holder.plan)) {
        open.add(digest);
        sent.delete(digest);
        return "open";
      }
      const before = line.find((one) => one.startsWith(holder.plan));
      if (before === undefined) throw new LedgerOlderError({ ...holder, period: plan.period });
      turn = 0;
      place = openingOf(plan, digest, { settler, after: before, turn });
    }
  };

  /** The digests of all that it revises. */
  async function lineOf(digest: string, { predecessor }: Plan): Promise<readonly string[]> {
    const line: string[] = [];
    for (let next = predecessor; next !== null;) {
      if (next === digest || line.includes(next)) break;
      line.push(next);
      next = await journal.predecessorOf(next);
    }
    return line;
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
      if (wire === null || !isSignedBy(settler.publicKey, wire)) continue;
      const { memo, receipt } = decodePayout(wire);
      const said = parseMemo(memo);
      if (said?.purpose !== "open" || receipt.seed !== place.receipt.seed) continue;
      return { plan: said.digest, signature, slot };
    }
    return "spoiled";
  }

  /**
   * Sends again what may still land. Asked by signature, which nodes may know at different moments:
   * of an account they would disagree.
   */
  async function isOnItsWay(digest: string): Promise<boolean> {
    const known = sent.get(digest);
    if (known === undefined) return false;
    const { height } = await chain.finalizedView();
    const { values } = await chain.statuses([known.signature]);
    const status = values[0] ?? null;
    if (status?.commitment === "finalized") return false;
    if (status === null && height > known.lastHeight) return false;
    if (status === null) await chain.send(known.wire);
    return true;
  }

  /** Not journalled: it moves no money, and whoever signs it again takes the same place or none. */
  async function take(digest: string, place: Opening): Promise<"pending"> {
    const wire = await signed(digest, place, (sent.get(digest)?.attempt ?? 0) + 1);
    if (wire !== null) await chain.send(wire);
    return "pending";
  }

  /** Null where the place was taken meanwhile. */
  async function signed(
    digest: string,
    place: Opening,
    attempt: number,
  ): Promise<Uint8Array | null> {
    const max = given.unitPriceMaxMicroLamports;
    const unitPriceMicroLamports = await unitPrice(chain, place, { attempt, max });
    const ledgerHead = await journal.head();
    const fees = { digest, purpose: "open", unitPriceMicroLamports, ledgerHead, caps } as const;
    const made = await signAttempt(chain, settler, place, fees);
    if (made === null) return null;
    const { wire, signature, lastValidBlockHeight: lastHeight } = made;
    sent.set(digest, { wire, signature, lastHeight, attempt });
    return wire;
  }
}

/** An opening is written as a batch that pays nobody: its receipt is the place. */
interface Opening extends Payout {
  /** The month, or the digest of the plan after which this place comes. */
  readonly after: string;
}

/** The place of a plan: nobody who has not the settler's key can tell its address before it is taken. */
export function openingOf(
  { period, chain }: Plan,
  digest: string,
  { settler, after, turn }: { settler: Settler; after: string; turn: number },
): Opening {
  const named = { period, digest };
  const name = `opening ${after} ${turn}`;
  const parts = Buffer.concat([Buffer.from(`${name}|`), settler.saltOf(name)]);
  const seed = hash("sha256", parts, "hex").slice(0, 16);
  return {
    after,
    batch: 0,
    settler: settler.publicKey,
    mint: base58Bytes(chain.mint, 32),
    treasury: base58Bytes(chain.treasury, 32),
    decimals: chain.decimals,
    receipt: { seed, key: addressWithSeed(settler.publicKey, seed) },
    createsAccounts: false,
    format: "legacy",
    recipients: [],
    tokenAccounts: new Uint8Array(),
    transfers: [],
    of: { ...named, memoStarts: memoStarts(named) },
  };
}

function spoiledError({ period }: Plan, digest: string): SettlementNeedsReviewError {
  return new SettlementNeedsReviewError(
    { digest, period },
    0,
    `somebody else made the account that is to show which plan pays ${period}.`,
  );
}
