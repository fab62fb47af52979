import { PublicKey } from "@solana/web3.js";
import { expect, test } from "vitest";

import { addressText, ASSOCIATED_TOKEN_PROGRAM } from "./chain/transaction/programs.ts";
import { givenApproved, givenSettlement, planOf, settleAll, TWENTY, walletOf } from "./given.ts";
import { existingTokenAccounts, recipientProblems, tokenAccountStates } from "./recipients.ts";

test("wallets that tokens would be lost in are named with the reason", async () => {
  await using given = await givenSettlement();
  const { mint, treasury, settler } = given.facts;
  const [offCurve] = PublicKey.findProgramAddressSync([], new PublicKey(ASSOCIATED_TOKEN_PROGRAM));
  const sound = walletOf("ada");
  const wallets = [
    sound,
    mint,
    treasury,
    settler,
    offCurve.toBase58(),
    addressText(ASSOCIATED_TOKEN_PROGRAM),
    "0OIl",
    `${sound}1`,
  ].map((wallet) => [wallet, { isCreated: true }] as const);

  const problems = await recipientProblems(given.chain.chain, {
    mint,
    settler,
    wallets: new Map(wallets),
  });

  expect(Object.fromEntries(problems)).toEqual({
    [mint]: expect.stringMatching(/account of program Tokenkeg/),
    [treasury]: expect.stringMatching(/no key can sign|account of program/),
    [settler]: "it is the settler itself",
    [offCurve.toBase58()]: "no key can sign for it (it is off the curve)",
    [addressText(ASSOCIATED_TOKEN_PROGRAM)]: expect.stringMatching(/program|off the curve/),
    "0OIl": '"0OIl" is not base58 of 32 bytes.',
    [`${sound}1`]: `"${sound}1" is not base58 of 32 bytes.`,
  });
});

test("the planner learns whose token account is there already", async () => {
  await using given = await givenSettlement();
  const { facts } = given;
  const paid = TWENTY.slice(0, 2);
  await settleAll(given, await givenApproved(given.ledger, planOf(facts, paid)));
  const [old, never] = [walletOf("m_00"), walletOf("never paid")];

  expect(await tokenAccountStates(given.chain.chain, facts, [old, never, facts.mint])).toEqual({
    [old]: "exists",
    [never]: "missing",
    [facts.mint]: "unusable",
  });
  expect(await existingTokenAccounts(given.chain.chain, facts, [old, never])).toEqual(
    new Set([old]),
  );
});

test("a wallet that must not be paid is set aside before anything is signed", async () => {
  await using given = await givenSettlement();
  const { facts } = given;
  const plan = planOf(facts, [{ member: "m_odd", amount: 5n, wallet: facts.mint }]);
  const digest = await givenApproved(given.ledger, plan);

  const activities = given.activities();
  expect(await activities.checkSettleable({ digest })).toMatchObject({ owedBaseUnits: "0" });
  expect(await activities.prepareBatch({ digest, batch: 0 })).toEqual({ outcome: "unpayable" });

  const [aside] = await given.ledger.read({ kinds: ["line_set_aside"] });
  expect(aside?.payload.reason).toMatch("it is an account of program");
  expect(await given.ledger.read({ kinds: ["attempt_signed"] })).toEqual([]);
});

test("a line that was set aside is not paid, though the chain would take it", async () => {
  await using given = await givenSettlement();
  const plan = planOf(given.facts, [{ member: "m_zoe", amount: 5n }]);
  const digest = await givenApproved(given.ledger, plan);
  const aside = { digest, line_id: plan.lines[0]?.id ?? "", reason: "it was given away" };
  await given.ledger.append("line_set_aside", aside, { actor: "settler" });

  const prepared = await given.activities().prepareBatch({ digest, batch: 0 });

  expect(prepared).toEqual({ outcome: "unpayable" });
});
