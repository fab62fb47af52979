import { createHash } from "node:crypto";

import { PublicKey } from "@solana/web3.js";
import { expect, test } from "vitest";

import { isCurvePoint } from "./curve.ts";
import { ASSOCIATED_TOKEN_PROGRAM, associatedTokenAddress, TOKEN_PROGRAM } from "./programs.ts";

const KEYS = 600;

const keyOf = (name: string) => Uint8Array.from(createHash("sha256").update(name).digest());
const keys = Array.from({ length: KEYS }, (_, index) => keyOf(`key ${index}`));

function littleEndian(number: bigint): Uint8Array {
  return Uint8Array.from(Buffer.from(number.toString(16).padStart(64, "0"), "hex").reverse());
}

test("a key is on the curve where Solana's own library says so", () => {
  const differs = keys.filter((key) => isCurvePoint(key) !== PublicKey.isOnCurve(key));

  expect(differs).toEqual([]);
  expect(keys.filter(isCurvePoint).length).toBeGreaterThan(KEYS / 3);
});

test("at the edges of the field, too: small numbers, those around the prime, and the sign of 0", () => {
  const prime = 2n ** 255n - 19n;
  const near = Array.from({ length: 64 }, (_, index) => BigInt(index));
  const numbers = [...near, ...near.map((one) => prime - one), ...near.map((one) => prime + one)]
    .flatMap((one) => [one, one + 2n ** 255n])
    .filter((one) => one < 2n ** 256n);
  const edges = numbers.map(littleEndian);
  const differs = edges.filter((key) => isCurvePoint(key) !== PublicKey.isOnCurve(key));

  expect(differs).toEqual([]);
  expect(isCurvePoint(new Uint8Array(31))).toBe(false);
});

test("a wallet's tokens are where Solana's own library finds them", () => {
  const mint = keyOf("mint");
  const differs = keys.slice(0, 200).filter((wallet) => {
    const seeds = [wallet, TOKEN_PROGRAM, mint];
    const [found] = PublicKey.findProgramAddressSync(
      seeds,
      new PublicKey(ASSOCIATED_TOKEN_PROGRAM),
    );
    return Buffer.compare(found.toBytes(), associatedTokenAddress(wallet, mint)) !== 0;
  });

  expect(differs).toEqual([]);
});
