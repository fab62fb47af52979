/** The engine over real JSON-RPC: Surfpool is a Solana runtime with its own port, clock and expiry. */
import { createRequire } from "node:module";
import { setTimeout as pause } from "node:timers/promises";

import { afterAll, beforeAll, expect, test } from "vitest";

import { ada, bob, eva, givenCommittee, givenLedger, NOON } from "../../warehouse/ledger/given.ts";
import type { Plan } from "../../warehouse/ledger/index.ts";
import { testNotRun } from "../not-run.ts";
import { seededKeyPair } from "../seed.ts";
import {
  escrow,
  expectedBalances,
  givenApproved,
  planOf,
  settleBatch,
  TWENTY,
  walletOf,
} from "../../activities/settlement/given.ts";
import { createSettlementActivities } from "../../activities/settlement/settlement.ts";
import { base58Bytes } from "../../activities/settlement/chain/transaction/base58.ts";
import type { ChainPort } from "../../activities/settlement/chain/port.ts";
import { connectCluster } from "../../activities/settlement/chain/open.ts";
import { mintToken } from "../../activities/settlement/chain/embedded/mint.ts";
import { signatureOf } from "../../activities/settlement/chain/transaction/message.ts";
import { addressText } from "../../activities/settlement/chain/transaction/programs.ts";
import {
  rawPublicKey,
  settlerOf,
  type Settler,
} from "../../activities/settlement/chain/settler-key.ts";

const PLATFORM_PACKAGE = "@solana/surfpool-linux-x64-gnu";
const SUPPLY = 1_000_000_000_000n;

interface Surfnet {
  readonly rpcUrl: string;
  readonly payerSecretKey: readonly number[];
  stop(): void;
  setTokenAccount(owner: string, mint: string, update: Record<string, unknown>): void;
}

interface SurfpoolPackage {
  readonly Surfnet: { startWithConfig(config: Record<string, unknown>): Surfnet };
}

const surfpool = loadSurfpool();

/** Where the package has no build the test is reported as not run, as in `test/shared.ts`. */
function testOnSurfpool(title: string, run: () => Promise<void>): void {
  if (surfpool !== null) test(title, run);
  else testNotRun(title, `${PLATFORM_PACKAGE} has no build for this platform`);
}

let net: Surfnet;
let chain: ChainPort;
let settler: Settler;
let facts: Plan["chain"];

/** Null only where the package has no build; where it should load and does not, the error shows. */
function loadSurfpool(): SurfpoolPackage | null {
  const { header } = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  const isGlibc = header?.glibcVersionRuntime !== undefined;
  if (process.platform !== "linux" || process.arch !== "x64" || !isGlibc) return null;
  return createRequire(import.meta.url)(PLATFORM_PACKAGE) as SurfpoolPackage;
}

beforeAll(async () => {
  if (surfpool === null) return;
  net = surfpool.Surfnet.startWithConfig({
    offline: true,
    blockProductionMode: "clock",
    slotTimeMs: 20,
    airdropSol: 1e12,
  });
  chain = connectCluster(net.rpcUrl);
  settler = settlerOf(Uint8Array.from(net.payerSecretKey.slice(0, 32)));
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
  await untilFinal(signatureOf(wire));
  facts = {
    genesis: await chain.genesis(),
    mint: addressText(mint.publicKey),
    treasury: addressText(treasury),
    settler: settler.address,
    decimals: 6,
  };
});

afterAll(() => {
  net?.stop();
});

async function untilFinal(signature: string): Promise<void> {
  // The test's own limit ends a wait for nothing.
  for (;;) {
    const { values } = await chain.statuses([signature]);
    if (values[0]?.commitment === "finalized") return;
    await pause(50);
  }
}

async function givenActivities(plan: Plan) {
  const given = givenLedger();
  await givenCommittee(given.ledger, [ada, bob, eva]);
  const digest = await givenApproved(given.ledger, plan);
  const activities = createSettlementActivities({
    ledger: given.ledger,
    chain,
    settler,
    clock: { now: () => NOON.getTime() },
    limits: { watchMs: 3_000, lookEveryMs: 50 },
  });
  return Object.assign(given, { digest, activities });
}

testOnSurfpool("over real RPC a plan is settled to the unit, and once", async () => {
  const plan = planOf(facts, TWENTY);
  await using given = await givenActivities(plan);
  const { digest, activities, ledger } = given;
  const { batchCount } = await activities.checkSettleable({ digest });
  for (const _run of ["first", "second"]) {
    for (let batch = 0; batch < batchCount; batch += 1) {
      expect(await settleBatch(activities, { digest, batch })).toBe("paid");
    }
  }
  await escrow(ledger, digest, plan);

  const settled = await activities.reconcile({ digest });
  const balances = await activities.balances({ digest });

  expect(Object.fromEntries(balances.map((one) => [one.wallet, one.amountBaseUnits]))).toEqual(
    expectedBalances(TWENTY),
  );
  expect(settled).toMatchObject({
    treasury_before_base_units: `${SUPPLY}`,
    difference_base_units: "0",
  });
  expect((await ledger.read({ kinds: ["attempt_signed"] })).length).toBe(batchCount);
});

testOnSurfpool("a payment that was never sent expires, and only then is signed anew", async () => {
  await using given = await givenActivities(
    planOf(facts, [{ member: "m_late", amount: 7n }], { period: "2026-07" }),
  );
  const { digest, activities, ledger } = given;
  const input = { digest, batch: 0 };
  await activities.prepareBatch(input);
  const outcomes = new Set<string>();
  for (let look = 0; look < 20 && !outcomes.has("expired"); look += 1) {
    outcomes.add((await activities.observeBatch(input)).outcome);
  }

  expect([...outcomes]).toEqual(["pending", "expired"]);
  expect(await settleBatch(activities, input)).toBe("paid");
  expect((await ledger.read({ kinds: ["attempt_signed"] })).length).toBe(2);
});

testOnSurfpool("a frozen recipient fails its batch, which is then voided", async () => {
  const frozen = walletOf("m_frozen");
  net.setTokenAccount(frozen, facts.mint, { amount: 0, state: "frozen" });
  await using given = await givenActivities(
    planOf(facts, [{ member: "m_frozen", amount: 7n }], { period: "2026-06" }),
  );
  const { digest, activities } = given;
  const input = { digest, batch: 0 };

  await expect(activities.checkSettleable({ digest })).rejects.toThrow(
    `${frozen}: its token account is frozen`,
  );
  expect(await settleBatch(activities, input, { until: ["failed"] })).toBe("failed");
  await activities.voidBatch(input);
  expect((await activities.observeBatch(input)).outcome).toBe("voided");
});
