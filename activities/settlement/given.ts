/** What tests of settling begin with. No product code imports this. */
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import {
  ada,
  bob,
  eva,
  givenCommittee,
  givenPlan,
  givenProposal,
  NOON,
} from "../../warehouse/ledger/given.ts";
import {
  approve,
  lineId,
  openLedger,
  receiptsDigest,
  type Ledger,
  type Plan,
} from "../../warehouse/ledger/index.ts";
import { DEFAULT_CAPS, type Caps } from "./caps.ts";
import type { ChainPort } from "./chain/port.ts";
import { openEmbeddedChain, type ChainFetch, type EmbeddedChain } from "./chain/embedded/open.ts";
import { ensureSettlerKey, settlerOf } from "./chain/settler-key.ts";
import { blindSigner, givenSigner } from "./signer/given.ts";
import type { Signer } from "./signer/port.ts";
import { openSignerStore } from "./signer/store.ts";
import type { SendStop } from "./stop-messages.ts";
import { openJournal } from "./journal.ts";
import { createOpenings } from "./opening.ts";
import {
  createSettlementActivities,
  type BatchInput,
  type SettlementLimits,
  type SettlementFailpoint,
} from "./settlement.ts";

/** The same name is always the same wallet. */
export function walletOf(name: string): string {
  return settlerOf(createHash("sha256").update(`wallet ${name}`).digest()).address;
}

export interface GivenLine {
  readonly member: string;
  readonly amount: bigint;
  /** Absent: the member's own; null: escrowed. */
  readonly wallet?: string | null;
}

/** Twenty members with amounts that differ, one of them without a wallet. */
export const TWENTY: readonly GivenLine[] = Array.from({ length: 20 }, (_, index) => ({
  member: `m_${String(index).padStart(2, "0")}`,
  amount: BigInt(1_000_000 + index * 1_234_567),
  ...(index === 19 ? { wallet: null } : {}),
}));

/** A plan of these lines, in batches of `perBatch`, for the given chain. */
export function planOf(
  chain: Plan["chain"],
  given: readonly GivenLine[],
  { createsAccounts = true, perBatch = 7, ...changes }: Partial<Plan> & PlanShape = {},
): Plan {
  const period = changes.period ?? "2026-09";
  const domain = "community";
  const lines = given
    .map(({ member, amount, wallet = walletOf(member) }) => ({
      id: lineId({ mint: chain.mint, period, member, domain }),
      member,
      domain,
      points: amount,
      amount,
      wallet,
    }))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const shares = lines.map(({ id, points, amount, member }) => ({
    lineId: id,
    contribution: `c_${member}`,
    points,
    amount,
  }));
  const ids = lines.filter(({ wallet }) => wallet !== null).map(({ id }) => id);
  const batches = Array.from({ length: Math.ceil(ids.length / perBatch) }, (_, index) => ({
    lineIds: ids.slice(index * perBatch, (index + 1) * perBatch),
    createsAccounts,
  }));
  const budget = lines.reduce((sum, { amount }) => sum + amount, 0n);
  return givenPlan({
    chain,
    domains: [{ domain, budget: budget + 5n, carryIn: 0n, carryOut: 5n }],
    lines,
    batches,
    shares,
    receipts: receiptsDigest(shares),
    ...changes,
  });
}

/** Mulberry32: the same seed gives the same faults. */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface PlanShape {
  readonly createsAccounts?: boolean;
  readonly perBatch?: number;
}

/** Proposes the plan and has Bob and Eva approve it. */
export async function givenApproved(ledger: Ledger, plan: Plan): Promise<string> {
  const { digest, text } = await givenProposal(ledger, plan);
  for (const { account, publicKey, sign } of [bob, eva]) {
    await approve(ledger, { digest, account, publicKey, signature: sign(text), now: NOON });
  }
  return digest;
}

/** One look per observation, and no waiting: a test's time is made of blocks. */
const PATIENCE: Partial<SettlementLimits> = { watchMs: 0 };

export interface GivenOptions {
  readonly through?: (fetch: ChainFetch) => ChainFetch;
  /** One that stays when this is closed; a temporary one where absent. */
  readonly folder?: string;
  /** The chain in a thread of its own, as where it is paid for real. */
  readonly isBeside?: boolean;
}

