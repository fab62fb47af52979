/** Faults that paying has to survive, over real JSON-RPC: see `test/fault-matrix/`. */
import { setTimeout as pause } from "node:timers/promises";

import { expect } from "vitest";

import { CLUSTERS } from "../../app/community/settlement-settings.ts";
import {
  expectedBalances,
  planOf,
  settleBatch,
  TWENTY,
} from "../../activities/settlement/given.ts";
import { connectCluster, openCluster } from "../../activities/settlement/chain/open.ts";
import type { ChainPort } from "../../activities/settlement/chain/port.ts";
import { base58Bytes } from "../../activities/settlement/chain/transaction/base58.ts";
import {
  compileMessage,
  signWire,
  unsignedWire,
} from "../../activities/settlement/chain/transaction/message.ts";
import { SYSTEM_PROGRAM } from "../../activities/settlement/chain/transaction/programs.ts";
import { givenActivities, type OnSurfpool, startNet, testOnSurfpool } from "./given-surfpool.ts";

type Given = Awaited<ReturnType<typeof givenActivities>>;

const TWO = TWENTY.slice(0, 2);
const FOUR = TWENTY.slice(0, 4);

/** What each wallet of the plan holds. */
async function balancesOf({ activities, digest }: Given): Promise<Record<string, string>> {
  const balances = await activities.balances({ digest });
  return Object.fromEntries(balances.map((one) => [one.wallet, one.amountBaseUnits]));
}

async function paidBy({ ledger }: Given): Promise<readonly string[]> {
  const paid = await ledger.read({ kinds: ["batch_paid"] });
  return paid.map(({ payload }) => payload.signature);
}

/** A request that Surfpool takes and a cluster does not. */
async function cheat({ net }: OnSurfpool, method: string, params: unknown[] = []): Promise<void> {
  const response = await fetch(net.rpcUrl, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
  });
  expect(await response.json()).not.toHaveProperty("error");
}

/** Makes a block on a net that makes one for each transaction. */
async function makeBlock({ chain, settler }: OnSurfpool, number: number): Promise<void> {
  const { blockhash } = await chain.latestBlockhash();
  const amount = Buffer.alloc(12);
  amount.writeUInt32LE(2);
  // No two are alike, or the second would be taken for the first.
  amount.writeBigUInt64LE(BigInt(number + 1), 4);
  const own = { key: settler.publicKey, isSigner: true, isWritable: true };
  const toSelf = { program: SYSTEM_PROGRAM, accounts: [own, own], bytes: amount };
  const key = base58Bytes(blockhash, 32);
  const wire = unsignedWire(compileMessage(settler.publicKey, [toSelf], key));
  signWire(wire, [settler]);
  await chain.send(wire);
}

testOnSurfpool(
  "over real RPC a payment that lands in the last block that takes it is found, and one a block later is signed anew",
  async (on) => {
    // Without a clock a block is made for each transaction, and for nothing else.
    await cheat(on, "surfnet_pauseClock");
    const { chain } = on;
    const plan = planOf(on.facts, TWO, { perBatch: 1 });
    await using given = await givenActivities(on, plan);
    const { activities, digest, ledger } = given;
    let made = 0;
    const blocks = async (count: number) => {
      for (const end = made + count; made < end; made += 1) await makeBlock(on, made);
    };
    await blocks(3);
    // The month's place is taken first, and has to become final.
    expect(await activities.prepareBatch({ digest, batch: 0 })).toEqual({ outcome: "opening" });
    await blocks(40);
    for (const batch of [0, 1]) await activities.prepareBatch({ digest, batch });
    const signed = await ledger.read({ kinds: ["attempt_signed"] });
    const [last] = signed.map(({ payload }) => payload.last_valid_block_height);
    expect(new Set(signed.map(({ payload }) => payload.blockhash)).size).toBe(1);

    const { height } = await chain.finalizedView();
    await blocks((last ?? 0) - 1 - height);
    await activities.sendBatch({ digest, batch: 0 });
    await activities.sendBatch({ digest, batch: 1 });
    const { values } = await chain.statuses(signed.map(({ payload }) => payload.signature));
    // The next block is too late: this was the last.
    expect(values.map((status) => status?.error)).toEqual([null, undefined]);
    await blocks(40);

    expect(await settleBatch(activities, { digest, batch: 0 })).toBe("paid");
    expect(await ledger.read({ kinds: ["attempt_expired"] })).toEqual([]);
    expect((await activities.observeBatch({ digest, batch: 1 })).outcome).toBe("pending");
    await blocks(40);
    expect((await activities.observeBatch({ digest, batch: 1 })).outcome).toBe("expired");
    await activities.prepareBatch({ digest, batch: 1 });
    await activities.sendBatch({ digest, batch: 1 });
    await blocks(40);
    expect((await activities.observeBatch({ digest, batch: 1 })).outcome).toBe("paid");
    expect(await balancesOf(given)).toEqual(expectedBalances(TWO));
    const attempts = await ledger.read({ kinds: ["attempt_signed"] });
    expect(attempts.map(({ payload }) => payload.batch)).toEqual([0, 1, 1]);
  },
  "transaction",
);

