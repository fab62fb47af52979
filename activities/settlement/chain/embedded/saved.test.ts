import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, expect, test } from "vitest";

import { seededBytes } from "../../../../test/seed.ts";
import { settlerOf } from "../settler-key.ts";
import type { ChainView } from "../port.ts";
import { openEmbeddedChain } from "./open.ts";
import { savedChain } from "./saved.ts";

const roots: string[] = [];

afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true, force: true });
});

function options() {
  const root = mkdtempSync(join(tmpdir(), "vklad-saved-"));
  roots.push(root);
  const clock = { now: () => 0 };
  return {
    dir: join(root, "chain"),
    settler: settlerOf(seededBytes("settler")),
    decimals: 6,
    supply: 1_000_000n,
    clock,
  };
}

async function seenIn({ genesis, mint, treasury, settler, accounts }: ChainView) {
  const { values } = await accounts([mint, treasury, settler], "finalized");
  const seen = values.map((account) => ({ ...account, bytes: account?.bytes.join(" ") }));
  return { genesis, mint, treasury, settler, seen };
}

test("who reads a saved chain sees what its owner sees, beside it and without the key", async () => {
  const given = options();
  await using own = await openEmbeddedChain(given);
  const before = readdirSync(given.dir);

  const view = savedChain(given.dir)();

  expect(await seenIn(view)).toEqual(await seenIn(own));
  expect(readdirSync(given.dir)).toEqual(before);
});

test("what its owner saves next is seen at the next look", async () => {
  const given = options();
  const look = savedChain(given.dir);
  const first = await openEmbeddedChain(given);
  await first[Symbol.asyncDispose]();
  const before = look();

  const second = await openEmbeddedChain(given);
  await second[Symbol.asyncDispose]();
  const after = look();

  const { contextSlot: old } = await before.accounts([before.treasury], "finalized");
  const { contextSlot } = await after.accounts([after.treasury], "finalized");
  expect(contextSlot).toBeGreaterThan(old);
});

test("a chain that does not change is read once", async () => {
  const given = options();
  await using _own = await openEmbeddedChain(given);
  const look = savedChain(given.dir);

  expect(look()).toBe(look());
});

test("a chain that nobody has made yet is named, with who makes it", () => {
  const { dir } = options();

  expect(() => savedChain(dir)()).toThrow(`There is no embedded chain in ${dir} yet`);
});
