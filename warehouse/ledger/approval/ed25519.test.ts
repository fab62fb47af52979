import { expect, test } from "vitest";

import { verifyBytes, verifyKey } from "./ed25519.ts";
import { ada, bob } from "../given.ts";

const [PAY, TEXT] = [Buffer.from("pay"), Buffer.from("text")];

/** Encodings of small-order and non-canonical points: libsodium, ed25519_ref10.c. */
const BLOCKLIST = [
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0100000000000000000000000000000000000000000000000000000000000000",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
];

test.each(BLOCKLIST)("key %s is refused, with either sign", (hex) => {
  const bytes = Buffer.from(hex, "hex");
  const negated = Buffer.from(bytes);
  negated.writeUInt8(bytes.readUInt8(31) ^ 0x80, 31);

  expect(verifyKey(bytes.toString("base64"))).toBeNull();
  expect(verifyKey(negated.toString("base64"))).toBeNull();
});

test("a signature that fits any text under the identity point does not count", () => {
  const identity = Buffer.from(BLOCKLIST[1] ?? "", "hex");
  const forged = Buffer.concat([identity, Buffer.alloc(32)]);

  expect(verifyBytes(PAY, identity.toString("base64"), forged.toString("base64"))).toBe(false);
});

test("a signature counts for its text and its key only", () => {
  const signature = ada.sign("text");

  expect(verifyBytes(TEXT, ada.publicKey, signature)).toBe(true);
  expect(verifyBytes(Buffer.from("Text"), ada.publicKey, signature)).toBe(false);
  expect(verifyBytes(TEXT, bob.publicKey, signature)).toBe(false);
});

test("a key or a signature spelt otherwise than in base64 is refused", () => {
  expect(verifyKey(ada.publicKey.replace("=", ""))).toBeNull();
  expect(verifyKey(Buffer.alloc(31, 7).toString("base64"))).toBeNull();
  expect(verifyBytes(TEXT, ada.publicKey, `${ada.sign("text")}\n`)).toBe(false);
});