testOnSurfpool(
  "over real RPC a recipient frozen after the check: the payment lands with an error and pays nobody, its line is set aside, and the others are paid",
  async (on) => {
    const { facts, net } = on;
    const plan = planOf(facts, TWO, { perBatch: 1 });
    const [line] = plan.batches[0]?.lineIds ?? [];
    const wallet = plan.lines.find(({ id }) => id === line)?.wallet ?? "";
    net.setTokenAccount(wallet, facts.mint, { amount: 0 });
    await using given = await givenActivities(on, plan);
    const { activities, digest, ledger } = given;
    const input = { digest, batch: 0 };
    await activities.checkSettleable({ digest });
    await activities.prepareBatch(input);
    net.setTokenAccount(wallet, facts.mint, { amount: 0, state: "frozen" });
    await activities.sendBatch(input);

    expect(await activities.observeBatch(input)).toEqual({ outcome: "failed" });
    const [failure] = await ledger.read({ kinds: ["attempt_failed"] });
    expect(failure?.payload.error).toMatch(/^\{"InstructionError":\[\d,\{"Custom":17\}\]\}$/);
    expect(await ledger.read({ kinds: ["batch_paid"] })).toEqual([]);
    expect(Object.values(await balancesOf(given))).toEqual(["0", "0"]);
    expect(await activities.prepareBatch(input)).toEqual({ outcome: "unpayable" });
    await activities.voidBatch(input);
    expect(await settleBatch(activities, { digest, batch: 1 })).toBe("paid");
    expect(await activities.observeBatch(input)).toEqual({ outcome: "voided" });
    const aside = await ledger.read({ kinds: ["line_set_aside"] });
    expect(aside.map(({ payload }) => payload.reason)).toEqual(["its token account is frozen"]);
    expect(await balancesOf(given)).toEqual({ ...expectedBalances(TWO), [wallet]: "0" });
  },
);

testOnSurfpool(
  "over real RPC a payment refused for its receipt is paid by the transaction that took it",
  async (on) => {
    const plan = planOf(on.facts, TWO);
    await using first = await givenActivities(on, plan);
    await using second = await givenActivities(on, plan);
    const input = { digest: first.digest, batch: 0 };
    for (const { activities } of [first, second]) {
      await activities.prepareBatch(input);
      // So that the two have block hashes that differ.
      await pause(100);
    }
    expect(await settleBatch(first.activities, input)).toBe("paid");
    await second.activities.sendBatch(input);

    expect(await settleBatch(second.activities, input)).toBe("paid");
    const [failure] = await second.ledger.read({ kinds: ["attempt_failed"] });
    expect(failure?.payload.error).toBe(`{"InstructionError":[0,{"Custom":0}]}`);
    expect(await paidBy(second)).toEqual(await paidBy(first));
    expect(await balancesOf(second)).toEqual(expectedBalances(TWO));
  },
);

testOnSurfpool(
  "a node of another cluster than the named one is refused, and nothing is signed",
  async (on) => {
    const { genesis } = CLUSTERS.devnet;
    const { mint, treasury } = on.facts;
    const named = { name: "devnet", genesis, rpc: on.net.rpcUrl, witnesses: [], mint, treasury };
    const cluster = openCluster(named);
    const plan = planOf({ ...on.facts, genesis }, TWO);
    await using given = await givenActivities(on, plan, cluster.chain);
    const { activities, digest, ledger } = given;

    await expect(cluster.view()).rejects.toThrow(`the nodes are of ${on.facts.genesis}`);
    await expect(activities.checkSettleable({ digest })).rejects.toThrow(
      `is for the chain ${genesis}`,
    );
    await expect(activities.prepareBatch({ digest, batch: 0 })).rejects.toThrow(
      `this one is ${on.facts.genesis}`,
    );
    expect(await ledger.read({ kinds: ["attempt_signed"] })).toEqual([]);
  },
);

