/** What owners of a treasury sign, from its writing to the chain: a real multisig and a real nonce. */
import { join } from "node:path";

import { Message, Transaction } from "@solana/web3.js";
import litesvm from "litesvm/dist/internal.js";
import { expect, test } from "vitest";

import { distributionState } from "../../../warehouse/ledger/index.ts";
import { givenProposal, NOON } from "../../../warehouse/ledger/given.ts";
import { DEFAULT_CAPS } from "../caps.ts";
import { chainFile, loadChain } from "../chain/embedded/save-file.ts";
import { signWire, unsignedWire } from "../chain/transaction/message.ts";
import { addressText, TOKEN_PROGRAM } from "../chain/transaction/programs.ts";
import { base58Encode } from "../chain/transaction/base58.ts";
import { givenApproved, planOf, settleBatch, TWENTY } from "../given.ts";
import { ownerOf } from "../given-strangers.ts";
import { tokenAccountOf } from "../recipients.ts";
import { actFileText, merged, newAct, readActFile, signedBy, wireOf } from "./act-file.ts";
import { actMessage, readAct, TreasuryActError, type TreasuryAct } from "./act.ts";
import { assertAsWritten } from "./check-act.ts";
import { anna, boris, givenTreasury, key, vera } from "./given-treasury.ts";
import { treasuryOf } from "./make.ts";
import { allowanceAct, revocationAct } from "./write-act.ts";

const FOUR = TWENTY.slice(0, 4);
const TOTAL = FOUR.reduce((sum, { amount }) => sum + amount, 0n);
const BY = [anna.address, vera.address];

async function givenWritten() {
  const given = await givenTreasury(TOTAL);
  const plan = planOf(given.lent, FOUR, { perBatch: 1 });
  const digest = await givenApproved(given.ledger, plan);
  const { mint, treasury, settler, decimals } = given.lent;
  const settings = { mint, treasury, settler, decimals, nonce: given.made.nonce };
  const { chain } = given.chain;
  const state = async () => distributionState(await given.ledger.read(), digest, NOON)!;
  const act = await allowanceAct(chain, settings, await state(), BY);
  const file = actFileText(newAct(act, given.settler));
  return Object.assign(given, {
    ...{ plan, digest, settings, state, act, file },
    /** As the operator sends: all is made anew and compared. */
    check: async (of: TreasuryAct) => {
      const now = await state();
      await assertAsWritten(given.chain.chain, settings, of, () => now);
    },
    /** On LiteSVM itself, where a block has passed since the nonce was made. */
    async land(wire: Uint8Array) {
      await given.restartChain();
      const saved = loadChain(chainFile(join(given.folder, "chain"))) ?? expect.unreachable();
      const vm = litesvm.LiteSvm.fromBytes(saved.machine);
      vm.expireBlockhash();
      const outcome = vm.sendLegacyTransaction(wire);
      const account = vm.getAccount(key(treasury)) ?? expect.unreachable();
      const held = tokenAccountOf({
        ...{ lamports: account.lamports(), owner: TOKEN, isExecutable: false },
        bytes: account.data(),
      });
      vm.expireBlockhash();
      const again = vm.sendLegacyTransaction(wire);
      return { isLanded: !("err" in outcome), held, isLandedAgain: !("err" in again) };
    },
  });
}

test("signatures of different days, each in a copy of its own, go together and allow exactly the plan", async () => {
  await using given = await givenWritten();
  const ofAnna = actFileText(signedBy(readActFile("a", given.file), anna));
  const ofVera = actFileText(signedBy(readActFile("v", given.file), vera));
  const all = merged([readActFile("a", ofAnna), readActFile("v", ofVera)]);
  await given.check(all.act);

  const { isLanded, held, isLandedAgain } = await given.land(wireOf(all));

  expect(isLanded).toBe(true);
  expect(held).toMatchObject({ delegate: given.settler.address, allowance: TOTAL });
  expect(isLandedAgain).toBe(false);
});

