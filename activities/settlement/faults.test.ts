import { copyFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";

import { Keypair, PublicKey, SystemProgram, Transaction } from "@solana/web3.js";
import { expect, test } from "vitest";

import { seededBytes } from "../../test/seed.ts";
import { base58Bytes } from "./chain/transaction/base58.ts";
import type { ChainFetch } from "./chain/embedded/open.ts";
import { signatureOf } from "./chain/transaction/message.ts";
import {
  chainBalances,
  expectedBalances,
  givenApproved,
  givenSettlement,
  planOf,
  randomOf,
  settleAll,
  settleBatch,
  TWENTY,
  type GivenSettlement,
} from "./given.ts";
import { payoutsOf, receiptAddress } from "./payout.ts";
import { signedWire } from "./signer/given.ts";

const FIVE = TWENTY.slice(0, 5);

async function givenApprovedFive(options: Parameters<typeof givenSettlement>[0] = {}) {
  const given = await givenSettlement(options);
  const plan = planOf(given.facts, FIVE, { perBatch: 5 });
  const digest = await givenApproved(given.ledger, plan);
  return Object.assign(given, { plan, digest, batch: { digest, batch: 0 } });
}

type Given = Awaited<ReturnType<typeof givenApprovedFive>>;

/** A payment of the batch with the newest block hash, that no journal knows. */
async function strayPayment(given: Given, purpose: "pay" | "void" = "pay"): Promise<Uint8Array> {
  const { blockhash } = await given.chain.chain.latestBlockhash();
  return signedWire(
    given.settler,
    payoutsOf(given.plan, given.digest, given.settler)(0),
    {
      blockhash: base58Bytes(blockhash, 32),
      rentExempt: await given.chain.chain.rentExempt(0),
      unitPriceMicroLamports: 0n,
      ledgerHead: (await given.ledger.head())?.hash ?? "",
      units: 250_000,
    },
    purpose,
  );
}

async function attemptsIn({ ledger }: Pick<GivenSettlement, "ledger">): Promise<number> {
  return (await ledger.read({ kinds: ["attempt_signed"] })).length;
}

const paidOnce = expectedBalances(FIVE);
const unpaid = Object.fromEntries(Object.keys(paidOnce).map((wallet) => [wallet, "0"]));

test("of two variants of a batch one lands, and the receipt refuses the other", async () => {
  await using given = await givenApprovedFive();
  const { chain } = given.chain;
  const first = await strayPayment(given);
  given.chain.advance(3);
  const second = await strayPayment(given);

  await chain.send(first);
  await chain.send(second);
  given.chain.advance(40);

  const { values } = await chain.statuses([signatureOf(first), signatureOf(second)]);
  expect(values.map((status) => status?.error)).toEqual([
    null,
    { InstructionError: [0, { Custom: 0 }] },
  ]);
  expect(await chainBalances(given.activities(), given.digest)).toEqual(paidOnce);
});

test("a lost journal is noticed, and would pay nobody twice and be healed from the chain", async () => {
  await using given = await givenApprovedFive();
  await settleAll(given, given.digest);
  const ledger = await given.freshLedger();
  await givenApproved(ledger, given.plan);

  const again = given.activities({ ledger });
  await expect(settleAll(given, given.digest, again)).rejects.toThrow("ledger is older");
  const advance = () => given.chain.advance(10);
  expect(await settleBatch(again, given.batch, { advance })).toBe("paid");

  expect(await attemptsIn({ ledger })).toBe(0);
  expect(await chainBalances(again, given.digest)).toEqual(paidOnce);
});

test("two settlers with two journals pay each line once", async () => {
  await using given = await givenApprovedFive();
  const other = await given.freshLedger();
  await givenApproved(other, given.plan);
  const both = [given.activities(), given.activities({ ledger: other })] as const;
  for (const one of both) await one.prepareBatch(given.batch);
  for (const one of both) await one.sendBatch(given.batch);

  const outcomes = [];
  for (const one of both) {
    const advance = () => given.chain.advance(10);
    outcomes.push(await settleBatch(one, given.batch, { advance }));
  }

  expect(outcomes).toEqual(["paid", "paid"]);
  expect(await chainBalances(both[0], given.digest)).toEqual(paidOnce);
});

test("a payment refused for its receipt is paid by the transaction that took it", async () => {
  await using given = await givenApprovedFive();
  const other = await given.freshLedger();
  await givenApproved(other, given.plan);
  const first = given.activities();
  const second = given.activities({ ledger: other });
  for (const one of [first, second]) await one.prepareBatch(given.batch);
  await first.sendBatch(given.batch);
  await second.sendBatch(given.batch);
  given.chain.advance(40);

  expect(await first.observeBatch(given.batch)).toEqual({ outcome: "paid" });
  expect(await second.observeBatch(given.batch)).toEqual({ outcome: "paid" });
  const [failure] = await other.read({ kinds: ["attempt_failed"] });
  expect(failure?.payload.error).toBe(`{"InstructionError":[0,{"Custom":0}]}`);
  const paidBy = async (ledger: typeof other) =>
    (await ledger.read({ kinds: ["batch_paid"] })).map(({ payload }) => payload.signature);
  expect(await paidBy(other)).toEqual(await paidBy(given.ledger));
  expect(await chainBalances(first, given.digest)).toEqual(paidOnce);
});

test("a voided batch can never be paid, not even by a payment signed before", async () => {
  await using given = await givenApprovedFive();
  const activities = given.activities();
  await activities.prepareBatch(given.batch);
  await activities.voidBatch(given.batch);
  const [payment] = await given.ledger.read({ kinds: ["attempt_signed"] });
  await given.chain.chain.send(Buffer.from(payment?.payload.wire ?? "", "base64"));
  given.chain.advance(40);

  expect(await activities.observeBatch(given.batch)).toEqual({ outcome: "voided" });
  expect(await activities.prepareBatch(given.batch)).toEqual({ outcome: "voided" });
  expect(await chainBalances(activities, given.digest)).toEqual(unpaid);
});

test("a batch that was paid cannot be voided", async () => {
  await using given = await givenApprovedFive();
  await given.chain.chain.send(await strayPayment(given));

  await given.activities().voidBatch(given.batch);
  given.chain.advance(40);

  expect(await given.activities().observeBatch(given.batch)).toEqual({ outcome: "paid" });
});

test("a new attempt is signed only after two looks past the block hash's life", async () => {
  await using given = await givenApprovedFive();
  const activities = given.activities();
  await activities.prepareBatch(given.batch);
  const looks = [];
  given.chain.advance(140);
  looks.push(await activities.observeBatch(given.batch));
  given.chain.advance(60);
  looks.push(await activities.observeBatch(given.batch));
  looks.push(await activities.observeBatch(given.batch));
  given.chain.advance(32);
  looks.push(await activities.observeBatch(given.batch));

  expect(looks.map(({ outcome }) => outcome)).toEqual(["pending", "pending", "pending", "expired"]);
  await activities.prepareBatch(given.batch);
  expect(await attemptsIn(given)).toBe(2);
});

test("a payment that lands in its last valid block is found, not signed anew", async () => {
  await using given = await givenApprovedFive();
  const activities = given.activities();
  await activities.prepareBatch(given.batch);
  const [attempt] = await given.ledger.read({ kinds: ["attempt_signed"] });
  const lastHeight = attempt?.payload.last_valid_block_height ?? 0;
  const { height } = await given.chain.chain.finalizedView();
  // The finalized height is 32 blocks behind the block that the payment lands in.
  given.chain.advance(lastHeight - height - 32);
  await activities.sendBatch(given.batch);
  const advance = () => given.chain.advance(20);

  expect(await settleBatch(activities, given.batch, { advance })).toBe("paid");
  expect(await attemptsIn(given)).toBe(1);
});

test.each(["request lost", "response lost", "refused with 429"])(
  "with a third of all requests %s each line is paid once by one attempt",
  async (fault) => {
    const faults = { isOn: false, random: randomOf(7) };
    const through =
      (inner: ChainFetch): ChainFetch =>
      async (url, init) => {
        if (!faults.isOn || faults.random() > 1 / 3) return await inner(url, init);
        if (fault === "refused with 429") return new Response("slow down", { status: 429 });
        if (fault === "response lost") await inner(url, init);
        throw new TypeError("fetch failed");
      };
    await using given = await givenApprovedFive({ through });
    const activities = given.activities();
    faults.isOn = true;
    const outcomes: string[] = [];
    let thrownCount = 0;
    for (let tries = 0; tries < 60 && outcomes.at(-1) !== "paid"; tries += 1) {
      // As the policies table does: what threw is called again.
      for (const step of ["prepareBatch", "sendBatch", "observeBatch"] as const) {
        const result = await activities[step](given.batch).catch(() => void (thrownCount += 1));
        if (step === "observeBatch" && result !== undefined) outcomes.push(result.outcome);
      }
      given.chain.advance(2);
    }
    faults.isOn = false;

    expect(outcomes.at(-1)).toBe("paid");
    expect(thrownCount).toBeGreaterThan(5);
    expect(await attemptsIn(given)).toBe(1);
    expect(await chainBalances(activities, given.digest)).toEqual(paidOnce);
  },
);

test.each(["after journal", "after send"] as const)(
  "stopped %s and started again, each line is paid once by one attempt",
  async (point) => {
    await using given = await givenApprovedFive();
    const stopped = given.activities({
      failpoint: (reached) => {
        if (reached === point) throw new Error("killed");
      },
    });
    await expect(settleAll(given, given.digest, stopped)).rejects.toThrow("killed");
    await given.restartChain();

    expect(await settleAll(given, given.digest)).toEqual(["paid"]);
    expect(await attemptsIn(given)).toBe(1);
    expect(await chainBalances(given.activities(), given.digest)).toEqual(paidOnce);
  },
);

test("journalled bytes that pay another amount are not sent", async () => {
  await using given = await givenApprovedFive();
  await given.activities().prepareBatch(given.batch);
  const ledger = given.ledger;
  const tampered = {
    append: ledger.append,
    read: (async (options) => {
      const events = await ledger.read(options);
      return events.map((event) => {
        if (!("wire" in event.payload)) return event;
        const wire = Buffer.from(event.payload.wire, "base64");
        const amount = wire.lastIndexOf(Uint8Array.of(10, 12)) + 2;
        wire[amount] = (wire[amount] ?? 0) ^ 1;
        return { ...event, payload: { ...event.payload, wire: wire.toString("base64") } };
      });
    }) as typeof ledger.read,
  };

  const sending = given.activities({ ledger: tampered as typeof ledger }).sendBatch(given.batch);

  await expect(sending).rejects.toThrow("The bytes of batch 0 differ from its plan");
});

test("a batch that the chain would refuse for its wallets is not signed, its lines set aside", async () => {
  await using given = await givenSettlement();
  // Nobody has a token account, and the plan believes that all do.
  const plan = planOf(given.facts, FIVE, { createsAccounts: false });
  const digest = await givenApproved(given.ledger, plan);

  const prepared = await given.activities().prepareBatch({ digest, batch: 0 });

  expect(prepared).toEqual({ outcome: "unpayable" });
  expect(await attemptsIn(given)).toBe(0);
  const aside = await given.ledger.read({ kinds: ["line_set_aside"] });
  expect(new Set(aside.map(({ payload }) => payload.line_id))).toEqual(
    new Set(plan.batches[0]?.lineIds),
  );
});

test("a batch that the chain would refuse for another reason is not signed, and a person is told", async () => {
  await using given = await givenApprovedFive();
  const error = { InstructionError: [3, { Custom: 1 }] };
  const simulate = async () => ({ error, units: 0, logs: [] });
  const activities = given.activities({ chain: { ...given.chain.chain, simulate } });

  await expect(activities.prepareBatch(given.batch)).rejects.toMatchObject({
    name: "SimulationRefusedError",
  });
  expect(await attemptsIn(given)).toBe(0);
});

test("a batch that is refused twice as it lands is voided where its wallets are why, its lines set aside", async () => {
  await using given = await givenSettlement();
  // Nobody has a token account, and the plan believes that all do.
  const plan = planOf(given.facts, FIVE, { createsAccounts: false });
  const digest = await givenApproved(given.ledger, plan);
  const simulate = async () => ({ error: null, units: 100_000, logs: [] });
  const activities = given.activities({ chain: { ...given.chain.chain, simulate } });
  const advance = () => given.chain.advance(10);

  expect(await settleBatch(activities, { digest, batch: 0 }, { advance })).toBe("voided");
  const failures = await given.ledger.read({ kinds: ["attempt_failed"] });
  expect(failures.map(({ payload }) => payload.error)).toEqual([
    `{"InstructionError":[3,"InvalidAccountData"]}`,
    `{"InstructionError":[3,"InvalidAccountData"]}`,
  ]);
  const aside = await given.ledger.read({ kinds: ["line_set_aside"] });
  expect(new Set(aside.map(({ payload }) => payload.line_id))).toEqual(
    new Set(plan.batches[0]?.lineIds),
  );
  expect(aside[0]?.payload.reason).toMatch("its token account is gone");
});

test("a batch whose transactions come to nothing for no reason of its wallets needs a person", async () => {
  await using given = await givenApprovedFive();
  const activities = given.activities({ limits: { attemptsMax: 1 } });
  await activities.prepareBatch(given.batch);
  for (let look = 0; look < 3; look += 1) {
    given.chain.advance(200);
    await activities.observeBatch(given.batch);
  }

  await expect(activities.prepareBatch(given.batch)).rejects.toThrow(
    /Batch 0 of plan \w+ needs a person: 1 transactions .* --void 2026-09 --reason/,
  );
});

test("a receipt that a stranger took blocks its batch, until a person asks that it be voided", async () => {
  await using given = await givenApprovedFive();
  const stranger = await givenStranger(given);
  await transfer(given, stranger, receiptOf(given), 890_880);
  given.chain.advance(40);
  const activities = given.activities();

  expect(await activities.prepareBatch(given.batch)).toEqual({ outcome: "in_doubt" });
  expect(await activities.observeBatch(given.batch)).toEqual({ outcome: "blocked" });
  expect(await given.ledger.read({ kinds: ["batch_voided"] })).toEqual([]);
  const wish = { digest: given.digest, reason: "another node shows the same" };
  await given.ledger.append("distribution_void_asked", wish, { actor: "operator" });
  expect(await activities.voidBatch(given.batch)).toEqual({ outcome: "in_doubt" });
  // A history may be behind the accounts: it is looked at twice.
  expect(await activities.observeBatch(given.batch)).toEqual({ outcome: "pending" });
  given.chain.advance(40);
  expect(await activities.observeBatch(given.batch)).toEqual({ outcome: "voided" });
  expect(await chainBalances(activities, given.digest)).toEqual(unpaid);
});

test("a payment that a node is slow to show is not taken for a stranger's receipt and voided", async () => {
  await using given = await givenApprovedFive();
  const stranger = await givenStranger(given);
  await given.activities().prepareBatch(given.batch);
  const [payment] = await given.ledger.read({ kinds: ["attempt_signed"] });
  const { chain } = given.chain;
  const wish = { digest: given.digest, reason: "a key was revoked" };
  await given.ledger.append("distribution_void_asked", wish, { actor: "operator" });
  // It lands between the void's simulation and its sending, so that the void is refused.
  const send = async () => await chain.send(Buffer.from(payment?.payload.wire ?? "", "base64"));
  await given
    .activities({ failpoint: (point) => (point === "after journal" ? send() : undefined) })
    .voidBatch(given.batch);
  await transfer(given, stranger, receiptOf(given), 1);
  given.chain.advance(40);
  const paid = payment?.payload.signature;
  const slow = given.activities({
    chain: {
      ...chain,
      statuses: async (signatures) => {
        const { values, ...rest } = await chain.statuses(signatures);
        return { ...rest, values: values.map((one, at) => (signatures[at] === paid ? null : one)) };
      },
      signaturesOf: async (address) =>
        (await chain.signaturesOf(address)).filter(({ signature }) => signature !== paid),
    },
  });

  const outcomes = [await slow.observeBatch(given.batch)];
  given.chain.advance(40);
  outcomes.push(await slow.observeBatch(given.batch));

  expect(outcomes).toEqual([{ outcome: "pending" }, { outcome: "pending" }]);
  expect(await given.activities().observeBatch(given.batch)).toEqual({ outcome: "paid" });
});

const receiptOf = (given: Given) =>
  new PublicKey(receiptAddress(payoutsOf(given.plan, given.digest, given.settler)(0)));

/** Somebody who can pay for a transfer. */
async function givenStranger(given: Given): Promise<Keypair> {
  const stranger = Keypair.fromSeed(seededBytes("stranger"));
  const own = Keypair.fromSeed(
    Uint8Array.from(
      given.settler.privateKey.export({ format: "der", type: "pkcs8" }).subarray(-32),
    ),
  );
  await transfer(given, own, stranger.publicKey, 10_000_000);
  return stranger;
}

async function transfer(given: Given, from: Keypair, toPubkey: PublicKey, lamports: number) {
  const { blockhash, lastValidBlockHeight } = await given.chain.chain.latestBlockhash();
  const transaction = new Transaction({
    feePayer: from.publicKey,
    blockhash,
    lastValidBlockHeight,
  });
  transaction.add(SystemProgram.transfer({ fromPubkey: from.publicKey, toPubkey, lamports }));
  transaction.sign(from);
  await given.chain.chain.send(transaction.serialize());
}

test("a plan without enough approvals is not signed for", async () => {
  await using given = await givenSettlement();
  const plan = planOf(given.facts, FIVE);
  const { givenProposal } = await import("../../warehouse/ledger/given.ts");
  const { digest } = await givenProposal(given.ledger, plan);

  await expect(given.activities().prepareBatch({ digest, batch: 0 })).rejects.toThrow(
    "0 of 2 approvals count",
  );
  expect(await attemptsIn(given)).toBe(0);
});

test("a second plan with a line that was paid already is refused", async () => {
  await using given = await givenApprovedFive();
  await settleAll(given, given.digest);
  const twice = planOf(given.facts, FIVE, { revision: 2, predecessor: given.digest });
  const digest = await givenApproved(given.ledger, twice);

  await expect(given.activities().checkSettleable({ digest })).rejects.toThrow("was paid in batch");
  await expect(given.activities().prepareBatch({ digest, batch: 0 })).rejects.toThrow(
    "was paid in batch",
  );
});

test("a treasury that is short by a unit is refused before anything is signed", async () => {
  await using given = await givenSettlement();
  const plan = planOf(given.facts, [{ member: "m_rich", amount: 1_000_000_000_001n }]);
  const digest = await givenApproved(given.ledger, plan);

  const checking = given.activities().checkSettleable({ digest });
  await expect(checking).rejects.toThrow(
    "the treasury holds 1000000000000 base units and 1000000000001 are to be paid",
  );
  // A node that shows too little would else hold everything up, however much is sent.
  await expect(checking).rejects.toThrow("where an explorer shows more");
});

test("a chain older than the ledger is named, and nothing is paid on it", async () => {
  await using given = await givenSettlement();
  const plan = planOf(given.facts, FIVE, { perBatch: 1 });
  const digest = await givenApproved(given.ledger, plan);
  const file = join(given.folder, "chain", "chain.bin");
  copyFileSync(file, `${file}.old`);
  const advance = () => given.chain.advance(10);
  await settleBatch(given.activities(), { digest, batch: 0 }, { advance });
  await given.replaceChain(() => copyFileSync(`${file}.old`, file));

  await expect(given.activities().checkSettleable({ digest })).rejects.toThrow(
    "it is older than the ledger",
  );
});

test("a chain that was lost is not taken for a new beginning", async () => {
  await using given = await givenApprovedFive();
  await given.replaceChain(() => rmSync(join(given.folder, "chain"), { recursive: true }));

  await expect(given.activities().checkSettleable({ digest: given.digest })).rejects.toThrow(
    `is for the chain ${given.plan.chain.genesis}`,
  );
});

test("what is on its way on one chain is neither sent, observed, voided nor closed on another", async () => {
  await using given = await givenApprovedFive();
  const { batch, digest } = given;
  await given.activities().prepareBatch(batch);
  await given.activities().sendBatch(batch);
  const [dir, kept] = [join(given.folder, "chain"), join(given.folder, "kept")];
  await given.replaceChain(() => renameSync(dir, kept));
  given.chain.advance(400);
  const before = await given.ledger.head();

  const elsewhere = `is for the chain ${given.plan.chain.genesis}`;
  const { sendBatch, observeBatch, voidBatch, reconcile } = given.activities();
  await expect(sendBatch(batch)).rejects.toThrow(elsewhere);
  await expect(observeBatch(batch)).rejects.toThrow(elsewhere);
  await expect(voidBatch(batch)).rejects.toThrow(elsewhere);
  await expect(reconcile({ digest })).rejects.toThrow(elsewhere);
  // But for why, told once to whoever signed.
  const since = await given.ledger.read({ after: before?.seq ?? 0 });
  expect(since.map(({ kind }) => kind)).toEqual(["distribution_stopped"]);

  await given.replaceChain(() => {
    rmSync(dir, { recursive: true });
    renameSync(kept, dir);
  });
  await settleAll(given, digest);
  expect(await chainBalances(given.activities(), digest)).toEqual(paidOnce);
});

test("nothing is signed for a chain that is not the plan's", async () => {
  await using given = await givenApprovedFive();
  await given.replaceChain(() => rmSync(join(given.folder, "chain"), { recursive: true }));

  for (const act of ["prepareBatch", "voidBatch"] as const)
    await expect(given.activities()[act](given.batch)).rejects.toThrow("is for the chain");
  expect(await attemptsIn(given)).toBe(0);
});

test("payments that another ledger made with our key are an alarm, and close nothing", async () => {
  await using given = await givenSettlement();
  const plan = planOf(given.facts, FIVE, { perBatch: 3 });
  const digest = await givenApproved(given.ledger, plan);
  const other = await given.freshLedger();
  const stray = await givenApproved(other, planOf(given.facts, FIVE, { period: "2026-08" }));
  const activities = given.activities();
  const advance = () => given.chain.advance(10);
  await settleBatch(activities, { digest, batch: 0 }, { advance });
  const elsewhere = given.activities({ ledger: other });
  await settleBatch(elsewhere, { digest: stray, batch: 0 }, { advance });
  await settleBatch(activities, { digest, batch: 1 }, { advance });

  await expect(activities.reconcile({ digest })).rejects.toThrow(
    /base units left the treasury in \w+ without a plan/,
  );
  expect(await given.ledger.read({ kinds: ["distribution_settled"] })).toEqual([]);
});
