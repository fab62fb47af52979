/**
 * `node test/bench/ledger-step-once.ts make FOLDER PLANS LINES`: a ledger of so many months, all paid
 * but the newest, of which one batch is. `… step FOLDER`: pays further batches of it in a process that
 * has read nothing yet, and prints as JSON what each took.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { StatementSync } from "node:sqlite";
import type { SQLOutputValue } from "node:sqlite";

import { payableLines, followLedger } from "../../warehouse/ledger/index.ts";
import type { LedgerEntry, Plan } from "../../warehouse/ledger/index.ts";
import { createSettlementActivities } from "../../activities/settlement/index.ts";
import {
  givenApproved,
  givenSettlement,
  type GivenSettlement,
  planOf,
  settleBatch,
  walletOf,
} from "../../activities/settlement/given.ts";
import { CREATING_TRANSFERS_MAX, TRANSFERS_MAX } from "../../activities/settlement/payout.ts";
import { createSigner } from "../../activities/settlement/signer/create-signer.ts";
import type { Signer } from "../../activities/settlement/signer/port.ts";
import { openSignerStore } from "../../activities/settlement/signer/store.ts";
import { NOON } from "../../warehouse/ledger/given.ts";

/** Of these the recipients' accounts are created: the chain needs none of them beforehand. */
const PAID_BATCHES = 8;
/** About as long as the bytes of a payment of v1. */
const WIRE = Buffer.alloc(4_000, 7).toString("base64");
/** Holds the digest of the plan that is being paid. */
const NAMED = "paying.txt";

/** One batch from approved to paid. */
export interface Step {
  /** Characters that SQLite gave: to whoever pays, and to the signer's own copy of the ledger. */
  readonly readBytes: number;
  readonly signerReadBytes: number;
  readonly ms: number;
  readonly signerMs: number;
}

export interface Steps {
  /** The first of a process. */
  readonly fresh: Step;
  /** The least disturbed of those after it. */
  readonly warm: Step;
  /** How many characters the newest plan's own event has. */
  readonly planBytes: number;
  readonly peakMemoryMb: number;
}

const clock = { now: () => NOON.getTime() };

async function make(folder: string, plans: number, lines: number): Promise<void> {
  await using given = await givenSettlement({ folder });
  for (let month = 1; month < plans; month += 1) await paidMonth(given, month, lines);
  const plan = monthOf(given, plans, lines);
  const digest = await givenApproved(given.ledger, plan);
  const advance = () => given.chain.advance(40);
  const activities = given.activities();
  const end = await settleBatch(activities, { digest, batch: 0 }, { advance });
  if (end !== "paid") throw new Error(`The first batch ended ${end}.`);
  writeFileSync(join(folder, NAMED), digest);
}

function monthOf({ facts }: GivenSettlement, month: number, lines: number): Plan {
  const members = Array.from({ length: lines }, (_, index) => ({
    member: `m_${String(index).padStart(6, "0")}`,
    amount: BigInt(1_000 + (index % 97)),
    wallet: walletAt(index),
  }));
  const period = new Date(Date.UTC(2025, 8 + month)).toISOString().slice(0, 7);
  const plan = planOf(facts, members, { period });
  const ids = payableLines(plan).map(({ id }) => id);
  const batches: Plan["batches"][number][] = [];
  for (let from = 0; from < ids.length;) {
    const createsAccounts = batches.length < PAID_BATCHES;
    const count = (createsAccounts ? CREATING_TRANSFERS_MAX : TRANSFERS_MAX).v1;
    batches.push({ lineIds: ids.slice(from, from + count), createsAccounts });
    from += count;
  }
  return { ...plan, batches };
}

const wallets: string[] = [];

function walletAt(index: number): string {
  return (wallets[index] ??= walletOf(`${index}`));
}

