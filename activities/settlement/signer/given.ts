/** What tests of signing begin with. No product code imports this. */
import type { LedgerReader } from "../../../warehouse/ledger/index.ts";
import { signWire } from "../chain/transaction/message.ts";
import { messageOf, parseWire } from "../chain/transaction/wire.ts";
import type { Settler } from "../chain/settler-key.ts";
import type { Fees } from "../payout-message.ts";
import type { Payout } from "../payout.ts";
import { checkedWire, type SignedPurpose } from "../sign-attempt.ts";
import { sign } from "node:crypto";
import { createSigner } from "./create-signer.ts";
import type { Signer } from "./port.ts";
import { openSignerStore, type SignerStore } from "./store.ts";
import type { TokenCaps } from "./token-caps.ts";

interface GivenSigner {
  readonly settler: Settler;
  readonly ledger: Pick<LedgerReader, "read">;
  readonly clock: { now(): number };
  /** What it has signed before; nothing where absent. */
  readonly store?: SignerStore;
  readonly tokenCaps?: TokenCaps;
}

/** The product's own signer, in this process. */
export function givenSigner({
  store = openSignerStore(":memory:"),
  ...given
}: GivenSigner): Signer {
  return createSigner({ ...given, store });
}

/** Signs whatever it is shown: for what a chain does with bytes of which no ledger knows. */
export function blindSigner(settler: Settler): Signer {
  return {
    address: settler.address,
    publicKey: settler.publicKey,
    saltOf: async (name) => await Promise.resolve(settler.saltOf(name)),
    sign: async ({ wire }) =>
      await Promise.resolve(sign(null, messageOf(parseWire(wire)), settler.privateKey)),
  };
}

/** What somebody with the key itself would sign. */
export function signedWire(
  settler: Settler,
  payout: Payout,
  fees: Fees,
  purpose: SignedPurpose,
): Uint8Array {
  const wire = checkedWire(payout, fees, purpose);
  signWire(wire, [settler]);
  return wire;
}
