import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, expect, test } from "vitest";

import { seededBytes } from "../../../../test/seed.ts";
import { settlerOf } from "../settler-key.ts";
import { openEmbeddedChain, type EmbeddedChain, type EmbeddedChainOptions } from "./open.ts";

const roots: string[] = [];
type SavedOptions = EmbeddedChainOptions & { readonly dir: string };

afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true, force: true });
});

function options(): SavedOptions {
  const root = mkdtempSync(join(tmpdir(), "vklad-chain-"));
  roots.push(root);
  return {
    dir: join(root, "chain"),
    settler: settlerOf(seededBytes("settler")),
    decimals: 6,
    supply: 1_000_000_000_000n,
    clock: { now: () => 0 },
  };
}

async function treasuryBalance({ connection, treasury }: EmbeddedChain): Promise<bigint> {
  const { PublicKey } = await import("@solana/web3.js");
  const account = await connection.getAccountInfo(new PublicKey(treasury), "finalized");
  return account?.data.readBigUInt64LE(64) ?? -1n;
}

test("a new chain holds the whole supply in its treasury, final at once", async () => {
  await using chain = await openEmbeddedChain(options());

  expect(await treasuryBalance(chain)).toBe(1_000_000_000_000n);
});

test("a chain opened again is the same chain, whose time went on", async () => {
  const same = options();
  const first = await openEmbeddedChain(same);
  const { genesis, mint, treasury, settler } = first;
  const before = await first.chain.finalizedView();
  await first[Symbol.asyncDispose]();

  await using again = await openEmbeddedChain(same);

  expect(again).toMatchObject({ genesis, mint, treasury, settler });
  expect((await again.chain.finalizedView()).height).toBeGreaterThan(before.height);
});

test("a chain that the ledger names is not made anew where it was lost, nor taken for another", async () => {
  const same = options();
  const first = await openEmbeddedChain(same);
  const { genesis } = first;
  await first[Symbol.asyncDispose]();
  rmSync(same.dir, { recursive: true });
  const named = { ...same, genesis };

  await expect(openEmbeddedChain(named)).rejects.toThrow(
    `for the embedded chain ${genesis}, and in ${same.dir} there is no chain`,
  );
  const other = await openEmbeddedChain(same);
  await other[Symbol.asyncDispose]();
  await expect(openEmbeddedChain(named)).rejects.toThrow(`there is the chain ${other.genesis}`);
  await using _opened = await openEmbeddedChain({ ...same, genesis: other.genesis });
});

test("a second owner is refused with the first one's process id", async () => {
  const same = options();
  await using _first = await openEmbeddedChain(same);

  await expect(openEmbeddedChain(same)).rejects.toThrow(`belongs to process ${process.pid};`);
});

test("a damaged chain file is named and left as it is", async () => {
  const same = options();
  await (await openEmbeddedChain(same))[Symbol.asyncDispose]();
  const file = join(same.dir, "chain.bin");
  const bytes = readFileSync(file);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  writeFileSync(file, bytes);

  await expect(openEmbeddedChain(same)).rejects.toThrow(file);
  expect(readFileSync(file).equals(bytes)).toBe(true);
});

test("another settler's key than the chain's is refused", async () => {
  const one = options();
  await (await openEmbeddedChain(one))[Symbol.asyncDispose]();

  await expect(
    openEmbeddedChain({ ...one, settler: settlerOf(seededBytes("another")) }),
  ).rejects.toThrow("Restore that key");
});