/** What the ledger says of a month that was paid; of it no chain is asked in a batch's step. */
async function paidMonth(given: GivenSettlement, month: number, lines: number): Promise<void> {
  const plan = monthOf(given, month, lines);
  const digest = await givenApproved(given.ledger, plan);
  const actor = "settler";
  const entries = plan.batches.flatMap((_, batch): LedgerEntry[] => {
    const signature = `${digest.slice(0, 40)}${batch}`;
    const signed = { wire: WIRE, signature, blockhash: "1", last_valid_block_height: 1 };
    const of = { digest, batch };
    return [
      {
        kind: "attempt_signed",
        actor,
        payload: { ...of, ...signed, attempt: 1, purpose: "pay" },
        uniqueKey: `attempt_signed:${digest}:${batch}:1`,
      } as LedgerEntry,
      {
        kind: "batch_paid",
        actor,
        payload: { ...of, signature, slot: 1 },
        uniqueKey: `batch_paid:${digest}:${batch}`,
      } as LedgerEntry,
    ];
  });
  const paid = payableLines(plan).reduce((sum, { amount }) => sum + amount, 0n);
  const payload = {
    digest,
    paid_base_units: `${paid}`,
    escrowed_base_units: "0",
    carry_base_units: "5",
    treasury_before_base_units: `${paid}`,
    treasury_after_base_units: "0",
    difference_base_units: "0",
  };
  await given.ledger.appendAll([...entries, { kind: "distribution_settled", actor, payload }]);
}

const read = { settling: 0, signing: 0, signingMs: 0, isSigning: false };

/** At the border to SQLite: what a page cache answers is counted as well. */
function countReads(): void {
  type Row = Record<string, SQLOutputValue>;
  function count(row: Row | undefined): void {
    for (const value of Object.values(row ?? {}))
      if (typeof value === "string") read[read.isSigning ? "signing" : "settling"] += value.length;
  }
  const { all, get, iterate } = StatementSync.prototype;
  StatementSync.prototype.all = function (this: StatementSync, ...given: never[]) {
    const rows = all.apply(this, given as never);
    rows.forEach(count);
    return rows;
  } as typeof all;
  StatementSync.prototype.get = function (this: StatementSync, ...given: never[]) {
    const row = get.apply(this, given as never);
    count(row);
    return row;
  } as typeof get;
  StatementSync.prototype.iterate = function (this: StatementSync, ...given: never[]) {
    return iterate.apply(this, given as never).map((row) => (count(row), row));
  } as typeof iterate;
}

/** As the product's: it reads the ledger's file by itself. */
function apart(signer: Signer): Signer {
  return {
    ...signer,
    async sign(request) {
      read.isSigning = true;
      const began = performance.now();
      try {
        return await signer.sign(request);
      } finally {
        read.isSigning = false;
        read.signingMs += performance.now() - began;
      }
    },
  };
}

async function step(folder: string): Promise<Steps> {
  await using given = await givenSettlement({ folder });
  const { ledger, settler } = given;
  await using copy = followLedger({ file: ledger.name });
  using store = openSignerStore(join(folder, "signer-of-steps.db"));
  const signer = apart(createSigner({ settler, ledger: copy, store, clock }));
  const { chain } = given.chain;
  const limits = { watchMs: 0 };
  const activities = createSettlementActivities({ ledger, chain, signer, clock, limits });
  const advance = () => given.chain.advance(40);
  const digest = readFileSync(join(folder, NAMED), "utf8");
  countReads();

  async function paid(batch: number): Promise<Step> {
    Object.assign(read, { settling: 0, signing: 0, signingMs: 0 });
    const began = performance.now();
    const end = await settleBatch(activities, { digest, batch }, { advance });
    const ms = performance.now() - began;
    if (end !== "paid") throw new Error(`Batch ${batch} ended ${end}.`);
    return {
      readBytes: read.settling,
      signerReadBytes: read.signing,
      ms,
      signerMs: read.signingMs,
    };
  }

  const fresh = await paid(1);
  const after: Step[] = [];
  for (let batch = 2; batch < PAID_BATCHES; batch += 1) after.push(await paid(batch));
  const [warm = fresh] = after.toSorted((a, b) => a.ms - b.ms);
  const peakMemoryMb = process.resourceUsage().maxRSS / 1024;
  const events = await ledger.read({ kinds: ["plan_proposed"] });
  const own = events.find(({ payload }) => payload.digest === digest);
  return { fresh, warm, planBytes: JSON.stringify(own?.payload).length, peakMemoryMb };
}

if (import.meta.main) {
  const [, , what = "", folder = "", plans, lines] = process.argv;
  if (what === "make") await make(folder, Number(plans), Number(lines));
  else console.log(JSON.stringify(await step(folder)));
}
