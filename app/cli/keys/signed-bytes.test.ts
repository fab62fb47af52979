import { expect, test } from "vitest";

import { base58Encode } from "../../../warehouse/ledger/index.ts";
import { accountOption, bytesOption, keyIdOption, KeyOptionError } from "./signed-bytes.ts";

const KEY = Buffer.from("ab".repeat(32), "hex");
const IDS = [`${"1".repeat(16)}a`, `${"1".repeat(16)}b`, "2".repeat(64)];

test("keys and signatures are taken in base58 and in base64", () => {
  const base64 = KEY.toString("base64");

  expect(bytesOption("--public-key", base58Encode(KEY), 32)).toBe(base64);
  expect(bytesOption("--public-key", base64, 32)).toBe(base64);
});

test.each(["", "abc", base58Encode(KEY.subarray(1)), `${KEY.toString("base64")}=`])(
  "%j is no key, and says what is",
  (text) => {
    expect(() => bytesOption("--public-key", text, 32)).toThrow(KeyOptionError);
  },
);

test("a key is named by its id, or by enough of its beginning for one key only", () => {
  expect(keyIdOption("2222 2222 2222 2222", IDS)).toBe(IDS[2]);
  for (const text of ["2222", "1".repeat(16), "3".repeat(16)])
    expect(() => keyIdOption(text, IDS)).toThrow(KeyOptionError);
});

test("an account has a source and an id", () => {
  expect(accountOption("--account", "discourse:17")).toEqual(["discourse", "17"]);
  for (const text of ["17", "discourse:", ":17"])
    expect(() => accountOption("--account", text)).toThrow(KeyOptionError);
});
