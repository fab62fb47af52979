/** Surfpool with a token, and what pays from it. */

import { givenApproved } from "../../activities/settlement/given.ts";
import type { ChainPort } from "../../activities/settlement/chain/port.ts";
import { connectCluster } from "../../activities/settlement/chain/open.ts";
import { settlerOf, type Settler } from "../../activities/settlement/chain/settler-key.ts";
import { givenSigner } from "../../activities/settlement/signer/given.ts";
import { createSettlementActivities } from "../../activities/settlement/settlement.ts";
import { ada, bob, eva, givenCommittee, givenLedger, NOON } from "../../warehouse/ledger/given.ts";
import type { Plan } from "../../warehouse/ledger/index.ts";
import {
  DECIMALS,
  mintOn,
  type Surfnet,
  surfpool,
  testWhereSurfpool,
  untilFinal,
} from "../surfpool.ts";

export { SUPPLY } from "../surfpool.ts";

/** `clock`: a block every 20 ms. `transaction`: one for each transaction, and none in between. */
export type Blocks = "clock" | "transaction";

/**
 * A test with a net of its own: a ledger that is older than its chain pays nothing. Where the
 * package has no build it is reported as not run, as in `test/shared.ts`.
 */
export function testOnSurfpool(
  title: string,
  run: (on: OnSurfpool) => Promise<void>,
  blocks: Blocks = "clock",
): void {
  testWhereSurfpool(title, async () => {
    using net = startNet(blocks);
    await run(await withToken(net, blocks));
  });
}

export function startNet(blockProductionMode: Blocks = "clock"): Surfnet & Disposable {
  if (surfpool === null) throw new Error("Surfpool has no build for this platform.");
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
  const { mint, treasury, signature } = await mintOn(chain, settler);
  // Else nothing becomes final by waiting.
  if (blocks === "clock") await untilFinal(chain, signature);
  const facts = {
    genesis: await chain.genesis(),
    mint,
    treasury,
    settler: settler.address,
    decimals: DECIMALS,
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

/** A ledger with the approved plan, and activities that pay it. */
export async function givenActivities(
  { chain, settler }: OnSurfpool,
  plan: Plan,
  on: ChainPort = chain,
) {
  const given = givenLedger();
  await givenCommittee(given.ledger, [ada, bob, eva]);
  const digest = await givenApproved(given.ledger, plan);
  const clock = { now: () => NOON.getTime() };
  const activities = createSettlementActivities({
    ledger: given.ledger,
    chain: on,
    signer: givenSigner({ settler, ledger: given.ledger, clock }),
    clock,
    limits: { watchMs: 3_000, lookEveryMs: 50 },
  });
  return Object.assign(given, { digest, activities });
}
