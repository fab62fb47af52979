import { createHash } from "node:crypto";

import {
  address,
  createNoopSigner,
  decompileTransactionMessage,
  getCompiledTransactionMessageDecoder,
  getTransactionDecoder,
  type Address,
  type Instruction,
} from "@solana/kit";
import { getCreateAssociatedTokenIdempotentInstruction } from "@solana-program/token";
import { getTransferCheckedInstruction } from "@solana-program/token";
import {
  ComputeBudgetProgram,
  Message,
  MessageV1,
  PublicKey,
  SystemProgram,
  Transaction,
  type TransactionInstruction,
} from "@solana/web3.js";
import { expect, test } from "vitest";

import { addressText } from "./chain/transaction/programs.ts";
import { settlerOf } from "./chain/settler-key.ts";
import { V1_BYTES_MAX, WIRE_BYTES_MAX } from "./chain/transaction/format.ts";
import { wireHeadBytes } from "./chain/transaction/message.ts";
import { messageV1Bytes } from "./chain/transaction/message-v1.ts";
import { messageOf, parseWire } from "./chain/transaction/wire.ts";
import { amountOf, assertPays, assertVoids, decodePayout } from "./decode-payout.ts";
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
  [false, TRANSFERS_MAX.legacy],
  [true, CREATING_TRANSFERS_MAX.legacy],
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

for (const [createsAccounts, count] of [
  [false, TRANSFERS_MAX.v1],
  [true, CREATING_TRANSFERS_MAX.v1],
  [false, TRANSFERS_MAX.legacy + 1],
] as const) {
  test(`${count} transfers ${createsAccounts ? "with" : "without"} new accounts are written in v1, as the kit reads it`, () => {
    const payout = payoutOf(linesOf(count), createsAccounts);
    const { messageBytes, signatures } = getTransactionDecoder().decode(payWire(payout, FEES));
    const message = decompileTransactionMessage(
      getCompiledTransactionMessageDecoder().decode(messageBytes),
    );
    const [receipt, , , ...rest] = byLibraries(payout);
    const instructions = (message.instructions as readonly Instruction[]).map(fromKit);
    const memo = instructions.pop();

    expect(Object.keys(signatures)).toEqual([settler.address]);
    expect(message).toMatchObject({
      version: 1,
      feePayer: { address: settler.address },
      lifetimeConstraint: { blockhash: addressText(FEES.blockhash) },
      config: { computeUnitLimit: FEES.units, priorityFeeLamports: 1n },
    });
    expect(instructions.map(calledOf)).toEqual([receipt!, ...rest].map(calledOf));
    expect(parseMemo(memo?.data.toString() ?? "")?.purpose).toBe("pay");
  });
}

/** Without flags, which a message merges over its instructions. */
function calledOf({ programId, keys, data }: TransactionInstruction) {
  return [
    programId.toBase58(),
    ...keys.map(({ pubkey }) => pubkey.toBase58()),
    data.toString("hex"),
  ];
}

test("the fullest batches fit into a transaction of their format, whatever the batch's number", () => {
  for (const [format, max] of [
    ["legacy", WIRE_BYTES_MAX],
    ["v1", V1_BYTES_MAX],
  ] as const) {
    for (const [createsAccounts, { [format]: count }] of [
      [false, TRANSFERS_MAX],
      [true, CREATING_TRANSFERS_MAX],
    ] as const) {
      const payout = { ...payoutOf(linesOf(count), createsAccounts), batch: 999_999 };
      expect(payout.format).toBe(format);
      expect(payWire(payout, FEES).length).toBeLessThanOrEqual(max);
    }
  }
});

test("a v1 message that the library has read is written again to the byte", () => {
  const message = messageOf(parseWire(payWire(payoutOf(linesOf(57), false), FEES)));

  expect(Buffer.from(messageV1Bytes(MessageV1.deserialize(message)))).toEqual(Buffer.from(message));
});

test("two readers of the same v1 bytes cannot see two transactions", () => {
  const wire = payWire(payoutOf(linesOf(57), false), FEES);

  expect(() => parseWire(Buffer.concat([wire, Buffer.alloc(1)]))).toThrow("1 bytes follow");
  expect(() => parseWire(wire.subarray(0, -1))).toThrow("ends early");
});

test("a v1 transaction that leaves a limit out is none of ours: it counts as nothing", () => {
  const wire = payWire(payoutOf(linesOf(57), false), FEES);
  const config = parseWire(wire).instructions[0]!.accountsAt - 59 * 4 - 16;
  // The bit of the loaded bytes, and its four bytes.
  const without = Buffer.concat([wire.subarray(0, config + 12), wire.subarray(config + 16)]);
  without[4]! &= ~0b1000;

  expect(parseWire(without).config?.loadedBytes).toBe(null);
  expect(() => decodePayout(without)).toThrow("it leaves a limit out");
});

test("a wallet with three lines gets three transfers into one account, made once", () => {
  const wallet = settlerOf(createHash("sha256").update("one").digest()).address;
  const lines = linesOf(3).map((line) => ({ ...line, wallet }));
  const { parsed, payments, created } = decodePayout(payWire(payoutOf(lines, true), FEES));

  expect(created.length).toBe(1);
  expect(payments.map((payment) => amountOf(parsed, payment)).toSorted()).toEqual(
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

test.each([
  ["legacy", 3, true],
  ["legacy", 3, false],
  ["v1", 8, true],
  ["v1", 15, false],
] as const)(
  "no byte of a %s payment but block hash, limits and rent can change and still pass for the plan",
  (format, count, creates) => {
    const payout = payoutOf(linesOf(count), creates);
    const wire = payWire(payout, FEES);
    const { messageAt, messageEnd } = parseWire(wire);
    const passed: number[] = [];
    expect(payout.format).toBe(format);
    for (let at = messageAt; at < messageEnd; at += 1) {
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
    if (format === "legacy") allow(limitAt, 5 + 3 + 9 + 3);
    // Fee, units and loaded bytes stand before the heads of the instructions.
    else
      allow(
        parseWire(wire).instructions[0]!.accountsAt - (2 + (creates ? 2 : 1) * count) * 4 - 16,
        16,
      );
    allow(messageEnd - 16, 16);
    expect(passed.filter((at) => !free.has(at))).toEqual([]);
  },
);

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
