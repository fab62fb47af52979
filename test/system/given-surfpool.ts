/** Surfpool with a token, and what pays from it. */
import { createRequire } from "node:module";
import { setTimeout as pause } from "node:timers/promises";

import { test } from "vitest";

import { givenApproved } from "../../activities/settlement/given.ts";
import type { ChainPort } from "../../activities/settlement/chain/port.ts";
import { connectCluster } from "../../activities/settlement/chain/open.ts";
import { mintToken } from "../../activities/settlement/chain/embedded/mint.ts";
import { base58Bytes } from "../../activities/settlement/chain/transaction/base58.ts";
import { signatureOf } from "../../activities/settlement/chain/transaction/message.ts";
import { addressText } from "../../activities/settlement/chain/transaction/programs.ts";
import {
  rawPublicKey,
  settlerOf,
  type Settler,
} from "../../activities/settlement/chain/settler-key.ts";
import { createSettlementActivities } from "../../activities/settlement/settlement.ts";
import { ada, bob, eva, givenCommittee, givenLedger, NOON } from "../../warehouse/ledger/given.ts";
import type { Plan } from "../../warehouse/ledger/index.ts";
import { testNotRun } from "../not-run.ts";
import { seededKeyPair } from "../seed.ts";

const PLATFORM_PACKAGE = "@solana/surfpool-linux-x64-gnu";
export const SUPPLY = 1_000_000_000_000n;

export interface Surfnet {
  readonly rpcUrl: string;
  readonly payerSecretKey: readonly number[];
  stop(): void;
  setTokenAccount(owner: string, mint: string, update: Record<string, unknown>): void;
}

interface SurfpoolPackage {
  readonly Surfnet: { startWithConfig(config: Record<string, unknown>): Surfnet };
}

/** `clock`: a block every 20 ms. `transaction`: one for each transaction, and none in between. */
export type Blocks = "clock" | "transaction";

const surfpool = loadSurfpool();

/** Null only where the package has no build; where it should load and does not, the error shows. */
function loadSurfpool(): SurfpoolPackage | null {
  const { header } = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  const isGlibc = header?.glibcVersionRuntime !== undefined;
  if (process.platform !== "linux" || process.arch !== "x64" || !isGlibc) return null;
  return createRequire(import.meta.url)(PLATFORM_PACKAGE) as SurfpoolPackage;
}

/**
 * A test with a net of its own: a ledger that is older than its chain pays nothing. Where the
 * package has no build it is reported as not run, as in `test/shared.ts`.
 */
export function testOnSurfpool(
  title: string,
  run: (on: OnSurfpool) => Promise<void>,
  blocks: Blocks = "clock",
): void {
  if (surfpool === null) {
    testNotRun(title, `${PLATFORM_PACKAGE} has no build for this platform`);
    return;
  }
  test(title, async () => {
    using net = startNet(blocks);
    await run(await withToken(net, blocks));
  });
}

export function startNet(blockProductionMode: Blocks = "clock"): Surfnet & Disposable {
  if (surfpool === null) throw new Error(`${PLATFORM_PACKAGE} has no build for this platform.`);
  const net = surfpool.Surfnet.startWithConfig({
    offline: true,
    blockProductionMode,
    slotTimeMs: 20,
    airdropSol: 1e12,
  });
  return Object.assign(net, { [Symbol.dispose]: () => net.stop() });
}

export interface OnSurfpool {
  readonly net: Surfnet;
  readonly chain: ChainPort;
  readonly settler: Settler;
  readonly facts: Plan["chain"];
}

async function withToken(net: Surfnet, blocks: Blocks): Promise<OnSurfpool> {
  const chain = wholeHistory(connectCluster(net.rpcUrl));
  const settler = settlerOf(Uint8Array.from(net.payerSecretKey.slice(0, 32)));
  const pair = seededKeyPair("mint");
  const mint = { publicKey: rawPublicKey(pair.publicKey), privateKey: pair.privateKey };
  const { blockhash } = await chain.latestBlockhash();
  const { wire, treasury } = mintToken({
    settler,
    mint,
    decimals: 6,
    supply: SUPPLY,
    blockhash: base58Bytes(blockhash, 32),
    rent: await chain.rentExempt(82),
  });
  await chain.send(wire);
  // Else nothing becomes final by waiting.
  if (blocks === "clock") await untilFinal(chain, signatureOf(wire));
  const facts = {
    genesis: await chain.genesis(),
    mint: addressText(mint.publicKey),
    treasury: addressText(treasury),
    settler: settler.address,
    decimals: 6,
  };
  return { net, chain, settler, facts };
}

/**
 * Surfpool leaves out of a history what landed before `minContextSlot`; a cluster answers whole, or
 * not at all where the node is not there yet.
 */
function wholeHistory(chain: ChainPort): ChainPort {
  return {
    ...chain,
    async signaturesOf(address, minContextSlot = 0, limit) {
      const { slot } = await chain.finalizedView();
      if (slot < minContextSlot) throw new Error("Minimum context slot has not been reached");
      return await chain.signaturesOf(address, undefined, limit);
    },
  };
}

async function untilFinal(chain: ChainPort, signature: string): Promise<void> {
  // The test's own limit ends a wait for nothing.
  for (;;) {
    const { values } = await chain.statuses([signature]);
    if (values[0]?.commitment === "finalized") return;
    await pause(50);
  }
}

/** A ledger with the approved plan, and activities that pay it. */
export async function givenActivities(
  { chain, settler }: OnSurfpool,
  plan: Plan,
  on: ChainPort = chain,
) {
  const given = givenLedger();
  await givenCommittee(given.ledger, [ada, bob, eva]);
  const digest = await givenApproved(given.ledger, plan);
  const activities = createSettlementActivities({
    ledger: given.ledger,
    chain: on,
    settler,
    clock: { now: () => NOON.getTime() },
    limits: { watchMs: 3_000, lookEveryMs: 50 },
  });
  return Object.assign(given, { digest, activities });
}
