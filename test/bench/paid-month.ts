import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import litesvm from "litesvm/dist/internal.js";

import { givenInputs, givenPoints, inMonth } from "../../activities/distribution/given-period.ts";
import { createDistributionActivities } from "../../activities/distribution/index.ts";
import { planDistribution } from "../../activities/distribution/plan-distribution.ts";
import { openEmbeddedChain, takesV1 } from "../../activities/settlement/chain/open.ts";
import {
  chainFile,
  loadChain,
  saveChain,
} from "../../activities/settlement/chain/embedded/save-file.ts";
import { DEFAULT_CAPS } from "../../activities/settlement/caps.ts";
import { remoteSigner } from "../../activities/settlement/signer/remote.ts";
import { NO_TOKEN_CAPS } from "../../activities/settlement/signer/token-caps.ts";
import { childSigner } from "../../app/runtime/signer/child.ts";
import { ensureSettlerKey } from "../../activities/settlement/chain/settler-key.ts";
import { base58Bytes } from "../../activities/settlement/chain/transaction/base58.ts";
import {
  associatedTokenAddress,
  TOKEN_PROGRAM,
} from "../../activities/settlement/chain/transaction/programs.ts";
import { givenApproved, walletOf } from "../../activities/settlement/given.ts";
import {
  createSettlementActivities,
  tokenAccountStates,
} from "../../activities/settlement/index.ts";
import { policies, queues } from "../../temporal.config.ts";
import { ada, bob, eva, givenCommittee, NOON } from "../../warehouse/ledger/given.ts";
import { committeeAt, openLedger, type Plan } from "../../warehouse/ledger/index.ts";
import type { Activities } from "../../workflows/activities.ts";
import { createDoorbells } from "../../workflows/embedded/doorbells.ts";
import { embeddedRuntime } from "../../workflows/embedded/runtime.ts";
import { settle } from "../../workflows/settle.ts";
import { rentOf, tokenAccount } from "../settlement/accounts.ts";

/** What a month pays, whatever the number of its lines. */
const BUDGET = 1_000_000_000_000n;
const MONTHS_OF_SUPPLY = 120n;

/**
 * A ledger with its committee and a chain that runs beside, as where it is paid for real. The first
 * so many members have token accounts, as after their first month.
 */
export async function openBank(accounts: number) {
  const folder = mkdtempSync(join(tmpdir(), "vklad-bench-settle-"));
  await using opened = new AsyncDisposableStack();
  opened.defer(() => rmSync(folder, { recursive: true, force: true }));
  const ledger = opened.use(openLedger({ file: join(folder, "ledger.db"), clock: () => NOON }));
  await givenCommittee(ledger, [ada, bob, eva]);
  const dir = join(folder, "chain");
  const keyFile = join(folder, "keys", "settler.json");
  const settler = ensureSettlerKey(keyFile);
  const open = () =>
    openEmbeddedChain({
      dir,
      settler,
      decimals: 6,
      supply: BUDGET * MONTHS_OF_SUPPLY,
      clock: { now: () => Date.now() },
      isBeside: true,
    });
  const { mint, ...made } = await open();
  await made[Symbol.asyncDispose]();
  putTokenAccounts(
    dir,
    mint,
    Array.from({ length: accounts }, (_, index) => memberOf(index)),
  );
  const chain = opened.use(await open());
  // As the product has it: a process of its own.
  const settings = {
    ledger: { file: ledger.name },
    keyFile,
    makesKey: false,
    store: join(folder, "signer.db"),
    caps: DEFAULT_CAPS,
    tokenCaps: NO_TOKEN_CAPS,
  };
  const signer = opened.use(
    await remoteSigner({
      open: () => childSigner(settings, { now: () => NOON }),
      onBroken: () => undefined,
    }),
  );
  const closing = opened.move();
  return { ledger, chain, settler, signer, [Symbol.asyncDispose]: () => closing.disposeAsync() };
}

