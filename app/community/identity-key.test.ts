import { mkdtempSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, test } from "vitest";

import { openIdentityKey } from "./identity-key.ts";

const folder = () => mkdtempSync(join(tmpdir(), "vklad-keys-"));

test("an account keeps its key from one start to the next, and shows no native id", () => {
  const dir = folder();

  const first = openIdentityKey(dir).accountKey("discourse", "17");
  const second = openIdentityKey(dir).accountKey("discourse", "17");

  expect(second).toBe(first);
  expect(first).toMatch(/^a_[0-9a-f]{32}$/);
});

test("equal ids of two sources are two accounts, and of two communities too", () => {
  const key = openIdentityKey(folder());

  expect(key.accountKey("discourse", "17")).not.toBe(key.accountKey("nocodb", "17"));
  expect(key.accountKey("discourse", "17")).not.toBe(
    openIdentityKey(folder()).accountKey("discourse", "17"),
  );
});

test("an e-mail address is one hash however it is written", () => {
  const key = openIdentityKey(folder());

  expect(key.hash(" Anna@Example.ORG")).toBe(key.hash("anna@example.org"));
});

test("the key is readable by its owner only", () => {
  const dir = folder();
  openIdentityKey(dir);

  expect(statSync(join(dir, "identity.key")).mode & 0o777).toBe(0o600);
});

test("a damaged key is named rather than replaced", () => {
  const dir = folder();
  writeFileSync(join(dir, "identity.key"), "abc");

  expect(() => openIdentityKey(dir)).toThrow(/identity\.key holds 1 bytes; expected 32/);
});
