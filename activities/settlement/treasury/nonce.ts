import { NONCE_ACCOUNT_LENGTH, NonceAccount, PublicKey, SystemProgram } from "@solana/web3.js";

import { assertWithin, type Caps } from "../caps.ts";
import type { ChainAccount, ChainPort } from "../chain/port.ts";
import { addressText, addressWithSeed, SYSTEM_PROGRAM } from "../chain/transaction/programs.ts";
import type { MessageSigner } from "../chain/transaction/message.ts";

const NONCE_SEED = "vklad treasury nonce";
const SYSTEM = addressText(SYSTEM_PROGRAM);

/** The settler's one nonce account: whoever has its key, and nobody else, lets it go on. */
export function nonceAddress({ publicKey }: Pick<MessageSigner, "publicKey">): string {
  return addressText(addressWithSeed(publicKey, NONCE_SEED));
}

/** The nonce as it stands; null where there is none yet. */
export function nonceOf(account: ChainAccount | null, authority: string): string | null {
  if (account?.owner !== SYSTEM || account.bytes.length !== NONCE_ACCOUNT_LENGTH) return null;
  const { nonce, authorizedPubkey } = NonceAccount.fromAccountData(account.bytes);
  return authorizedPubkey.toBase58() === authority ? nonce : null;
}

/** Makes it, once, at the settler's cost. */
export async function nonceCreation(
  chain: Pick<ChainPort, "rentExempt">,
  { publicKey }: Pick<MessageSigner, "publicKey">,
  caps: Caps,
) {
  const lamports = await chain.rentExempt(NONCE_ACCOUNT_LENGTH);
  assertWithin(caps, "tokenAccountRentLamports", lamports);
  const payer = new PublicKey(publicKey);
  return SystemProgram.createNonceAccount({
    fromPubkey: payer,
    noncePubkey: new PublicKey(nonceAddress({ publicKey })),
    authorizedPubkey: payer,
    basePubkey: payer,
    seed: NONCE_SEED,
    lamports: Number(lamports),
  }).instructions;
}
