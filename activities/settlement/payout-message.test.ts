import { createHash } from "node:crypto";

import { address, createNoopSigner, type Address, type Instruction } from "@solana/kit";
import { getCreateAssociatedTokenIdempotentInstruction } from "@solana-program/token";
import { getTransferCheckedInstruction } from "@solana-program/token";
import {
  ComputeBudgetProgram,
  Message,
  PublicKey,
  SystemProgram,
  Transaction,
  type TransactionInstruction,
} from "@solana/web3.js";
import { expect, test } from "vitest";

import { addressText } from "./chain/transaction/programs.ts";
import { settlerOf } from "./chain/settler-key.ts";
import { WIRE_BYTES_MAX, wireHeadBytes } from "./chain/transaction/message.ts";
import { assertPays, assertVoids, decodePayout } from "./decode-payout.ts";
import { planOf, type GivenLine } from "./given.ts";
import { parseMemo } from "./payment-memo.ts";
import { payWire, voidWire, type Fees } from "./payout-message.ts";
import {
  payoutsOf,
  receiptAddress,
  CREATING_TRANSFERS_MAX,
  TRANSFERS_MAX,
  type Payout,
} from "./payout.ts";

const settler = settlerOf(createHash("sha256").update("settler").digest());
const FEES: Fees = {
  blockhash: createHash("sha256").update("block").digest(),
  rentExempt: 890_880n,
  unitPriceMicroLamports: 7n,
  ledgerHead: "1e".repeat(32),
  units: 123_456,
};
const DIGEST = "5e".repeat(32);
const U64_MAX = (1n << 64n) - 1n;

function payoutOf(lines: readonly GivenLine[], createsAccounts: boolean): Payout {
  const named = (name: string) => addressText(createHash("sha256").update(name).digest());
  const chain = {
    genesis: named("genesis"),
    mint: named("mint"),
    treasury: named("treasury"),
    settler: settler.address,
    decimals: 6,
  };
  const plan = planOf(chain, lines, { createsAccounts, perBatch: lines.length });
  return payoutsOf(plan, DIGEST, settler)(0);
}

function linesOf(count: number): GivenLine[] {
  return Array.from({ length: count }, (_, index) => ({
    member: `m_${index}`,
    amount: index === 0 ? U64_MAX : BigInt(index) * 1_000_003n,
  }));
}

/** The same payment by the encoders of the libraries, in the form of web3.js. */
function byLibraries(payout: Payout): TransactionInstruction[] {
  const key = (bytes: Uint8Array) => new PublicKey(bytes);
  const text = (bytes: Uint8Array): Address => address(addressText(bytes));
  const owner = createNoopSigner(text(payout.settler));
  const instructions: TransactionInstruction[] = [
    SystemProgram.createAccountWithSeed({
      fromPubkey: key(payout.settler),
      basePubkey: key(payout.settler),
      newAccountPubkey: key(payout.receipt.key),
      seed: payout.receipt.seed,
      lamports: Number(FEES.rentExempt),
      space: 0,
      programId: SystemProgram.programId,
    }),
    ComputeBudgetProgram.setComputeUnitLimit({
      units: FEES.units,
    }),
    ComputeBudgetProgram.setComputeUnitPrice({ microLamports: FEES.unitPriceMicroLamports }),
  ];
  const recipient = (index: number) => {
    const found = payout.recipients[index];
    if (found === undefined) throw new Error("A transfer has no recipient.");
    return found;
  };
  if (payout.createsAccounts) {
    for (const { wallet, tokenAccount } of payout.recipients) {
      instructions.push(
        fromKit(
          getCreateAssociatedTokenIdempotentInstruction({
            payer: owner,
            ata: text(tokenAccount),
            owner: text(wallet),
            mint: text(payout.mint),
          }),
        ),
      );
    }
  }
  for (const { recipient: index, amount } of payout.transfers) {
    instructions.push(
      fromKit(
        getTransferCheckedInstruction({
          source: text(payout.treasury),
          mint: text(payout.mint),
          destination: text(recipient(index).tokenAccount),
          authority: owner,
          amount,
          decimals: payout.decimals,
        }),
      ),
    );
  }
  return instructions;
}

function fromKit(instruction: Instruction): TransactionInstruction {
  const keys = (instruction.accounts ?? []).map((account) => ({
    pubkey: new PublicKey(account.address),
    isSigner: account.role >= 2,
    isWritable: (account.role & 1) === 1,
  }));
  return {
    programId: new PublicKey(instruction.programAddress),
    keys,
    data: Buffer.from(instruction.data ?? []),
  };
}

/** Flags are the message's, merged over all instructions: compare after the same merge. */
function shown(message: Uint8Array) {
  const { instructions, feePayer, recentBlockhash } = Transaction.populate(Message.from(message));
  return {
    payer: feePayer?.toBase58(),
    recentBlockhash,
    instructions: instructions.map(({ programId, keys, data }) => ({
      program: programId.toBase58(),
      keys: keys.map(({ pubkey, isSigner, isWritable }) => [
        pubkey.toBase58(),
        isSigner,
        isWritable,
      ]),
      data: Buffer.from(data).toString("hex"),
    })),
  };
}

