import { verifyKey } from "../approval/ed25519.ts";
import { isSignable, verifySignedText } from "../approval/signed-text.ts";
import { base58Decode } from "../plan/base58.ts";
import type { AnyLedgerEvent, LedgerEvent } from "../store/events.ts";
import type { Ledger } from "../store/ledger.ts";
import { peopleOf } from "../store/people.ts";

/** A wallet waits, the first one too: whoever did not link it has time to put their own in its place. */
export const WALLET_COOL_DOWN_MS = 7 * 24 * 60 * 60 * 1_000;

export type WalletRefusalCode = "no_wallet" | "bad_wallet_proof" | "wallet_taken";

const EXPLANATIONS: Readonly<Record<WalletRefusalCode, string>> = {
  no_wallet: "It is no address that a key stands behind (32 bytes in base58). Check it.",
  bad_wallet_proof: "The signature is not that wallet's over the text shown. Sign it again.",
  wallet_taken: "Somebody else has proven this wallet. Two members are never paid to one.",
};

/** A wallet that was not linked; `code` says why. */
export class WalletRefusedError extends Error {
  override readonly name = "WalletRefusedError";
  readonly code: WalletRefusalCode;
  constructor(code: WalletRefusalCode, wallet: string) {
    super(`Wallet ${wallet} was not linked (${code}). ${EXPLANATIONS[code]}`);
    this.code = code;
  }
}

export interface LinkedWallet {
  readonly wallet: string;
  readonly linkedAt: string;
  /** Plans proposed before that pay to none of the person's wallets. */
  readonly countsFrom: string;
}

/** The wallet that this account's person proved last; null where there is none. */
export function walletOf(events: readonly AnyLedgerEvent[], account: string): LinkedWallet | null {
  const personOf = peopleOf(events);
  const linked: LinkedWallet[] = [];
  for (const { kind, payload, at } of events) {
    if (kind !== "wallet_linked" || personOf(payload.account) !== personOf(account)) continue;
    // Proven again, it is no change.
    if (payload.wallet === linked.at(-1)?.wallet) continue;
    const countsFrom = new Date(Date.parse(at) + WALLET_COOL_DOWN_MS).toISOString();
    linked.push({ wallet: payload.wallet, linkedAt: at, countsFrom });
  }
  return linked.at(-1) ?? null;
}

/**
 * Links a wallet by its signature over a text that names the person and a nonce, or throws
 * WalletRefusedError. The same proof again gives the stored event.
 */
export async function linkWallet(
  ledger: Ledger,
  proof: {
    readonly account: string;
    readonly wallet: string;
    /** Whoever made it has made sure that it names account, wallet and a fresh nonce. */
    readonly text: string;
    /** Base64. */
    readonly signature: string;
    /** Names the proof for ever, so that it links once. */
    readonly nonce: string;
    readonly now: Date;
  },
): Promise<LedgerEvent<"wallet_linked">> {
  const { account, wallet, text, signature, nonce, now } = proof;
  const publicKey = keyOfWallet(wallet);
  if (publicKey === null) throw new WalletRefusedError("no_wallet", wallet);
  if (!isSignable(text) || !verifySignedText(text, publicKey, signature))
    throw new WalletRefusedError("bad_wallet_proof", wallet);
  const evidence = JSON.stringify({ text, signature });
  const payload = { account, wallet, method: "proof" as const, evidence };
  return await ledger.append("wallet_linked", payload, {
    actor: account,
    at: now.toISOString(),
    uniqueKey: `wallet:${nonce}`,
    guard: (events) => {
      const personOf = peopleOf(events);
      const others = new Set(
        events.flatMap(({ kind, payload: said }) =>
          kind === "wallet_linked" && personOf(said.account) !== personOf(account)
            ? [said.account]
            : [],
        ),
      );
      for (const other of others)
        if (walletOf(events, other)?.wallet === wallet)
          throw new WalletRefusedError("wallet_taken", wallet);
    },
  });
}

/** The wallet's key in base64, where one can sign with it. */
export function keyOfWallet(wallet: string): string | null {
  const bytes = base58Decode(wallet);
  if (bytes?.length !== 32) return null;
  const publicKey = Buffer.from(bytes).toString("base64");
  return verifyKey(publicKey) === null ? null : publicKey;
}
