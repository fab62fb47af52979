import { PublicKey } from "@solana/web3.js";
import { expect, test } from "vitest";

import { fc } from "../../../test/property.ts";
import { base58Decode, base58Encode, isAddress } from "./base58.ts";

/** Zeros in front are what such codes get wrong. */
const bytes = fc
  .tuple(fc.nat({ max: 4 }), fc.uint8Array({ maxLength: 80 }))
  .map(([zeros, rest]) => Uint8Array.from([...Buffer.alloc(zeros), ...rest]));

test("each byte string has one text, and comes back from it", () => {
  fc.assert(
    fc.property(bytes, (given) => {
      const text = base58Encode(given);

      expect(Buffer.from(base58Decode(text) ?? []).toString("hex")).toBe(
        Buffer.from(given).toString("hex"),
      );
    }),
    { numRuns: 2_000 },
  );
});

test("addresses are written as Solana's own library writes them", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (key) => {
      expect(base58Encode(key)).toBe(new PublicKey(key).toBase58());
    }),
    { numRuns: 2_000 },
  );
});

test("what is no base58 stands for nothing: other characters, other scripts, longer texts", () => {
  const texts = ["0", "O", "I", "l", " ", "a b", "жук", "1é", "\u{1f600}", "1".repeat(129)];

  expect(texts.map(base58Decode)).toEqual(texts.map(() => null));
  expect([base58Decode(""), base58Decode("11"), base58Decode("1".repeat(128))?.length]).toEqual([
    new Uint8Array(),
    new Uint8Array(2),
    128,
  ]);
  expect([isAddress("1".repeat(32)), isAddress("1".repeat(31))]).toEqual([true, false]);
});
