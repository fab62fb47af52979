/** The engine over real JSON-RPC: Surfpool is a Solana runtime with its own port, clock and expiry. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "vitest";

import { checkConfig } from "../../app/community/configuration.ts";
import { noConnections } from "../../app/runtime/feeds.ts";
import { dataFolder } from "../../app/community/data-folder.ts";
import { passingIdentityKey } from "../../app/community/identity-key.ts";
import { openParts } from "../../app/runtime/system.ts";
import demo from "../../vklad.config.ts";
import { ada, bob, eva, givenCommittee, NOON } from "../../warehouse/ledger/given.ts";
import type { Plan } from "../../warehouse/ledger/index.ts";
import {
  escrow,
  expectedBalances,
  givenApproved,
  planOf,
  settleBatch,
  TWENTY,
  walletOf,
} from "../../activities/settlement/given.ts";
import { openCluster, takesV1 } from "../../activities/settlement/chain/open.ts";
import { parseWire } from "../../activities/settlement/chain/transaction/wire.ts";
import { givenActivities, type OnSurfpool, SUPPLY, testOnSurfpool } from "./given-surfpool.ts";

testOnSurfpool("over real RPC one transaction of the long format pays 57 wallets", async (on) => {
  const { chain, facts, net, settler } = on;
  const lines = Array.from({ length: 57 }, (_, index) => ({
    member: `m_${index}`,
    amount: BigInt(index + 1),
  }));
  for (const { wallet } of planOf(facts, lines).lines) {
    net.setTokenAccount(wallet ?? "", facts.mint, { amount: 0 });
  }
  const plan = planOf(facts, lines, { perBatch: 57, createsAccounts: false });
  await using given = await givenActivities(on, plan);
  const { ledger, digest, activities } = given;

  expect(await takesV1(chain, settler.address)).toBe(true);
  expect(await settleBatch(activities, { digest, batch: 0 })).toBe("paid");
  const { difference_base_units: difference } = await activities.reconcile({ digest });
  expect(difference).toBe("0");
  const [signed] = await ledger.read({ kinds: ["attempt_signed"] });
  expect(parseWire(Buffer.from(signed?.payload.wire ?? "", "base64")).config).not.toBe(null);
});

testOnSurfpool("over real RPC a plan is settled to the unit, and once", async (on) => {
  const plan = planOf(on.facts, TWENTY);
  await using given = await givenActivities(on, plan);
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

testOnSurfpool(
  "a payment that was never sent expires, and only then is signed anew",
  async (on) => {
    await using given = await givenActivities(
      on,
      planOf(on.facts, [{ member: "m_late", amount: 7n }], { period: "2026-07" }),
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
  },
);

testOnSurfpool(
  "a frozen recipient's line is set aside before anything is signed, and the batch is voided",
  async (on) => {
    const { facts, net } = on;
    const frozen = walletOf("m_frozen");
    net.setTokenAccount(frozen, facts.mint, { amount: 0, state: "frozen" });
    await using given = await givenActivities(
      on,
      planOf(facts, [{ member: "m_frozen", amount: 7n }], { period: "2026-06" }),
    );
    const { digest, activities, ledger } = given;
    const input = { digest, batch: 0 };

    await activities.checkSettleable({ digest });
    const [aside] = await ledger.read({ kinds: ["line_set_aside"] });
    expect(aside?.payload.reason).toBe("its token account is frozen");
    expect(await activities.prepareBatch(input)).toEqual({ outcome: "unpayable" });
    await activities.voidBatch(input);
    expect((await activities.observeBatch(input)).outcome).toBe("voided");
  },
);

/** The same net at another address, as another operator's node: it may change what is answered. */
async function givenNode(
  { net }: OnSurfpool,
  change: (method: string, answer: { result?: unknown }) => void = () => {},
) {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const headers = { "content-type": "application/json" };
    const answer = await (await fetch(net.rpcUrl, { method: "POST", headers, body })).json();
    change((JSON.parse(body) as { method: string }).method, answer as { result?: unknown });
    response.writeHead(200, headers).end(JSON.stringify(answer));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/** What the worker of queue `chain` opens by a configuration that names the cluster. */
async function givenPaying({ facts, net }: OnSurfpool, settlement: object, plan: Plan) {
  const root = mkdtempSync(join(tmpdir(), "vklad-surfpool-"));
  const folder = dataFolder(root);
  mkdirSync(folder.keys, { recursive: true, mode: 0o700 });
  const key = JSON.stringify([...net.payerSecretKey]);
  writeFileSync(join(folder.keys, "settler.json"), key, { mode: 0o600 });
  const { mint, treasury } = facts;
  const config = checkConfig(
    { ...demo, demo: undefined, settlement: { mint, treasury, ...settlement } },
    "vklad.config.ts",
  );
  const parts = await openParts(["chain"], {
    config,
    folder,
    clock: { now: () => NOON },
    identity: passingIdentityKey(),
    connections: noConnections,
  });
  await givenCommittee(parts.ledger, [ada, bob, eva]);
  const digest = await givenApproved(parts.ledger, plan);
  const activities = parts.paying?.activities ?? expect.unreachable();
  return {
    input: { digest, batch: 0 },
    ledger: parts.ledger,
    activities,
    async [Symbol.asyncDispose]() {
      await parts[Symbol.asyncDispose]();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

testOnSurfpool(
  "by its configuration a cluster with a witness settles a plan to the unit",
  async (on) => {
    await using witness = await givenNode(on);
    const plan = planOf(on.facts, TWENTY.slice(0, 3), { period: "2026-05" });
    const settlement = { cluster: on.net.rpcUrl, witnesses: [witness.url] };
    await using given = await givenPaying(on, settlement, plan);
    const { activities, input } = given;

    await activities.checkSettleable(input);
    expect(await settleBatch(activities, input)).toBe("paid");
    expect(await activities.reconcile(input)).toMatchObject({ difference_base_units: "0" });
  },
);

testOnSurfpool(
  "a witness that denies what it sees keeps a payment from being called paid",
  async (on) => {
    await using lying = await givenNode(on, (method, answer) => {
      if (method === "getTransaction") answer.result = null;
    });
    const { mint, treasury } = on.facts;
    const options = { name: "a test", genesis: null, rpc: on.net.rpcUrl, witnesses: [lying.url] };
    const cluster = openCluster({ ...options, mint, treasury });
    const plan = planOf(on.facts, [{ member: "m_denied", amount: 7n }], { period: "2026-04" });
    await using given = await givenActivities(on, plan, cluster.chain);
    const { activities, digest, ledger } = given;
    const input = { digest, batch: 0 };
    await activities.prepareBatch(input);
    await activities.sendBatch(input);

    expect(await activities.observeBatch(input)).toEqual({ outcome: "pending" });
    expect(await ledger.read({ kinds: ["batch_paid"] })).toEqual([]);
  },
);

testOnSurfpool("a witness that invents a rent is named, and nothing is signed", async (on) => {
  await using lying = await givenNode(on, (method, answer) => {
    if (method === "getMinimumBalanceForRentExemption") answer.result = 3_000_000_000_000;
  });
  const plan = planOf(on.facts, [{ member: "m_rent", amount: 7n }], { period: "2026-03" });
  const settlement = { cluster: on.net.rpcUrl, witnesses: [lying.url] };
  await using given = await givenPaying(on, settlement, plan);

  await expect(given.activities.prepareBatch(given.input)).rejects.toThrow(
    /witness 1 127\.0\.0\.1:\d+ says 3000000000000/,
  );
  expect(await given.ledger.read({ kinds: ["attempt_signed"] })).toEqual([]);
});
