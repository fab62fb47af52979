import { join } from "node:path";

import { createMaterializeActivities } from "../../activities/materialize/index.ts";
import { openWarehouse, type Warehouse } from "../../warehouse/duckdb/index.ts";
import {
  type Landing,
  type LandingFile,
  landingOf,
  openLanding,
} from "../../warehouse/landing/index.ts";
import {
  type AnyLedgerEvent,
  distributionState,
  escrowsOf,
  ledgerFeed,
  type LedgerReader,
  ledgerStream,
  plansOf,
} from "../../warehouse/ledger/index.ts";
import { startOfDay } from "../community/clock.ts";
import type { IdentityKey } from "../community/identity-key.ts";
import { declaredStreams } from "../runtime/feeds.ts";
import { plannedFrom } from "../runtime/loaded-inputs.ts";
import { openScratchFolder } from "../verify/scratch-folder.ts";

/** A person, and all of theirs that money hangs on. */
export interface Stand {
  readonly memberId: string;
  /** Keys, sorted. */
  readonly accounts: readonly string[];
  /** Of months that are not paid yet, oldest first. */
  readonly points: readonly {
    readonly period: string;
    readonly domain: string;
    /** Millionths. */
    readonly points: bigint;
  }[];
  readonly wallet: string | null;
  /** Kept by earlier plans until there is a wallet, in base units. */
  readonly kept: readonly {
    readonly period: string;
    readonly domain: string;
    readonly amount: bigint;
  }[];
}

/** As it is, and as it would be. */
export type EffectStep = "before" | "after";

/** What undoing links would change, of all that is not paid yet. */
export interface Effect {
  /** Those of whom something would be otherwise, and what they would be. */
  readonly before: readonly Stand[];
  readonly after: readonly Stand[];
  /** Kept amounts that nobody could be told to own any more, because it is two people's work. */
  readonly ownerless: readonly { readonly period: string; readonly amount: bigint }[];
}

/**
 * Counts everything twice in a warehouse beside the live one: as landing and ledger are, and as they
 * would be without these links. Points of one person are not the sum of their accounts', so nothing
 * less tells. Writes nothing into the data folder.
 */
export async function effectOfUndo(
  linkIds: readonly string[],
  given: {
    readonly landing: Landing;
    readonly ledger: Pick<LedgerReader, "read" | "rows">;
    readonly identity: IdentityKey;
    readonly timeZone: string;
    /** The first month that is paid for. */
    readonly paidFrom: string;
    readonly now: Date;
    readonly onStep?: (step: EffectStep, done: number, total: number) => void;
  },
): Promise<Effect> {
  const { landing, ledger, identity, timeZone, paidFrom, now, onStep = () => undefined } = given;
  using dir = openScratchFolder();
  const beside = openLanding(join(dir.path, "landing"));
  const sources = (await landing.files()).filter(({ stream }) => stream !== ledgerStream.name);
  const files: LandingFile[] = [...sources, ...(await ledgerFiles(beside, ledger, now))];
  await using warehouse = await openWarehouse({
    file: join(dir.path, "effect.duckdb"),
    streams: declaredStreams,
    timeZone,
  });
  const asOfDay = startOfDay(now, timeZone).toISOString();
  const activities = createMaterializeActivities({
    warehouse,
    landing: landingOf(landing, () => files),
    models: plannedFrom,
    context: { asOfDay, timeZone, connected: [], accountKey: identity.accountKey },
  });
  const build = async (step: EffectStep) => {
    await activities.loadLanding({ asOf: asOfDay });
    const planned = await activities.planAssets({});
    for (const [index, { model }] of planned.entries()) {
      onStep(step, index, planned.length);
      await activities.buildModel({ name: model });
    }
  };
  const events = await ledger.read();
  const settled = settledPeriods(events, now);
  const isOpen = (period: string) => period >= paidFrom && !settled.has(period);
  await build("before");
  const before = await standsIn(warehouse, events, isOpen);
  files.push(...(await undone(beside, linkIds, { events, now })));
  await build("after");
  const after = await standsIn(warehouse, events, isOpen);
  const same = (one: Stand, others: readonly Stand[]) =>
    others.some((other) => worth(other) === worth(one));
  return {
    before: before.stands.filter((one) => !same(one, after.stands)),
    after: after.stands.filter((one) => !same(one, before.stands)),
    ownerless: after.ownerless,
  };
}

