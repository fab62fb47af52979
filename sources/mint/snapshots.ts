/**
 * The token's mint over time: its supply and who holds it, a snapshot for each day and each change of
 * the treasury.
 *
 * What is held lands once, under its digest, however many snapshots find it so.
 */
import { z } from "zod";

import { cursorFrom, digestOf } from "../cursor.ts";
import type { Feed, Json, Stream } from "../source.ts";
import {
  HoldersRefusedError,
  type Holding,
  type MintFacts,
  type MintNode,
  type NoHolders,
} from "./mint-node.ts";

/** A record with as many accounts is about a hundred kilobytes. */
const ACCOUNTS_PER_RECORD_MAX = 1_000;

/** Between two requests somebody may pay, mint or burn: then both are made again. */
const TRIES_MAX = 3;

export const mintSnapshotsStream: Stream = { name: "mint_snapshots", primaryKey: ["id"] };

/** What the last snapshot was like: nothing lands until one of them is otherwise. */
const Cursor = z.object({ day: z.string(), facts: z.string(), holdings: z.string().nullable() });
type Cursor = z.infer<typeof Cursor>;

export function mintSnapshots(node: MintNode): Feed<Cursor> {
  const { name } = mintSnapshotsStream;
  return {
    name,
    stream: mintSnapshotsStream,

    async fetchPage({ cursor, until, signal }) {
      const nothing = { records: [], quarantined: [], cursor, done: true };
      const start = { day: "", facts: "", holdings: null };
      const last = cursorFrom(Cursor, cursor, { stream: name, start });
      const facts = await node.facts(signal);
      if (facts === null) return nothing;
      const day = until.slice(0, 10);
      // All that is paid leaves the treasury, so a whole list is asked for only if it may be new.
      if (last.day === day && last.facts === digestOf(told(facts))) return nothing;
      const seen = await seenBy(node, facts, signal);
      const accounts = seen.accounts?.map(held) ?? null;
      const holdings = accounts === null ? null : digestOf(accounts);
      const next = { day, facts: digestOf(told(seen.facts)), holdings: holdings ?? last.holdings };
      const parts = holdings === null || holdings === last.holdings ? [] : partsOf(accounts ?? []);
      const records: Json[] = [
        snapshotOf(seen.facts, { at: until, holdings, noHolders: seen.noHolders }),
        ...parts.map((part, index) => partOf(part, { holdings: holdings ?? "", index })),
      ];
      return { records, quarantined: [], cursor: next, done: true };
    },
  };
}

interface Seen {
  readonly facts: MintFacts;
  /** Null where the node does not say. */
  readonly accounts: readonly Holding[] | null;
  readonly noHolders: NoHolders | null;
}

/** Supply and accounts of one moment: what is held adds up to what there is, or is not believed. */
async function seenBy(node: MintNode, first: MintFacts, signal: AbortSignal): Promise<Seen> {
  let facts = first;
  for (let tries = 1; tries <= TRIES_MAX; tries += 1) {
    try {
      const { slot, accounts } = await node.holdings(signal);
      const sum = accounts.reduce((total, { amount }) => total + amount, 0n);
      if (sum === facts.supply) return { facts: { ...facts, slot }, accounts, noHolders: null };
    } catch (error) {
      if (!(error instanceof HoldersRefusedError)) throw error;
      return { facts, accounts: null, noHolders: error.code };
    }
    facts = (await node.facts(signal)) ?? facts;
  }
  return { facts, accounts: null, noHolders: "does_not_add_up" };
}

/** What makes a snapshot worth taking: all but the moment. */
function told(facts: MintFacts): Json {
  const { genesis, mint, supply, mintAuthority, freezeAuthority, treasury, inTreasury } = facts;
  const amounts = [`${supply}`, `${inTreasury}`];
  return [genesis, mint, treasury, mintAuthority, freezeAuthority, ...amounts];
}

function snapshotOf(
  { genesis, mint, slot, blockTime, supply, decimals, ...facts }: MintFacts,
  seen: {
    readonly at: string;
    readonly holdings: string | null;
    readonly noHolders: NoHolders | null;
  },
): Json {
  return {
    id: `${genesis}:${mint}:${slot}`,
    kind: "snapshot",
    genesis,
    mint,
    slot,
    decimals,
    at: seen.at,
    block_time: blockTime === null ? null : new Date(blockTime * 1_000).toISOString(),
    supply_base_units: `${supply}`,
    treasury: facts.treasury,
    treasury_base_units: `${facts.inTreasury}`,
    mint_authority: facts.mintAuthority,
    freeze_authority: facts.freezeAuthority,
    holdings: seen.holdings,
    no_holders: seen.noHolders,
  };
}

/** Nothing of when it was seen: the same accounts are the same part. */
function partOf(
  accounts: readonly Json[],
  { holdings, index }: { readonly holdings: string; readonly index: number },
): Json {
  return { id: `${holdings}:${index}`, kind: "holdings", holdings, part: index, accounts };
}

/** An account as it lands: address, owner, base units, and 1 where it is frozen. */
function held({ account, owner, amount, isFrozen }: Holding): Json {
  return [account, owner, `${amount}`, isFrozen ? 1 : 0];
}

function partsOf(accounts: readonly Json[]): readonly (readonly Json[])[] {
  return Array.from({ length: Math.ceil(accounts.length / ACCOUNTS_PER_RECORD_MAX) }, (_, part) =>
    accounts.slice(part * ACCOUNTS_PER_RECORD_MAX, (part + 1) * ACCOUNTS_PER_RECORD_MAX),
  );
}
