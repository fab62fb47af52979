import { createPublicKey, verify } from "node:crypto";
import { expect, test } from "vitest";

import { base58, demoKey } from "./keys.ts";

test("a demo key signs what its public half verifies", () => {
  const key = demoKey("test");
  const spki = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), key.publicKey]);
  const publicKey = createPublicKey({ key: spki, format: "der", type: "spki" });

  expect(verify(null, Buffer.from("план"), publicKey, key.sign("план"))).toBe(true);
  expect(verify(null, Buffer.from("другой"), publicKey, key.sign("план"))).toBe(false);
});

test("base58 keeps leading zeros, as Solana's system program shows", () => {
  expect(base58(new Uint8Array(32))).toBe("11111111111111111111111111111111");
  expect(base58(Buffer.from("Hello World!"))).toBe("2NEpo7TZRRrLZSi2U");
});
