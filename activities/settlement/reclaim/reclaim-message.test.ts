import { expect, test } from "vitest";

import { WIRE_BYTES_MAX } from "../chain/transaction/format.ts";
import { compileMessage, unsignedWire } from "../chain/transaction/message.ts";
import { addressWithSeed, SYSTEM_PROGRAM } from "../chain/transaction/programs.ts";
import { PayoutMismatchError } from "../errors.ts";
import { ownerOf } from "../given-strangers.ts";
import { memoStarts } from "../payment-memo.ts";
import {
  assertReclaims,
  decodeReclaim,
  RECEIPTS_MAX,
  reclaimWire,
  type Reclaiming,
} from "./reclaim-message.ts";

const settler = ownerOf("settler").publicKey;
const named = { period: "2026-09", digest: "5e".repeat(32) };
const FEES = {
  blockhash: new Uint8Array(32),
  ledgerHead: "1e".repeat(32),
  unitPriceMicroLamports: 7n,
  units: 3_000,
};

function reclaimingOf(count: number, lamports = 890_880n): Reclaiming {
  const refunds = Array.from({ length: count }, (_, index) => {
    const seed = `${index}`.padStart(16, "0");
    return { receipt: { seed, key: addressWithSeed(settler, seed) }, lamports };
  });
  return { settler, of: { ...named, memoStarts: memoStarts(named) }, attempt: 999_999, refunds };
}

test("as many receipts as fit are taken back by a transaction, and one more does not fit", () => {
  const full = reclaimWire(reclaimingOf(RECEIPTS_MAX), FEES);

  expect(full.length).toBeLessThanOrEqual(WIRE_BYTES_MAX);
  expect(() => reclaimWire(reclaimingOf(RECEIPTS_MAX + 1), FEES)).toThrow("at most 1232 bytes");
});

test("what is read back from the bytes is what was to be taken back", () => {
  const reclaiming = reclaimingOf(3);

  const { refunds, fees, memo } = assertReclaims(reclaimWire(reclaiming, FEES), reclaiming);

  expect(refunds).toEqual(
    reclaiming.refunds.map((one) => ({
      lamports: one.lamports,
      receipt: { seed: one.receipt.seed, key: Uint8Array.from(one.receipt.key) },
    })),
  );
  expect(fees).toEqual({ units: 3_000, unitPriceMicroLamports: 7n });
  expect(memo).toBe("stk2r:202609:Xl5eXl5eXl5eXl5e:999999:Hh4eHh4eHh4eHh4e");
});

test.each([
  ["another sum", reclaimingOf(3, 890_881n)],
  ["a receipt less", reclaimingOf(2)],
  ["another attempt", { ...reclaimingOf(3), attempt: 1 }],
  ["another settler", { ...reclaimingOf(3), settler: ownerOf("a thief").publicKey }],
] as const)("bytes that differ from the plan by %s are not signed", (_what, expected) => {
  const wire = reclaimWire(reclaimingOf(3), FEES);

  expect(() => assertReclaims(wire, expected)).toThrow(PayoutMismatchError);
});

test("what gives a rent to anybody but the settler is no taking back", () => {
  const thief = ownerOf("a thief").publicKey;
  const wire = reclaimWire(reclaimingOf(1), FEES);
  const [, base, to] = [0, 1, 2];
  const stolen = Buffer.from(wire);
  // The last account of its first instruction is who gets it.
  const at = stolen.indexOf(Uint8Array.of(11, 0, 0, 0)) - 2;
  expect([stolen[at - 1], stolen[at], base, to]).toEqual([0, 0, 1, 2]);
  stolen[at] = 1;

  expect(decodeReclaim(wire)).not.toBe(null);
  expect(decodeReclaim(stolen)).toBe(null);
  const other = compileMessage(
    settler,
    [
      {
        program: SYSTEM_PROGRAM,
        accounts: [{ key: thief, isSigner: false, isWritable: true }],
        bytes: Uint8Array.of(2),
      },
    ],
    FEES.blockhash,
  );
  expect(decodeReclaim(unsignedWire(other))).toBe(null);
});
