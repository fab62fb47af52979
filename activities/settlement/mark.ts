import { hash } from "node:crypto";

import type { Plan } from "../../warehouse/ledger/plan/plan.ts";
import { base58Bytes } from "./chain/transaction/base58.ts";
import { addressWithSeed } from "./chain/transaction/programs.ts";
import { memoStarts } from "./payment-memo.ts";
import type { Payout } from "./payout.ts";
import type { PlaceName, Salted } from "./signer/port.ts";

/**
 * An account that is made once and stays, to say something of a plan on the chain. It is written as a
 * batch that pays nobody, whose receipt is the mark. Nobody who has not the settler's key can tell
 * its address before it is made.
 */
export function markOf(
  { period, chain }: Plan,
  digest: string,
  settler: Salted,
  name: string,
): Payout {
  const named = { period, digest };
  const parts = Buffer.concat([Buffer.from(`${name}|`), settler.saltOf(name)]);
  const seed = hash("sha256", parts, "hex").slice(0, 16);
  return {
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
    amounts: new BigUint64Array(),
    places: new Uint8Array(),
    memoBatch: "0:",
    transfers: [],
    of: { ...named, memoStarts: memoStarts(named) },
  };
}

/**
 * Where it stands, a plan is closed for ever: it was settled, and no payment or void of it is signed
 * by anybody any more. So its receipts may be taken back, which until then refuse a second payment.
 */
export function closingOf(plan: Plan, digest: string, settler: Salted): Payout {
  return markOf(plan, digest, settler, closingSalt(digest));
}

/** What the salt of a plan's closing is asked by. */
export function closingSalt(digest: string): string {
  return `closing ${digest}`;
}

/** The place of a plan in its month. */
export interface Opening extends Payout {
  readonly place: PlaceName;
}

/** What the salt of a place is asked by. */
export function placeSalt({ after, turn }: PlaceName): string {
  return `opening ${after} ${turn}`;
}

/** Which account it is: after the month, or after a predecessor that holds the place before. */
export function openingOf(
  plan: Plan,
  digest: string,
  { settler, ...place }: PlaceName & { readonly settler: Salted },
): Opening {
  return { ...markOf(plan, digest, settler, placeSalt(place)), place };
}
