import { oneEach } from "../../models/core/identity/one-each.ts";
import { gatewayAccounts } from "../../models/marts/gateway/gateway_accounts.ts";
import { gatewayAddressPairs } from "../../models/marts/gateway/gateway_address_pairs.ts";
import { gatewayLinkConflicts } from "../../models/marts/gateway/gateway_link_conflicts.ts";
import { gatewaySuggestions } from "../../models/marts/gateway/gateway_suggestions.ts";
import type { Relation, Row } from "../../models/model.ts";
import type { KnownAccounts } from "../../warehouse/ledger/index.ts";
import { openSnapshot, type Snapshot } from "../../warehouse/snapshot/index.ts";
import { readRows } from "../../warehouse/snapshot/rows.ts";

/** An account as the newest snapshot shows it. */
export interface PublishedAccount {
  readonly account: string;
  readonly memberId: string;
  /** Null: known to the ledger only. */
  readonly system: string | null;
  readonly name: string | null;
  readonly handle: string | null;
  readonly actor: string | null;
}

/** Two accounts that may be one person's. */
export interface PublishedSuggestion {
  readonly suggestionId: string;
  readonly accounts: readonly [string, string];
  readonly members: readonly [string, string];
  readonly score: number;
  /** Codes of `models/core/identity/suggest/evidence.ts`, the strongest first. */
  readonly reasons: readonly string[];
  /** Place among the suggestions for each of the two, 1 for the first. */
  readonly places: readonly [number, number];
}

/** Two accounts with one address, of which both systems have made sure. */
export interface PublishedPair {
  readonly accounts: readonly [string, string];
  readonly addressHash: string;
}

/** A link of the ledger that the models did not apply. */
export interface UnappliedLink {
  readonly linkId: string;
  readonly accounts: readonly [string, string];
  readonly system: string;
}

/** Who is who, as it was published last: for the gateway and the operator, and for nobody's browser. */
export interface PublishedPeople extends KnownAccounts {
  readonly accounts: ReadonlyMap<string, PublishedAccount>;
  /** The likeliest first. */
  readonly suggestions: readonly PublishedSuggestion[];
  readonly addressPairs: readonly PublishedPair[];
  readonly unapplied: readonly UnappliedLink[];
}

/** Of the newest snapshot; of none, nobody is known. */
export async function publishedPeople(snapshotsDir: string): Promise<PublishedPeople> {
  return peopleIn(await openSnapshot(snapshotsDir));
}

/** Of an earlier version's snapshot, nobody is known either: links are then judged by the ledger alone. */
export async function peopleIn(snapshot: Snapshot | null): Promise<PublishedPeople> {
  const rowsOf = async <M extends Relation>({ name }: M): Promise<readonly Row<M["columns"]>[]> => {
    if (snapshot?.tables.some((table) => table.name === name) !== true) return [];
    return (await readRows(snapshot, name)) as readonly Row<M["columns"]>[];
  };
  const rows = await rowsOf(gatewayAccounts);
  const accounts = new Map(
    rows.map(({ account_key, member_id, source, name, handle, actor }) => [
      account_key,
      { account: account_key, memberId: member_id, system: source, name, handle, actor },
    ]),
  );
  const suggestions = await rowsOf(gatewaySuggestions);
  const pairs = await rowsOf(gatewayAddressPairs);
  const unapplied = await rowsOf(gatewayLinkConflicts);
  return {
    accounts,
    suggestions: suggestions
      .map((row) => ({
        suggestionId: row.suggestion_id,
        accounts: accountsIn(row),
        members: [row.member_a, row.member_b] as const,
        score: row.score,
        reasons: row.reasons.split(" "),
        places: [row.place_a, row.place_b] as const,
      }))
      .toSorted((a, b) => b.score - a.score || (a.suggestionId < b.suggestionId ? -1 : 1)),
    addressPairs: pairs.map((row) => ({
      accounts: accountsIn(row),
      addressHash: row.address_hash,
    })),
    unapplied: unapplied.map((row) => ({
      linkId: row.link_id,
      accounts: accountsIn(row),
      system: row.system,
    })),
    systemOf: (account) => accounts.get(account)?.system ?? null,
    actorOf: (account) => accounts.get(account)?.actor ?? null,
    oneEach,
  };
}

function accountsIn(row: { readonly account_a: string; readonly account_b: string }) {
  return [row.account_a, row.account_b] as const;
}