/** The whole ledger as it would land, since what has landed of it may be older. */
async function ledgerFiles(
  beside: Landing,
  ledger: Pick<LedgerReader, "rows">,
  now: Date,
): Promise<readonly LandingFile[]> {
  const feed = ledgerFeed(ledger);
  const until = now.toISOString();
  const signal = new AbortController().signal;
  const files: LandingFile[] = [];
  let cursor: Parameters<typeof feed.fetchPage>[0]["cursor"] = null;
  for (let done = false; !done;) {
    const page = await feed.fetchPage({ cursor, until, signal });
    const { primaryKey } = ledgerStream;
    const file = await beside.write(feed.name, page as never, { until, primaryKey });
    if (file !== null) files.push(file);
    ({ cursor, done } = page);
  }
  return files;
}

/** Revocations that nobody has written. */
async function undone(
  beside: Landing,
  linkIds: readonly string[],
  { events, now }: { readonly events: readonly AnyLedgerEvent[]; readonly now: Date },
): Promise<readonly LandingFile[]> {
  const until = now.toISOString();
  const last = events.at(-1)?.seq ?? 0;
  const records = linkIds.map((link_id, index) => {
    // Behind whatever was erased after the newest event that reads.
    const seq = last + 1_000_000 + index;
    const payload = { link_id, reason: "?" };
    return { seq, kind: "link_revoked", actor: "?", at: until, payload };
  });
  const page = { records, quarantined: [], cursor: { after: last }, done: true };
  const { primaryKey } = ledgerStream;
  const file = await beside.write(ledgerStream.name, page, { until, primaryKey });
  return file === null ? [] : [file];
}

function settledPeriods(events: readonly AnyLedgerEvent[], now: Date): ReadonlySet<string> {
  const settled = plansOf(events).flatMap(({ digest, plan }) =>
    distributionState(events, digest, now)?.status === "settled" ? [plan.period] : [],
  );
  return new Set(settled);
}

async function standsIn(
  { db }: Pick<Warehouse, "db">,
  events: readonly AnyLedgerEvent[],
  isOpen: (period: string) => boolean,
) {
  const accounts = await db
    .selectFrom("member_accounts")
    .select(["account_key", "member_id"])
    .orderBy("account_key")
    .execute();
  const points = await db
    .selectFrom("member_domain_points")
    .where("points", "<>", 0n)
    .select(["period", "member_id", "domain", "points"])
    .orderBy("period")
    .orderBy("domain")
    .execute();
  const wallets = await db.selectFrom("member_wallets").select(["member_id", "wallet"]).execute();
  const former = await db
    .selectFrom("former_member_ids")
    .select(["former_id", "member_id"])
    .execute();
  const memberOf = new Map(former.map((row) => [`${row["former_id"]}`, `${row["member_id"]}`]));
  const walletOf = new Map(wallets.map((row) => [`${row["member_id"]}`, `${row["wallet"]}`]));
  const members = new Set(accounts.map((row) => `${row["member_id"]}`));
  const kept = escrowsOf(events).map(({ member, ...line }) => {
    const owner = memberOf.get(member) ?? member;
    return { owner, period: line.period, domain: line.domain, amount: line.amount };
  });
  const accountsOf = Map.groupBy(accounts, (row) => `${row["member_id"]}`);
  const pointsOf = Map.groupBy(points, (row) => `${row["member_id"]}`);
  const stands = [...accountsOf].map(([memberId, own]): Stand => {
    const open = (pointsOf.get(memberId) ?? []).filter((row) => isOpen(`${row["period"]}`));
    return {
      memberId,
      accounts: own.map((row) => `${row["account_key"]}`),
      points: open.map((row) => ({
        period: `${row["period"]}`,
        domain: `${row["domain"]}`,
        points: BigInt(`${row["points"]}`),
      })),
      wallet: walletOf.get(memberId) ?? null,
      kept: kept
        .filter(({ owner }) => owner === memberId)
        .map(({ period, domain, amount }) => ({ period, domain, amount })),
    };
  });
  const ownerless = kept
    .filter(({ owner }) => !members.has(owner))
    .map(({ period, amount }) => ({ period, amount }));
  return { stands, ownerless };
}

/** All but the id: a member may be renamed by a link that is undone, and have what they had. */
function worth({ accounts, points, wallet, kept }: Stand): string {
  return JSON.stringify([accounts, points, wallet, kept], (_key, value: unknown) =>
    typeof value === "bigint" ? `${value}` : value,
  );
}
