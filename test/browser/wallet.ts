import { sign } from "node:crypto";

import type { Page } from "playwright-core";

import { base58Encode } from "../../warehouse/ledger/index.ts";
import { seededKeyPair } from "../seed.ts";

/** A wallet of the Wallet Standard in this page, from its next load on; its key stays outside. */
export async function givenWallet(page: Page, name: string) {
  const { publicKey, privateKey } = seededKeyPair(name);
  const raw = publicKey.export({ type: "spki", format: "der" }).subarray(-32);
  const signed: string[] = [];
  await page.exposeFunction("signInWallet", (message: string) => {
    signed.push(Buffer.from(message, "base64").toString());
    return sign(null, Buffer.from(message, "base64"), privateKey).toString("base64");
  });
  await page.addInitScript(`(() => {
    const bytes = (base64) => Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
    const account = {
      address: "${base58Encode(raw)}",
      publicKey: bytes("${raw.toString("base64")}"),
      chains: ["solana:devnet"],
      features: ["solana:signMessage"],
    };
    const signMessage = async (...inputs) =>
      Promise.all(inputs.map(async ({ message }) => ({
        signedMessage: message,
        signature: bytes(await signInWallet(btoa(String.fromCharCode(...message)))),
      })));
    const wallet = {
      ...{ version: "1.0.0", name: "Проба", icon: "data:image/png;base64,", chains: account.chains },
      accounts: [],
      features: {
        "standard:connect": { version: "1.0.0", connect: async () => ({ accounts: [account] }) },
        "solana:signMessage": { version: "1.0.0", signMessage },
      },
    };
    const callback = ({ register }) => register(wallet);
    dispatchEvent(new CustomEvent("wallet-standard:register-wallet", { detail: callback }));
    addEventListener("wallet-standard:app-ready", ({ detail }) => callback(detail));
  })();`);
  return { address: base58Encode(raw), publicKey: raw.toString("base64"), signed };
}
