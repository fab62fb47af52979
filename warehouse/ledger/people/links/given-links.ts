/** What tests of links begin with. No product code imports this. */
import { givenLedger, givenPerson, type GivenPerson, NOON } from "../../given.ts";
import type { Ledger } from "../../store/ledger.ts";
import { linkWallet } from "../wallets.ts";
import type { KnownAccounts, NamedAccount } from "./contradiction.ts";

/** Nothing has been read of anybody: what is known of accounts is what links say. */
export const UNREAD: KnownAccounts = {
  systemOf: () => null,
  actorOf: () => null,
  oneEach: ["discourse"],
};

/** The same name is always the same account. */
export function account(name: string, system = "nocodb"): NamedAccount {
  return { account: givenPerson(name).account, system };
}

export const [dora, dan] = ["dora", "dan"].map((name) => account(name, "discourse")) as [
  NamedAccount,
  NamedAccount,
];

/** A ledger in which Dora and Dan are of the deanery. */
export async function givenLinks() {
  const given = givenLedger();
  const dates = { valid_from: "2026-01-01T00:00:00Z", valid_to: null };
  for (const { account: key } of [dora, dan]) {
    const payload = { account: key, role: "deanery", stream: null, ...dates };
    await given.ledger.append("role_granted", payload, { actor: "configuration" });
  }
  return given;
}

/** Signed by the wallet's own key, as a person does it. */
export async function givenWallet(
  ledger: Ledger,
  { account: key }: NamedAccount,
  wallet: GivenPerson,
  now = NOON,
): Promise<void> {
  const nonce = `${key} ${wallet.wallet} ${now.toISOString()}`;
  const text = `Vklad LINK WALLET | member m_x | wallet ${wallet.wallet} | nonce ${nonce}`;
  const proof = { account: key, wallet: wallet.wallet, text, nonce, now };
  await linkWallet(ledger, { ...proof, signature: wallet.sign(text) });
}