for (const [createsAccounts, count] of [
  [false, TRANSFERS_MAX],
  [true, CREATING_TRANSFERS_MAX],
  [false, 1],
  [true, 1],
] as const) {
  test(`${count} transfers ${createsAccounts ? "with" : "without"} new accounts are written as the libraries write them`, () => {
    const payout = payoutOf(linesOf(count), createsAccounts);
    const byUs = payWire(payout, FEES).subarray(wireHeadBytes(1));

    const reference = new Transaction({
      feePayer: new PublicKey(settler.publicKey),
      blockhash: addressText(FEES.blockhash),
      lastValidBlockHeight: 1,
    });
    reference.add(...byLibraries(payout));
    const ours = shown(byUs);
    const memo = ours.instructions.pop();

    expect(ours).toEqual(shown(reference.compileMessage().serialize()));
    expect(Buffer.from(memo?.data ?? "", "hex").toString()).toBe(
      `stk2:202609:${"Xl5e".repeat(4)}:0:${"Hh4e".repeat(4)}`,
    );
  });
}

test("the fullest batches of both kinds fit into one packet, whatever the batch's number", () => {
  for (const [createsAccounts, count] of [
    [false, TRANSFERS_MAX],
    [true, CREATING_TRANSFERS_MAX],
  ] as const) {
    const payout = { ...payoutOf(linesOf(count), createsAccounts), batch: 999_999 };
    expect(payWire(payout, FEES).length).toBeLessThanOrEqual(WIRE_BYTES_MAX);
  }
});

test("a wallet with three lines gets three transfers into one account, made once", () => {
  const wallet = settlerOf(createHash("sha256").update("one").digest()).address;
  const lines = linesOf(3).map((line) => ({ ...line, wallet }));
  const { payments, created } = decodePayout(payWire(payoutOf(lines, true), FEES));

  expect(created.length).toBe(1);
  expect(payments.map(({ amount }) => amount).toSorted()).toEqual(
    lines.map(({ amount }) => amount).toSorted(),
  );
  expect(new Set(payments.map(({ tokenAccount }) => tokenAccount)).size).toBe(1);
});

test.each([1n << 64n, -1n, 0n])("an amount of %s is refused, not encoded as another", (amount) => {
  const payout = payoutOf(linesOf(2), false);
  const [first, ...rest] = payout.transfers;
  const wrong = {
    ...payout,
    transfers: [{ recipient: 0, lineId: first?.lineId ?? "", amount }, ...rest],
  };

  expect(() => payWire(wrong, FEES)).toThrow(RangeError);
});

test("no byte but those of block hash, limits and rent can change and still pass for the plan", () => {
  const payout = payoutOf(linesOf(3), true);
  const wire = payWire(payout, FEES);
  const passed: number[] = [];
  for (let at = 65; at < wire.length; at += 1) {
    const changed = Uint8Array.from(wire);
    changed[at] = (changed[at] ?? 0) ^ 1;
    try {
      assertPays(changed, payout);
      passed.push(at);
    } catch {
      // Refused, as it should be.
    }
  }

  // What may differ from one attempt to the next: block hash, limits, the receipt's rent, and how
  // new the ledger was.
  const offsetOf = (bytes: Uint8Array) => Buffer.from(wire).indexOf(bytes);
  const free = new Set<number>();
  const allow = (start: number, length: number) => {
    for (let at = start; at < start + length; at += 1) free.add(at);
  };
  allow(offsetOf(FEES.blockhash), 32);
  const seedAt = offsetOf(Buffer.from(payout.receipt.seed));
  allow(seedAt + 16, 8);
  const limitAt = seedAt + 16 + 8 + 8 + 32;
  allow(limitAt, 5 + 3 + 9 + 3);
  allow(wire.length - 16, 16);
  expect(passed.filter((at) => !free.has(at))).toEqual([]);
});

test("a void pays nobody and is told apart by its memo and a lamport", () => {
  const payout = payoutOf(linesOf(3), true);
  const decoded = decodePayout(voidWire(payout, FEES));

  expect(decoded).toMatchObject({ payments: [], created: [], memo: expect.any(String) });
  expect(parseMemo(decoded.memo)).toEqual({
    ...{ purpose: "void", period: "2026-09", batch: 0 },
    ...{ digest: DIGEST.slice(0, 24), head: FEES.ledgerHead.slice(0, 24) },
  });
  expect(decoded.receipt.lamports).toBe(FEES.rentExempt + 1n);
});

test("a payment of nothing is no void: its memo says otherwise", () => {
  const payout = payoutOf(linesOf(3), true);
  const wire = payWire({ ...payout, transfers: [], recipients: [], createsAccounts: false }, FEES);

  expect(() => assertVoids(wire, payout)).toThrow("not that of its void");
});

test("receipts depend on digest, batch and the settler's secret, and on nothing stored", () => {
  const lines = linesOf(2);
  const receipt = receiptAddress(payoutOf(lines, false));
  const other = settlerOf(createHash("sha256").update("other").digest());

  expect(receiptAddress(payoutOf(lines, false))).toBe(receipt);
  expect(Buffer.from(other.saltOf(DIGEST)).equals(settler.saltOf(DIGEST))).toBe(false);
});
