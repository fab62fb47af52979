import {
  keyOfWallet,
  type Ledger,
  linkWallet,
  walletOf,
  WalletRefusedError,
} from "../../../warehouse/ledger/index.ts";
import type { Principal } from "../data/principal.ts";
import { DeskRefusal, refusing } from "../desk-refusal.ts";
import { type Linking, type WalletNonces, walletNonces } from "./nonces.ts";

export interface WalletView {
  /** Null while none was linked. */
  readonly wallet: string | null;
  readonly linkedAt: string | null;
  /** From when on plans pay to it. */
  readonly countsFrom: string | null;
  /** The community's clock, which a browser's need not be. */
  readonly now: string;
}

export interface WalletDesk {
  show(principal: Principal): Promise<WalletView>;
  /** What the wallet is asked to sign, for ten minutes. */
  ask(
    principal: Principal,
    body: { wallet: string },
  ): Promise<{ readonly text: string; readonly nonce: string; readonly until: string }>;
  link(
    principal: Principal,
    body: { wallet: string; nonce: string; signature: string },
  ): Promise<WalletView>;
}

const REFUSED = [WalletRefusedError];

const REFUSALS = {
  nonce_over: "The text to sign is older than ten minutes, or another's. Ask for a new one.",
} as const;

/** A member's own wallet, linked by a signature of it over a text that names both. */
export function createWalletDesk(options: {
  readonly ledger: Ledger;
  readonly now: () => Date;
  /** The community's name. */
  readonly community: string;
  readonly nonces?: WalletNonces;
}): WalletDesk {
  const { ledger, now, community } = options;
  const nonces = options.nonces ?? walletNonces(now);
  async function show({ account }: Principal): Promise<WalletView> {
    const none = { wallet: null, linkedAt: null, countsFrom: null };
    const linked = walletOf(await ledger.read(), account) ?? none;
    return { ...linked, now: now().toISOString() };
  }
  return {
    show,
    async ask({ memberId }, { wallet }) {
      await refusing(REFUSED, async () => {
        if (keyOfWallet(wallet) === null) throw new WalletRefusedError("no_wallet", wallet);
      });
      const { nonce, at, until } = nonces.make({ memberId, wallet });
      return { text: linkText(community, { memberId, wallet }, nonce, at), nonce, until };
    },
    async link(principal, { wallet, nonce, signature }) {
      const { account, memberId } = principal;
      const at = nonces.check(nonce, { memberId, wallet });
      if (at === null) throw new DeskRefusal("nonce_over", REFUSALS.nonce_over);
      const text = linkText(community, { memberId, wallet }, nonce, at);
      await refusing(REFUSED, () =>
        linkWallet(ledger, { account, wallet, text, signature, nonce, now: now() }),
      );
      return show(principal);
    },
  };
}

/** One line of printable ASCII, as every wallet shows it; it can be no transaction. */
export function linkText(
  community: string,
  { memberId, wallet }: Linking,
  nonce: string,
  at: string,
): string {
  return [
    "Vklad LINK WALLET",
    `community ${community.replaceAll(/[^\x20-\x7e]|\|/g, "?").slice(0, 80)}`,
    `member ${memberId}`,
    `wallet ${wallet}`,
    `nonce ${nonce}`,
    `at ${at}`,
  ].join(" | ");
}