test("an act names plan, chain, treasury, settler and sum in its bytes, and is read from nothing else", async () => {
  await using given = await givenWritten();
  const { act, digest, lent, multisig, settler } = given;

  expect(readActFile("f", given.file).act).toEqual(act);
  expect(act).toMatchObject({
    genesis: lent.genesis,
    treasury: lent.treasury,
    owner: { address: multisig, signers: BY },
    payer: settler.address,
    allows: {
      ...{ mint: lent.mint, delegate: settler.address, amount: TOTAL, decimals: 6 },
      plan: { period: "2026-09", digest: digest.slice(0, 24) },
    },
  });
});

const TOKEN = addressText(TOKEN_PROGRAM);
const STRANGER = ownerOf("stranger").address;

test.each([
  ["amount", (act: TreasuryAct) => allowing(act, { amount: TOTAL + 1n })],
  ["delegate", (act: TreasuryAct) => allowing(act, { delegate: STRANGER })],
  ["treasury", (act: TreasuryAct) => ({ ...act, treasury: STRANGER })],
  [
    "plan",
    (act: TreasuryAct) => allowing(act, { plan: { period: "2026-09", digest: "ab".repeat(12) } }),
  ],
  ["chain", (act: TreasuryAct) => ({ ...act, genesis: STRANGER })],
])(
  "a file whose %s was altered is refused at signing, and at sending though all had signed it",
  async (_what, alter) => {
    await using given = await givenWritten();
    const altered = alter(given.act);
    const file = JSON.parse(given.file) as Record<string, unknown>;
    const message = Buffer.from(actMessage(altered)).toString("base64");

    expect(() => readActFile("f", JSON.stringify({ ...file, message }))).toThrow(
      "is not one over these bytes",
    );
    const resigned = [anna, vera].reduce(signedBy, newAct(altered, given.settler));
    expect(readActFile("f", actFileText(resigned)).act).toEqual(altered);
    await expect(given.check(altered)).rejects.toThrow(TreasuryActError);
  },
);

function allowing(act: TreasuryAct, changes: object): TreasuryAct {
  return { ...act, allows: act.allows && { ...act.allows, ...changes } };
}

test("bytes that do anything beside an allowance or a revocation are not read, and so not signed", async () => {
  await using given = await givenWritten();
  const bytes = actMessage(given.act);
  const read = Transaction.populate(Message.from(bytes), []);
  const twice = Transaction.populate(Message.from(bytes), []).add(read.instructions[1]!);
  const moved = Transaction.populate(Message.from(bytes), []);
  // Transfer in place of the allowance, of the same accounts.
  moved.instructions[1]!.data[0] = 12;
  const owned = Transaction.populate(Message.from(bytes), []);
  owned.instructions[1]!.data = Buffer.from([6, 2, 1, ...key(STRANGER)]);

  for (const one of [twice, moved, owned])
    expect(() => readAct(one.compileMessage().serialize())).toThrow(TreasuryActError);
  expect(() => readAct(bytes.subarray(0, -1))).toThrow(TreasuryActError);
  expect(() => readAct(Buffer.concat([bytes, Buffer.alloc(1)]))).toThrow(TreasuryActError);
});

test("only those who are named sign, each for themselves, and all of them", async () => {
  await using given = await givenWritten();
  const file = readActFile("f", given.file);

  expect(() => signedBy(file, boris)).toThrow(`The key is ${boris.address}; expected one of those`);
  expect(() => wireOf(signedBy(file, anna))).toThrow(`needs the signature of ${vera.address}`);
  const wire = unsignedWire(file.message);
  signWire(wire, [boris]);
  const forged = base58Encode(wire.subarray(1, 65));
  const parsed = JSON.parse(given.file) as { signatures: object };
  for (const signatures of [
    { ...parsed.signatures, [anna.address]: forged },
    { ...parsed.signatures, [boris.address]: forged },
    {},
  ])
    expect(() => readActFile("f", JSON.stringify({ ...parsed, signatures }))).toThrow(
      TreasuryActError,
    );
  const other = newAct({ ...given.act, allows: null }, given.settler);
  expect(() => merged([file, other])).toThrow("not of one act");
});

