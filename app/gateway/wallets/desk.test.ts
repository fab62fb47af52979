import { expect, test } from "vitest";

import { WALLET_COOL_DOWN_DAYS } from "../../../models/core/distributions/member_wallets.ts";
import { offchainMessage, WALLET_COOL_DOWN_MS } from "../../../warehouse/ledger/index.ts";
import { ada, bob, eva, givenLedger, NOON } from "../../../warehouse/ledger/given.ts";
import type { GivenPerson } from "../../../warehouse/ledger/given.ts";
import type { Principal } from "../data/principal.ts";
import { createWalletDesk } from "./desk.ts";

const principalOf = ({ account }: GivenPerson, name: string): Principal => ({
  ...{ account, memberId: `m_${name}`, name, roles: ["trainee"], cohorts: new Map() },
});
const ADA = principalOf(ada, "ada");
const BOB = principalOf(bob, "bob");

function givenDesk() {
  const given = givenLedger();
  const now = () => given.clock.now;
  const desk = createWalletDesk({ ledger: given.ledger, now, community: "Кружок | Circle" });
  const later = (ms: number) => (given.clock.now = new Date(given.clock.now.getTime() + ms));
  /** By the person's own key, as their wallet signs it. */
  async function link(principal: Principal, wallet: GivenPerson, by = wallet) {
    const { text, nonce } = await desk.ask(principal, { wallet: wallet.wallet });
    return desk.link(principal, { wallet: wallet.wallet, nonce, signature: by.sign(text) });
  }
  return { ...given, desk, later, link, [Symbol.asyncDispose]: given[Symbol.asyncDispose] };
}

const DAY_MS = 24 * 60 * 60 * 1_000;

test("a wallet is linked by its signature over one line that names who, what and when", async () => {
  await using given = givenDesk();
  const { text, nonce } = await given.desk.ask(ADA, { wallet: ada.wallet });
  expect(text).toBe(
    `Vklad LINK WALLET | community ?????? ? Circle | member m_ada | wallet ${ada.wallet} | ` +
      `nonce ${nonce} | at ${NOON.toISOString()}`,
  );

  const signature = ada.sign(text);
  const linked = await given.desk.link(ADA, { wallet: ada.wallet, nonce, signature });

  const at = NOON.toISOString();
  const countsFrom = new Date(NOON.getTime() + 7 * DAY_MS).toISOString();
  expect(linked).toEqual({ wallet: ada.wallet, linkedAt: at, countsFrom, now: at });
  const [event] = await given.ledger.read({ kinds: ["wallet_linked"] });
  expect(event).toMatchObject({ actor: ada.account, payload: { method: "proof" } });
  expect(JSON.parse(event?.payload.evidence ?? "")).toEqual({ text, signature });
});

test("an off-chain message counts as well, and the same proof links once", async () => {
  await using given = givenDesk();
  const { text, nonce } = await given.desk.ask(ADA, { wallet: ada.wallet });
  const proof = { wallet: ada.wallet, nonce, signature: ada.sign(offchainMessage(text)) };

  await given.desk.link(ADA, proof);
  await given.link(ADA, eva);
  const again = await given.desk.link(ADA, proof);

  expect(again.wallet).toBe(eva.wallet);
  expect(await given.ledger.read({ kinds: ["wallet_linked"] })).toHaveLength(2);
});

test("a changed wallet counts a week later, as the models say too", async () => {
  await using given = givenDesk();
  await given.link(ADA, ada);
  given.later(DAY_MS);

  const changed = await given.link(ADA, eva);

  expect(Date.parse(changed.countsFrom ?? "") - given.clock.now.getTime()).toBe(7 * DAY_MS);
  expect(WALLET_COOL_DOWN_MS).toBe(WALLET_COOL_DOWN_DAYS * DAY_MS);
  given.later(DAY_MS);
  expect((await given.link(ADA, eva)).countsFrom).toBe(changed.countsFrom);
});

test("a late, foreign or forged nonce and another's signature link nothing", async () => {
  await using given = givenDesk();
  const { text, nonce } = await given.desk.ask(ADA, { wallet: ada.wallet });
  const signature = ada.sign(text);
  const proof = { wallet: ada.wallet, nonce, signature };
  const [random, made, tag] = nonce.split(".");
  const forged = `${random}.${Number(made) + 1}.${tag}`;
  const cases = [
    ["bad_wallet_proof", ADA, { ...proof, signature: eva.sign(text) }],
    ["bad_wallet_proof", ADA, { ...proof, signature: ada.sign(`${text} `) }],
    ["nonce_over", BOB, proof],
    ["nonce_over", ADA, { ...proof, wallet: eva.wallet }],
    ["nonce_over", ADA, { ...proof, nonce: forged }],
    ["nonce_over", ADA, { ...proof, nonce: "x" }],
  ] as const;
  const refused = async (code: string, principal: Principal, body: typeof proof) =>
    expect(given.desk.link(principal, body)).rejects.toMatchObject({ name: "DeskRefusal", code });

  for (const [code, principal, body] of cases) await refused(code, principal, body);
  given.later(10 * 60_000);
  await refused("nonce_over", ADA, proof);

  expect(await given.desk.show(ADA)).toMatchObject({ wallet: null, countsFrom: null });
});

test("an address without a key, and a wallet that is another member's, are refused", async () => {
  await using given = givenDesk();
  await given.link(BOB, bob);

  await expect(given.link(ADA, bob)).rejects.toMatchObject({ code: "wallet_taken" });
  for (const wallet of ["11111111111111111111111111111111", "no address", ""])
    await expect(given.desk.ask(ADA, { wallet })).rejects.toMatchObject({ code: "no_wallet" });
  // Once Bob has another one, his old one is free.
  await given.link(BOB, eva);
  expect((await given.link(ADA, bob)).wallet).toBe(bob.wallet);
});