testOnSurfpool(
  "over real RPC a payment sent to a node that does not know its block hash yet is sent again as it is",
  async (on) => {
    // As many blocks behind as it was started later.
    await pause(500);
    using young = startNet();
    const behind = connectCluster(young.rpcUrl);
    const sent: string[] = [];
    const nodes: ChainPort[] = [];
    const chain: ChainPort = {
      ...on.chain,
      async send(wire) {
        sent.push(Buffer.from(wire).toString("base64"));
        await (nodes.shift() ?? on.chain).send(wire);
      },
    };
    await using given = await givenActivities(on, planOf(on.facts, TWO), chain);
    const { activities, digest, ledger } = given;
    const input = { digest, batch: 0 };
    await activities.prepareBatch(input);
    const [attempt] = await ledger.read({ kinds: ["attempt_signed"] });
    // What took the month went to a node that knows.
    sent.length = 0;
    nodes.push(behind, behind);
    await activities.sendBatch(input);
    await activities.sendBatch(input);
    await pause(100);
    const { values } = await behind.statuses([attempt?.payload.signature ?? ""]);
    expect(values).toEqual([null]);
    expect(await on.chain.statuses([attempt?.payload.signature ?? ""])).toMatchObject({ values });

    expect(await settleBatch(activities, input)).toBe("paid");
    expect(new Set(sent)).toEqual(new Set([attempt?.payload.wire]));
    expect(sent.length).toBeGreaterThan(2);
    const kinds = ["attempt_signed", "attempt_failed", "attempt_expired"] as const;
    expect(await ledger.read({ kinds })).toEqual([attempt]);
    expect(await balancesOf(given)).toEqual(expectedBalances(TWO));
  },
);

testOnSurfpool(
  "over real RPC two settlers at once with a ledger each pay every line once",
  async (on) => {
    const plan = planOf(on.facts, FOUR, { perBatch: 1 });
    await using one = await givenActivities(on, plan);
    await using other = await givenActivities(on, plan);
    const { digest } = one;
    const settleAll = async ({ activities }: Given) => {
      const outcomes: string[] = [];
      for (const batch of FOUR.keys())
        outcomes.push(await settleBatch(activities, { digest, batch }));
      return outcomes;
    };

    expect(await Promise.all([settleAll(one), settleAll(other)])).toEqual(
      [one, other].map(() => FOUR.map(() => "paid")),
    );
    expect(await paidBy(other)).toEqual(await paidBy(one));
    expect(await balancesOf(one)).toEqual(expectedBalances(FOUR));
    const { difference_base_units: difference } = await one.activities.reconcile({ digest });
    expect(difference).toBe("0");
  },
);

testOnSurfpool(
  "over real RPC a settler without lamports stops mid-way, and goes on once it has some",
  async (on) => {
    const plan = planOf(on.facts, TWO, { perBatch: 1 });
    await using given = await givenActivities(on, plan);
    const { activities, digest, ledger } = given;
    const hold = (lamports: number) =>
      cheat(on, "surfnet_setAccount", [on.settler.address, { lamports }]);
    expect(await settleBatch(activities, { digest, batch: 0 })).toBe("paid");
    await hold(2_000_000);

    await expect(activities.prepareBatch({ digest, batch: 1 })).rejects.toThrow("too few lamports");
    await expect(activities.checkSettleable({ digest })).rejects.toThrow(
      "has 2000000 lamports; fees and rents need",
    );
    expect((await ledger.read({ kinds: ["attempt_signed"] })).length).toBe(1);
    expect(Object.values(await balancesOf(given)).toSorted()[0]).toBe("0");
    await hold(1_000_000_000);
    await activities.checkSettleable({ digest });
    expect(await settleBatch(activities, { digest, batch: 1 })).toBe("paid");
    expect(await balancesOf(given)).toEqual(expectedBalances(TWO));
  },
);
