import { createHash, sign } from "node:crypto";

import { base58Encode } from "../../activities/settlement/chain/transaction/base58.ts";
import { settlerOf } from "../../activities/settlement/chain/settler-key.ts";
import { assertSpends, DEFAULT_CAPS } from "../../activities/settlement/caps.ts";
import { putSignature } from "../../activities/settlement/chain/transaction/message.ts";
import { assertPays } from "../../activities/settlement/decode-payout.ts";
import { checkedWire } from "../../activities/settlement/sign-attempt.ts";
import type { Fees } from "../../activities/settlement/payout-message.ts";
import {
  CREATING_TRANSFERS_MAX,
  type Payout,
  payoutsOf,
  TRANSFERS_MAX,
} from "../../activities/settlement/payout.ts";
import { planOf } from "../../activities/settlement/given.ts";
import { messageOf, parseWire } from "../../activities/settlement/chain/transaction/wire.ts";
import type { Plan } from "../../warehouse/ledger/index.ts";
import type { BenchRow } from "./bench-row.ts";

/** Batches with wallets of their own. */
const BATCHES = 100;
const TRANSACTIONS = 50;
/** The best of so many, taken in turn: other work on the machine only ever adds time. */
const ROUNDS = { kept: 400, first: 100, cold: 2 };

/**
 * What it takes to pay, per recipient, without the chain and the journal's disk.
 *
 * The limit is what nobody who pays this way can leave out: one ed25519 signature by `node:crypto`,
 * the fastest signer there is in Node, over each finished message. Ours starts at a batch: it derives
 * its receipt, writes the message for a new block hash, reads every wallet and amount back out of
 * the bytes and compares them with the plan; the signer does both once more by its own copies, and
 * signs. What it takes to carry them between the two processes is in the bench of a whole month.
 *
 * A batch is asked for when it is prepared, when it is sent and at each look: whom it pays is put
 * together the first time and then kept, which is the goal's case. The other rows, without a goal,
 * show that first time with the wallets' accounts known, and with none of them derived yet.
 */
export async function bench(): Promise<BenchRow[]> {
  return [
    row("pay 14 existing accounts, µs a recipient", TRANSFERS_MAX.legacy, { goal: 1.3 }),
    row("pay 57 existing accounts, µs a recipient", TRANSFERS_MAX.v1, { goal: 1.3 }),
    row("pay 7 new accounts, µs a recipient", CREATING_TRANSFERS_MAX.legacy, { goal: 1.3 }),
    row("pay 14, put together anew, µs a recipient", TRANSFERS_MAX.legacy, { asked: "first" }),
    row("pay 14, addresses derived anew, µs a recipient", TRANSFERS_MAX.legacy, { asked: "cold" }),
  ];
}

function row(
  name: string,
  perBatch: number,
  { goal = null, asked = "kept" }: { goal?: number | null; asked?: keyof typeof ROUNDS },
): BenchRow {
  const digest = "5e".repeat(32);
  const plan = planFor(perBatch);
  const transactions = asked === "cold" ? 20 : TRANSACTIONS;
  const rounds = ROUNDS[asked];
  const again = { ...plan, batches: repeated(plan.batches, rounds * transactions) };
  const warm = payoutsOf(asked === "first" ? again : plan, digest, settler);
  const wireOf = (index: number, of = warm) => signedBytes(of(index), feesOf(index));
  const messages = Array.from({ length: BATCHES }, (_, index) =>
    messageOf(parseWire(wireOf(index))),
  );

  let limit = Infinity;
  let ours = Infinity;
  for (let round = 0; round < rounds; round += 1) {
    limit = Math.min(
      limit,
      timed(transactions, (index) => {
        sign(null, messages[index % BATCHES] ?? new Uint8Array(), settler.privateKey);
      }),
    );
    ours = Math.min(
      ours,
      timed(transactions, (index) => {
        if (asked === "first") wireOf(BATCHES + round * transactions + index);
        else wireOf(index % BATCHES, asked === "cold" ? payoutsOf(plan, digest, settler) : warm);
      }),
    );
  }
  return {
    name,
    limit: limit / perBatch,
    ours: ours / perBatch,
    ratio: ours / limit,
    goal,
    peakMemoryMb: process.resourceUsage().maxRSS / 1024,
  };
}

/** Whoever pays writes and reads the bytes; the signer reads them once more, and signs. */
function signedBytes(payout: Payout, fees: Fees): Uint8Array {
  const wire = checkedWire(payout, fees, "pay");
  const seen = assertPays(wire, payout);
  assertSpends(DEFAULT_CAPS, seen);
  putSignature(wire, sign(null, messageOf(seen.parsed), settler.privateKey));
  return wire;
}

/** The batches themselves, and then as many that pay the same once more. */
function repeated<T>(batches: readonly T[], count: number): T[] {
  return Array.from(
    { length: batches.length + count },
    (_, index) => batches[index % batches.length]!,
  );
}

const settler = settlerOf(hash("settler"));
/** A payment appends to the ledger, so that each batch names another head. */
const HEADS = Array.from({ length: BATCHES }, (_, index) => hash(`head ${index}`).toString("hex"));

function planFor(perBatch: number): Plan {
  const chain = {
    genesis: base58Encode(hash("genesis")),
    mint: base58Encode(hash("mint")),
    treasury: base58Encode(hash("treasury")),
    settler: settler.address,
    decimals: 6,
  };
  const lines = Array.from({ length: BATCHES * perBatch }, (_, index) => ({
    member: `m_${index}`,
    amount: BigInt(index + 1) * 1_000_003n,
  }));
  return planOf(chain, lines, {
    perBatch,
    createsAccounts: perBatch === CREATING_TRANSFERS_MAX.legacy,
  });
}

function feesOf(index: number): Fees {
  const blockhash = Buffer.alloc(32, index);
  return {
    blockhash,
    rentExempt: 890_880n,
    unitPriceMicroLamports: 0n,
    units: 250_000,
    ledgerHead: HEADS[index % HEADS.length]!,
  };
}

function hash(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/** Microseconds each. */
function timed(count: number, work: (index: number) => void): number {
  const began = performance.now();
  for (let index = 0; index < count; index += 1) work(index);
  return ((performance.now() - began) * 1_000) / count;
}
