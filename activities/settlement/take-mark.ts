import type { Caps } from "./caps.ts";
import type { ChainPort } from "./chain/port.ts";
import type { Journal } from "./journal.ts";
import type { Purpose } from "./payment-memo.ts";
import type { Payout } from "./payout.ts";
import { signAttempt } from "./sign-attempt.ts";
import type { Signer } from "./signer/port.ts";
import { unitPrice } from "./unit-price.ts";

/** What it takes to make a mark on the chain. */
export interface MarkTaking {
  readonly chain: ChainPort;
  readonly signer: Signer;
  readonly journal: Pick<Journal, "planOf" | "about" | "head">;
  readonly caps: Caps;
  readonly unitPriceMaxMicroLamports: bigint;
}

interface Sent {
  readonly wire: Uint8Array;
  readonly signature: string;
  readonly lastHeight: number;
  readonly attempt: number;
}

/**
 * Makes a plan's mark of one kind. It is not journalled: it moves no token, and whoever signs it
 * again makes the same account or none.
 */
export function createMarks(given: MarkTaking, purpose: Extract<Purpose, "open" | "close">) {
  const { chain, signer, journal, caps } = given;
  /** Signed here, and sent again rather than signed anew while it may land. */
  const sent = new Map<string, Sent>();

  /** Null where it was made meanwhile. */
  async function signed(digest: string, mark: Payout, attempt: number): Promise<Uint8Array | null> {
    const max = given.unitPriceMaxMicroLamports;
    const unitPriceMicroLamports = await unitPrice(chain, mark, { attempt, max });
    const ledgerHead = await journal.head();
    // A mark never goes: whoever finds it there refuses, however late.
    const isFree = async () => await Promise.resolve(true);
    const fees = { digest, purpose, unitPriceMicroLamports, ledgerHead, caps, isFree };
    const made = await signAttempt(chain, signer, mark, fees);
    if (made === null) return null;
    const { wire, signature, lastValidBlockHeight: lastHeight } = made;
    sent.set(digest, { wire, signature, lastHeight, attempt });
    return wire;
  }

  return {
    /**
     * Sends again what may still land. Asked by signature, which nodes may know at different
     * moments: of an account they would disagree.
     */
    async isOnItsWay(digest: string): Promise<boolean> {
      const known = sent.get(digest);
      if (known === undefined) return false;
      const { height } = await chain.finalizedView();
      const { values } = await chain.statuses([known.signature]);
      const status = values[0] ?? null;
      if (status?.commitment === "finalized") return false;
      if (status === null && height > known.lastHeight) return false;
      if (status === null) await chain.send(known.wire);
      return true;
    },

    async take(digest: string, mark: Payout): Promise<void> {
      const wire = await signed(digest, mark, (sent.get(digest)?.attempt ?? 0) + 1);
      if (wire !== null) await chain.send(wire);
    },

    forget: (digest: string) => void sent.delete(digest),
  };
}
