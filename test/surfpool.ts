/** Surfpool from npm: a Solana runtime with its own JSON-RPC, clock and expiry, in this process. */
import { createRequire } from "node:module";
import { setTimeout as pause } from "node:timers/promises";

import { test } from "vitest";

import type { ChainPort } from "../activities/settlement/chain/port.ts";
import { mintToken } from "../activities/settlement/chain/embedded/mint.ts";
import { rawPublicKey } from "../activities/settlement/chain/raw-public-key.ts";
import type { Settler } from "../activities/settlement/chain/settler-key.ts";
import { base58Bytes } from "../activities/settlement/chain/transaction/base58.ts";
import { signatureOf } from "../activities/settlement/chain/transaction/message.ts";
import { addressText } from "../activities/settlement/chain/transaction/programs.ts";
import { testNotRun } from "./not-run.ts";
import { seededKeyPair } from "./seed.ts";

const PLATFORM_PACKAGE = "@solana/surfpool-linux-x64-gnu";

export const SUPPLY = 1_000_000_000_000n;
export const DECIMALS = 6;

export interface Surfnet {
  readonly rpcUrl: string;
  readonly payerSecretKey: readonly number[];
  stop(): void;
  setTokenAccount(owner: string, mint: string, update: Record<string, unknown>): void;
  /** From now on the account is read from the net behind this one each time. */
  streamAccount(address: string): void;
  /** A net stands still for ever once about a thousand of its events (a slot each) lie unread. */
  drainEvents(): readonly unknown[];
}

interface SurfpoolPackage {
  readonly Surfnet: { startWithConfig(config: Record<string, unknown>): Surfnet };
}

/** Null only where the package has no build; where it should load and does not, the error shows. */
export const surfpool = loadSurfpool();

/** Where the package has no build the test is reported as not run, as in `test/shared.ts`. */
export function testWhereSurfpool(title: string, run: () => Promise<void>): void {
  if (surfpool !== null) test(title, run);
  else testNotRun(title, `${PLATFORM_PACKAGE} has no build for this platform`);
}

function loadSurfpool(): SurfpoolPackage | null {
  const { header } = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  const isGlibc = header?.glibcVersionRuntime !== undefined;
  if (process.platform !== "linux" || process.arch !== "x64" || !isGlibc) return null;
  return createRequire(import.meta.url)(PLATFORM_PACKAGE) as SurfpoolPackage;
}

/** Sends the token and a treasury of the settler's that holds all of it. */
export async function mintOn(
  chain: ChainPort,
  settler: Settler,
): Promise<{ readonly mint: string; readonly treasury: string; readonly signature: string }> {
  const pair = seededKeyPair("mint");
  const mint = { publicKey: rawPublicKey(pair.publicKey), privateKey: pair.privateKey };
  const { blockhash } = await chain.latestBlockhash();
  const { wire, treasury } = mintToken({
    maker: settler,
    owner: settler.publicKey,
    mint,
    decimals: DECIMALS,
    supply: SUPPLY,
    blockhash: base58Bytes(blockhash, 32),
    rent: await chain.rentExempt(82),
  });
  await chain.send(wire);
  return {
    mint: addressText(mint.publicKey),
    treasury: addressText(treasury),
    signature: signatureOf(wire),
  };
}

export async function untilFinal(chain: ChainPort, signature: string): Promise<void> {
  // The test's own limit ends a wait for nothing.
  for (;;) {
    const { values } = await chain.statuses([signature]);
    if (values[0]?.commitment === "finalized") return;
    await pause(50);
  }
}
