import { copyFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { NOON } from "../../warehouse/ledger/given.ts";
import { openLedger } from "../../warehouse/ledger/index.ts";
import { assertKnowsPayments } from "./anchors.ts";
import { base58Bytes } from "./chain/transaction/base58.ts";
import type { EmbeddedChain } from "./chain/embedded/open.ts";
import { savedChain } from "./chain/embedded/saved.ts";
import { compileMessage, signWire, unsignedWire } from "./chain/transaction/message.ts";
import type { Instruction, MessageSigner } from "./chain/transaction/message.ts";
import { MEMO_PROGRAM, SYSTEM_PROGRAM } from "./chain/transaction/programs.ts";
import { settlerOf } from "./chain/settler-key.ts";
import { LedgerOlderError } from "./errors.ts";
import { givenApproved, givenSettlement, planOf, settleAll, TWENTY } from "./given.ts";
import type { GivenSettlement } from "./given.ts";

const FIVE = TWENTY.slice(0, 5);

/** A ledger that was copied before anything was paid, and a chain on which all was. */
async function givenPaid() {
  const given = await givenSettlement();
  // Several payments, so that what a later one names is missing in a copy from before.
  const plan = planOf(given.facts, FIVE, { perBatch: 2 });
  const before = join(given.folder, "before.db");
  const digest = await givenApproved(given.ledger, plan);
  copyFileSync(given.ledger.name, before);
  copyFileSync(`${given.ledger.name}-wal`, `${before}-wal`);
  await settleAll(given, digest);
  return Object.assign(given, { plan, digest, before });
}

/** A transaction that says this, signed by its payer, and names the settler. */
async function say({ chain, settler }: GivenSettlement, text: string, by: MessageSigner = settler) {
  const toSettler = transfer(by, settler.publicKey, 0n);
  const memo = { program: MEMO_PROGRAM, accounts: [], bytes: Buffer.from(text) };
  await send(chain, by, [toSettler, memo]);
}

async function send(chain: EmbeddedChain, by: MessageSigner, instructions: Instruction[]) {
  const { blockhash } = await chain.chain.latestBlockhash();
  const message = compileMessage(by.publicKey, instructions, base58Bytes(blockhash, 32));
  const wire = unsignedWire(message);
  signWire(wire, [by]);
  await chain.chain.send(wire);
  chain.advance(40);
}

function transfer({ publicKey }: MessageSigner, to: Uint8Array, lamports: bigint): Instruction {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt32LE(2);
  bytes.writeBigUInt64LE(lamports, 4);
  const accounts = [
    { key: publicKey, isSigner: true, isWritable: true },
    { key: to, isSigner: false, isWritable: true },
  ];
  return { program: SYSTEM_PROGRAM, accounts, bytes };
}

test("a ledger that was lost proposes and pays nothing that the chain shows as paid", async () => {
  await using given = await givenPaid();
  const ledger = await given.freshLedger();
  // Another moment, so another digest and other receipts: only the chain can tell.
  const again = { ...given.plan, proposedAt: "2026-10-05T10:00:00.000Z" };
  const digest = await givenApproved(ledger, again);
  const { settler } = given;

  await expect(given.activities({ ledger }).checkSettleable({ digest })).rejects.toThrow(
    LedgerOlderError,
  );
  const view = savedChain(join(given.folder, "chain"))();
  await expect(assertKnowsPayments(view, ledger, settler.address)).rejects.toThrow(
    new RegExp(`of plan ${given.digest.slice(0, 12)} for 2026-09 landed in slot \\d+`),
  );
});

test("a ledger restored from before a payment pays nothing, and the newest one goes on", async () => {
  await using given = await givenPaid();
  await using older = openLedger({ file: given.before, clock: () => NOON });
  const { digest } = given;

  const settling = given.activities({ ledger: older }).checkSettleable({ digest });
  await expect(settling).rejects.toThrow(LedgerOlderError);
  await expect(settling).rejects.toThrow("until `vklad ledger restore` brings it forward");
  await given.activities().checkSettleable({ digest });
});

test("an event that was erased since is known all the same", async () => {
  await using given = await givenSettlement();
  const wallet = { account: "a_zoe", wallet: given.facts.mint, evidence: "signed" };
  const plan = planOf(given.facts, FIVE);
  const digest = await givenApproved(given.ledger, plan);
  const linked = { ...wallet, method: "proof" } as const;
  const { id } = await given.ledger.append("wallet_linked", linked, { actor: "a_zoe" });
  await settleAll(given, digest);
  await given.ledger.erasePayload(id, { actor: "a_zoe", reason: "asked to be forgotten" });

  await given.activities().checkSettleable({ digest });
});

test("payments from before memos named the ledger's head are known by their plan", async () => {
  await using given = await givenPaid();
  await say(given, `stk1:${given.digest.slice(0, 32)}:0`);
  await assertKnowsPayments(given.chain, given.ledger, given.settler.address);

  await say(given, `stk1:${"5e".repeat(16)}:0`);

  const asked = assertKnowsPayments(given.chain, given.ledger, given.settler.address);
  await expect(asked).rejects.toThrow("of plan 5e5e5e5e5e5e landed");
});

test("a memo like ours that somebody else signed holds nothing up", async () => {
  await using given = await givenPaid();
  const stranger = settlerOf(Buffer.alloc(32, 7));
  const { settler } = given;
  await send(given.chain, settler, [transfer(settler, stranger.publicKey, 10_000_000n)]);
  await say(given, `stk2:202609:${"A".repeat(16)}:0:${"A".repeat(16)}`, stranger);
  const history = await given.chain.signaturesOf(settler.address);
  expect(history[0]?.memo).toBe(`stk2:202609:${"A".repeat(16)}:0:${"A".repeat(16)}`);

  await given.activities().checkSettleable({ digest: given.digest });
});

test("transfers of strangers in any number hide no payment from the look", async () => {
  await using given = await givenPaid();
  const ledger = await given.freshLedger();
  const noise = { slot: 9_999, error: null, memo: null };
  const strangers = Array.from({ length: 1_500 }, (_, at) => ({ ...noise, signature: `${at}` }));
  const flooded = {
    ...given.chain,
    signaturesOf: async (address: string, _slot?: number, limit = Infinity) =>
      [...strangers, ...(await given.chain.signaturesOf(address))].slice(0, limit),
  };

  const asked = assertKnowsPayments(flooded, ledger, given.settler.address);

  await expect(asked).rejects.toThrow(LedgerOlderError);
  await assertKnowsPayments(flooded, given.ledger, given.settler.address);
});
