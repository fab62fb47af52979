/** What others do to a plan while it is being paid. */
import { join } from "node:path";

import litesvm from "litesvm/dist/internal.js";
import { expect, test } from "vitest";

import { base58Bytes } from "./chain/transaction/base58.ts";
import { TOKEN_PROGRAM } from "./chain/transaction/programs.ts";
import { chainFile, loadChain, saveChain } from "./chain/embedded/save-file.ts";
import { ownerOf, sendTokens } from "./given-strangers.ts";
import {
  chainBalances,
  expectedBalances,
  givenApproved,
  givenSettlement,
  type GivenSettlement,
  planOf,
  settleAll,
  settleBatch,
  TWENTY,
  walletOf,
} from "./given.ts";
import { tokenAccountOf, tokenAddress } from "./recipients.ts";

const FOUR = TWENTY.slice(0, 4);

async function givenFour() {
  const given = await givenSettlement();
  const plan = planOf(given.facts, FOUR, { perBatch: 1 });
  const digest = await givenApproved(given.ledger, plan);
  const advance = () => given.chain.advance(10);
  const settle = async (batch: number) =>
    await settleBatch(given.activities(), { digest, batch }, { advance });
  const memberOf = (batch: number) => {
    const line = plan.lines.find(({ id }) => id === plan.batches[batch]?.lineIds[0]);
    return line?.member ?? expect.unreachable();
  };
  return Object.assign(given, { digest, settle, memberOf });
}

/** Its state is the byte after amount and delegate: 2 is frozen. */
const STATE_AT = 108;

/** As the mint's freeze authority would; the embedded chain's mint has none. */
async function freeze(given: GivenSettlement, member: string): Promise<void> {
  const { mint } = given.facts;
  const address = base58Bytes(tokenAddress(walletOf(member), mint), 32);
  await given.replaceChain(() => {
    const file = chainFile(join(given.folder, "chain"));
    const saved = loadChain(file) ?? expect.unreachable();
    const vm = litesvm.LiteSvm.fromBytes(saved.machine);
    const bytes = Buffer.alloc(165);
    bytes.set(base58Bytes(mint, 32), 0);
    bytes.set(base58Bytes(walletOf(member), 32), 32);
    bytes[STATE_AT] = 2;
    const rent = vm.minimumBalanceForRentExemption(165n);
    vm.setAccount(address, new litesvm.Account(rent, bytes, TOKEN_PROGRAM, false, 0n));
    saveChain(file, { ...saved, machine: vm.toBytes() });
  });
}

test("a recipient frozen after the check: the payment lands with an error, its line is set aside, and the others are paid", async () => {
  await using given = await givenFour();
  const { digest, memberOf, settle } = given;
  const input = { digest, batch: 1 };
  await given.activities().checkSettleable({ digest });
  await given.activities().prepareBatch(input);
  await freeze(given, memberOf(1));
  await given.activities().sendBatch(input);
  given.chain.advance(40);

  expect(await given.activities().observeBatch(input)).toEqual({ outcome: "failed" });
  const [failure] = await given.ledger.read({ kinds: ["attempt_failed"] });
  expect(failure?.payload.error).toMatch(/^\{"InstructionError":\[\d,\{"Custom":17\}\]\}$/);
  expect([await settle(0), await settle(1), await settle(2), await settle(3)]).toEqual([
    ...["paid", "voided", "paid", "paid"],
  ]);
  const aside = await given.ledger.read({ kinds: ["line_set_aside"] });
  expect(aside.map(({ payload }) => payload.reason)).toEqual(["its token account is frozen"]);
  expect(await chainBalances(given.activities(), digest)).toEqual({
    ...expectedBalances(FOUR),
    [walletOf(memberOf(1))]: "0",
  });
});

test("a treasury that somebody empties mid-way stops what is left, and once it is filled again all are paid", async () => {
  await using given = await givenFour();
  const { digest, facts, memberOf, settle } = given;
  expect([await settle(0), await settle(1)]).toEqual(["paid", "paid"]);
  const { values } = await given.chain.chain.accounts([facts.treasury], "finalized");
  const left = tokenAccountOf(values[0] ?? null)?.amount ?? 0n;
  const taker = ownerOf(memberOf(0));
  await sendTokens(given, given.settler, tokenAddress(taker.address, facts.mint), left);

  const { prepareBatch, checkSettleable } = given.activities();
  await expect(prepareBatch({ digest, batch: 2 })).rejects.toThrow("the treasury holds too little");
  await expect(checkSettleable({ digest })).rejects.toMatchObject({ code: "treasury_short" });
  expect(await given.ledger.read({ kinds: ["attempt_signed"] })).toHaveLength(2);
  const held = await chainBalances(given.activities(), digest);
  expect([held[walletOf(memberOf(2))], held[walletOf(memberOf(3))]]).toEqual(["0", "0"]);

  await sendTokens(given, taker, facts.treasury, left);
  expect(new Set(await settleAll(given, digest))).toEqual(new Set(["paid"]));
  expect(await given.ledger.read({ kinds: ["attempt_signed"] })).toHaveLength(4);
  expect(await chainBalances(given.activities(), digest)).toEqual(expectedBalances(FOUR));
});