test.each([
  ["too few", [anna.address]],
  ["one of them twice", [anna.address, anna.address]],
  ["a stranger among them", [anna.address, STRANGER]],
  ["nobody", []],
])("where %s would sign nothing is written", async (_who, by) => {
  await using given = await givenWritten();

  await expect(
    allowanceAct(given.chain.chain, given.settings, await given.state(), by),
  ).rejects.toThrow("2 of its members sign, each once");
});

test("a plan that too few approved gets no allowance", async () => {
  await using given = await givenTreasury(TOTAL);
  const { digest } = await givenProposal(given.ledger, planOf(given.lent, FOUR));
  const state = distributionState(await given.ledger.read(), digest, NOON) ?? expect.unreachable();
  const settings = { ...given.lent, nonce: given.made.nonce };

  await expect(allowanceAct(given.chain.chain, settings, state, BY)).rejects.toThrow(
    "is open, and 0 of 2 approvals count",
  );
});

test("what has landed is not allowed again, though the ledger has not seen it", async () => {
  await using given = await givenWritten();
  const { digest, plan } = given;
  await given.allow(TOTAL);
  const advance = () => given.chain.advance(10);
  const activities = given.activities();
  expect(await settleBatch(activities, { digest, batch: 0 }, { advance })).toBe("paid");
  await activities.prepareBatch({ digest, batch: 1 });
  await activities.sendBatch({ digest, batch: 1 });
  given.chain.advance(40);
  const paid = plan.batches
    .slice(0, 2)
    .flatMap(({ lineIds }) => plan.lines.filter(({ id }) => lineIds.includes(id)))
    .reduce((sum, { amount }) => sum + amount, 0n);

  await expect(given.check(given.act)).rejects.toThrow(
    `allows ${TOTAL} base units, and ${TOTAL - paid} are left to pay`,
  );
  const act = await allowanceAct(given.chain.chain, given.settings, await given.state(), BY);
  expect(act.allows?.amount).toBe(TOTAL - paid);
});

test("a revocation is signed in the same way, and takes back what was allowed", async () => {
  await using given = await givenWritten();
  await given.allow(TOTAL);
  const act = await revocationAct(given.chain.chain, given.settings, BY);
  const all = [anna, vera].reduce(signedBy, newAct(act, given.settler));
  await given.check(readActFile("f", actFileText(all)).act);

  expect(await given.land(wireOf(all))).toMatchObject({
    isLanded: true,
    held: { delegate: null, allowance: 0n },
  });
});

test("the settler's own treasury needs no allowance, and none is written", async () => {
  await using given = await givenWritten();
  const own = { ...given.settings, treasury: given.facts.treasury };

  await expect(revocationAct(given.chain.chain, own, [])).rejects.toThrow("is the settler's own");
});

test("a committee's treasury is made once, whoever names its members in which order", async () => {
  await using given = await givenTreasury(TOTAL);
  const { settler, facts, made } = given;
  const { chain } = given.chain;
  const wants = { settler, mint: facts.mint, threshold: 2, caps: DEFAULT_CAPS };
  const members = given.members.toReversed();

  expect(await treasuryOf(chain, { ...wants, members })).toEqual({ ...made, instructions: [] });
  const refused = (members: readonly string[], threshold = 2) =>
    expect(treasuryOf(chain, { ...wants, members, threshold })).rejects.toThrow(TreasuryActError);
  await refused([anna.address, anna.address]);
  await refused([anna.address, settler.address]);
  await refused([anna.address, facts.treasury]);
  await refused([anna.address, "no address"]);
  await refused([]);
  await refused(Array.from({ length: 12 }, (_, index) => ownerOf(`m ${index}`).address));
  for (const threshold of [0, 4, 1.5]) await refused(given.members, threshold);
});
