import {
  type Ledger,
  type LinkOutcome,
  LinkRefusedError,
  type NamedAccount,
  proveLink,
} from "../../../warehouse/ledger/index.ts";
import type { Principal, Published } from "../data/principal.ts";
import { refusing } from "../desk-refusal.ts";

/** What became of a proof: it may contradict what stands. */
export type Proven = Exclude<LinkOutcome["outcome"], "asked">;

/** Links an account with the one that the session was opened with, by its holder's proof. */
export async function proveOwn(
  at: { readonly ledger: Ledger; readonly now: Date; readonly published: Published },
  { account }: Principal,
  proof: {
    readonly of: NamedAccount;
    readonly evidence: string;
    /** Of the proof, for ever: it links once. */
    readonly name: string;
  },
): Promise<Proven> {
  const { ledger, now, published } = at;
  const { people: known } = published;
  const { of, evidence, name } = proof;
  const own = { account, system: known.systemOf(account) ?? "" };
  const said = { accounts: [own, of] as const, evidence, by: account, now, known };
  const { outcome } = await refusing([LinkRefusedError], () =>
    proveLink(ledger, { ...said, method: "proof", name }),
  );
  if (outcome === "asked") throw new Error("A proof asks nobody.");
  return outcome;
}
