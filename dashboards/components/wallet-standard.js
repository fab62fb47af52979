/**
 * Wallets of this browser that keep to the Wallet Standard: they announce themselves by events, and
 * sign a text by the feature `solana:signMessage`. Nothing of theirs is loaded from anywhere.
 *
 * https://github.com/wallet-standard/wallet-standard
 */
import { base64 } from "./approval-key.js";
import { GatewayRefusal } from "./gateway.js";

const CONNECT = "standard:connect";
const SIGN = "solana:signMessage";

const wallets = new Set();
const watchers = new Set();
let isListening = false;

/** Calls back now and whenever a wallet comes or goes, with those that can sign; gives a stop. */
export function watchWallets(onChange) {
  listen();
  watchers.add(onChange);
  onChange(usable());
  return () => watchers.delete(onChange);
}

/** Accounts that the wallet, or each wallet there is, gives this page: it may ask its owner. */
export async function connectedAccounts(wallet) {
  listen();
  const asked = wallet === undefined ? usable() : [wallet];
  const found = await Promise.all(asked.map(accountsOf));
  return found.flat();
}

/** Base64 signature over the text, or a refusal that says what to do. */
export async function signWithWallet({ wallet, account }, text) {
  const message = new TextEncoder().encode(text);
  const [signed] = await wallet.features[SIGN].signMessage({ account, message }).catch(() => []);
  if (signed === undefined) throw new GatewayRefusal("wallet_refused", 0);
  return base64(signed.signature);
}

function usable() {
  return [...wallets].filter(({ features }) => CONNECT in features && SIGN in features);
}

async function accountsOf(wallet) {
  const { accounts } = await wallet.features[CONNECT].connect().catch(() => ({ accounts: [] }));
  return accounts.map((account) => ({
    wallet,
    account,
    address: account.address,
    publicKey: base64(account.publicKey),
  }));
}

/** Those that were there before this page's script hear that it is ready; later ones say so. */
function listen() {
  if (isListening) return;
  isListening = true;
  const register = (...added) => {
    for (const wallet of added) wallets.add(wallet);
    tell();
    return () => {
      for (const wallet of added) wallets.delete(wallet);
      tell();
    };
  };
  addEventListener("wallet-standard:register-wallet", ({ detail }) => detail({ register }));
  dispatchEvent(new CustomEvent("wallet-standard:app-ready", { detail: { register } }));
}

function tell() {
  for (const onChange of watchers) onChange(usable());
}