/** Written into the chain's file: to make them by transactions takes longer than to pay into them. */
function putTokenAccounts(dir: string, mint: string, members: readonly string[]): void {
  const saved = loadChain(chainFile(dir));
  if (saved === null) throw new Error(`There is no chain in ${dir}.`);
  const vm = litesvm.LiteSvm.fromBytes(saved.machine);
  const mintKey = base58Bytes(mint, 32);
  for (const member of members) {
    const owner = base58Bytes(walletOf(member), 32);
    const tokens = { mint: mintKey, owner, amount: 0n, state: 1 };
    const { bytes, lamports } = tokenAccount(tokens, rentOf(165));
    const account = new litesvm.Account(lamports, bytes, TOKEN_PROGRAM, false, 0n);
    vm.setAccount(associatedTokenAddress(owner, mintKey), account);
  }
  saveChain(chainFile(dir), { ...saved, machine: vm.toBytes() });
}

const memberOf = (index: number) => `m_${String(index).padStart(6, "0")}`;

export type Bank = Awaited<ReturnType<typeof openBank>>;

export interface Month {
  readonly period: string;
  readonly lines: number;
  /** Each member has a line in each. */
  readonly domains?: readonly string[];
  /** Absent: what the chain takes. */
  readonly format?: "legacy";
}

export function membersOf({ lines, domains = ["community"] }: Omit<Month, "period">): number {
  return Math.ceil(lines / domains.length);
}

/** A month of so many lines, planned by the planner for what the chain shows, and approved. */
export async function approvedMonth(
  { ledger, chain }: Bank,
  month: Month,
): Promise<{ readonly plan: Plan; readonly digest: string }> {
  const { domains = ["community"] } = month;
  const members = Array.from({ length: membersOf(month) }, (_, index) => memberOf(index));
  const wallets = members.map((member_id) => ({
    member_id,
    wallet: walletOf(member_id),
    counts_from: new Date(0),
  }));
  const { genesis, mint, treasury, settler } = chain;
  const asked = wallets.map(({ wallet }) => wallet);
  const tokenAccounts = await tokenAccountStates(chain.chain, { mint, settler }, asked);
  const format = month.format ?? ((await takesV1(chain.chain, settler)) ? "v1" : "legacy");
  const points = givenPoints(
    Array.from({ length: month.lines }, (_, index) => [
      memberOf(Math.floor(index / domains.length)),
      domains[index % domains.length] ?? "",
      BigInt(1 + (index % 97)) * 1_000_000n,
    ]),
  );
  const plan = planDistribution({
    ...givenInputs({ ...inMonth(points, month.period), wallets }),
    period: month.period,
    budgets: Object.fromEntries(domains.map((domain) => [domain, BUDGET])),
    chain: { genesis, mint, treasury, settler, decimals: 6, format, tokenAccounts },
    committee: committeeAt(await ledger.read(), NOON, 2),
    proposer: ada.account,
  });
  return { plan, digest: await givenApproved(ledger, plan) };
}

/** The product's own workflow and activities, to the month's end. */
export async function settleMonth(
  { ledger, chain, signer }: Pick<Bank, "ledger" | "chain" | "signer">,
  digest: string,
  onProgress: () => void = () => undefined,
): Promise<void> {
  const clock = { now: () => NOON.getTime() };
  const activities = {
    ...createDistributionActivities({ ledger, now: () => NOON, closedPeriods: () => [] }),
    ...createSettlementActivities({ ledger, chain: chain.chain, signer, clock }),
  };
  const runtime = embeddedRuntime<Activities>({
    activities,
    policies,
    queues,
    runs: ["chain"],
    doorbells: createDoorbells(),
    now: () => NOON.getTime(),
    onProgress,
    signal: new AbortController().signal,
  });
  const ended = await settle(runtime, { digest });
  if (ended.status !== "settled") throw new Error(`The month ended ${ended.status}.`);
}