/** An embedded chain and a ledger with its committee, in one folder. */
export async function givenSettlement(options: GivenOptions = {}) {
  const { through, folder: own, isBeside = false } = options;
  const folder = own ?? mkdtempSync(join(tmpdir(), "vklad-settle-"));
  const clock = { now: () => NOON.getTime() };
  const settler = ensureSettlerKey(join(folder, "keys", "settler.json"));
  const openChain = (name = "chain") =>
    openEmbeddedChain({
      dir: join(folder, name),
      settler,
      decimals: 6,
      supply: 1_000_000_000_000n,
      // Time stands still, so that only `advance` and questions make blocks.
      clock: { now: () => 0 },
      slotsPerQuestion: 1,
      isBeside,
      ...(through === undefined ? {} : { through }),
    });
  const openLedgerNamed = (name: string) =>
    openLedger({ file: join(folder, `${name}.db`), clock: () => NOON });
  const opened: { chain: EmbeddedChain; ledgers: Ledger[] } = {
    chain: await openChain(),
    ledgers: [openLedgerNamed("ledger")],
  };
  const [ledger] = opened.ledgers as [Ledger];
  if ((await ledger.head()) === null) await givenCommittee(ledger, [ada, bob, eva]);
  // One signer's memory, whatever ledger it reads: a lost ledger makes it forget nothing.
  const store = openSignerStore(own === undefined ? ":memory:" : join(own, "signer.db"));
  const signerOf = (of: Ledger, at: { now(): number }) =>
    givenSigner({ settler, ledger: of, clock: at, store });
  const held = new Set<string>();

  /** Has the plan hold its month beforehand, whatever nodes do later: that has tests of its own. */
  async function heldMonth(of: Ledger, digest: string): Promise<void> {
    if (held.has(digest)) return;
    held.add(digest);
    const { chain } = opened.chain;
    const signer = blindSigner(settler);
    const journal = openJournal(of, signer, clock);
    const wants = { chain, signer, journal, caps: DEFAULT_CAPS, unitPriceMaxMicroLamports: 0n };
    const look = createOpenings(wants);
    // A node may lose all that is sent, and a plan may be none: then it is the test's own matter.
    const looked = () => look(digest).catch(() => "open");
    for (let left = 10; left > 0 && (await looked()) === "pending"; left -= 1)
      opened.chain.advance(40);
  }

  return {
    folder,
    ledger,
    settler,
    signerOf,
    get chain() {
      return opened.chain;
    },
    /** As a plan names it. */
    get facts(): Plan["chain"] {
      const { genesis, mint, treasury } = opened.chain;
      return { genesis, mint, treasury, settler: settler.address, decimals: 6 };
    },
    /** A ledger that knows the committee and nothing of what was paid: the old one was lost. */
    async freshLedger(): Promise<Ledger> {
      const fresh = openLedgerNamed(`ledger-${opened.ledgers.length}`);
      opened.ledgers.push(fresh);
      await givenCommittee(fresh, [ada, bob, eva]);
      return fresh;
    },
    /** Another chain of the same key, from files under another name: whoever opens it closes it. */
    openCopy: openChain,
    /** Closes the chain and opens it from its file, as a restart does. */
    async restartChain(): Promise<void> {
      await opened.chain[Symbol.asyncDispose]();
      opened.chain = await openChain();
    },
    /** The same, with something done to the files in between. */
    async replaceChain(change: () => void): Promise<void> {
      await opened.chain[Symbol.asyncDispose]();
      change();
      opened.chain = await openChain();
    },
    activities(
      over: {
        ledger?: Ledger;
        chain?: ChainPort;
        failpoint?: (point: SettlementFailpoint) => void;
        limits?: Partial<SettlementLimits>;
        caps?: Caps;
        clock?: { now(): number };
        signer?: Signer;
        sendStop?: SendStop;
        /** The month is taken as the product does, and not beforehand. */
        takesMonth?: boolean;
      } = {},
    ) {
      const limits = { ...PATIENCE, ...over.limits };
      const chain = over.chain ?? opened.chain.chain;
      const signer = signerOf(over.ledger ?? ledger, over.clock ?? clock);
      const all = createSettlementActivities({ ledger, signer, clock, ...over, chain, limits });
      const { prepareBatch } = all;
      return {
        ...all,
        async prepareBatch(input: BatchInput) {
          if (over.takesMonth !== true) await heldMonth(over.ledger ?? ledger, input.digest);
          return await prepareBatch(input);
        },
      };
    },
    async [Symbol.asyncDispose]() {
      await opened.chain[Symbol.asyncDispose]();
      for (const one of opened.ledgers) await one.close();
      store[Symbol.dispose]();
      if (own === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type GivenSettlement = Awaited<ReturnType<typeof givenSettlement>>;

const LOOKS_MAX = 400;

/** What the workflow does with one batch, in blocks rather than seconds. */
export async function settleBatch(
  activities: ReturnType<GivenSettlement["activities"]>,
  input: { digest: string; batch: number },
  { until = ["paid", "voided", "blocked"], advance = () => {} }: Looking = {},
): Promise<string> {
  for (let look = 0; look < LOOKS_MAX; look += 1) {
    const prepared = await activities.prepareBatch(input);
    if (prepared.outcome === "unpayable") await activities.voidBatch(input);
    await activities.sendBatch(input);
    const { outcome } = await activities.observeBatch(input);
    if (until.includes(outcome)) return outcome;
    advance();
  }
  return "pending";
}

interface Looking {
  readonly until?: readonly string[];
  readonly advance?: () => void;
}

/** Pays all batches and reconciles. */
export async function settleAll(
  given: GivenSettlement,
  digest: string,
  activities = given.activities(),
): Promise<readonly string[]> {
  const { batchCount } = await activities.checkSettleable({ digest });
  const outcomes: string[] = [];
  const advance = () => given.chain.advance(10);
  for (let batch = 0; batch < batchCount; batch += 1) {
    outcomes.push(await settleBatch(activities, { digest, batch }, { advance }));
  }
  return outcomes;
}

/** The plan's own sums, by wallet. */
export function expectedBalances(given: readonly GivenLine[]): Record<string, string> {
  return Object.fromEntries(
    given
      .filter(({ wallet }) => wallet !== null)
      .map(({ member, amount, wallet }) => [wallet ?? walletOf(member), `${amount}`]),
  );
}

/** What the chain says, by wallet. */
export async function chainBalances(
  activities: ReturnType<GivenSettlement["activities"]>,
  digest: string,
): Promise<Record<string, string>> {
  const balances = await activities.balances({ digest });
  return Object.fromEntries(
    balances.map(({ wallet, amountBaseUnits }) => [wallet, amountBaseUnits]),
  );
}

export async function escrow(ledger: Ledger, digest: string, plan: Plan): Promise<void> {
  for (const { id, amount, wallet } of plan.lines) {
    if (wallet !== null) continue;
    const payload = { digest, line_id: id, amount_base_units: `${amount}` };
    await ledger.append("line_escrowed", payload, { actor: "settler" });
  }
}
