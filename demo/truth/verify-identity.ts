import type { Truth } from "./truth.ts";

/** An account as the product names it. */
export interface FoundAccount {
  readonly source: string;
  readonly native_id: string;
}

/** Whom the product takes for one person, and whom it would ask about. */
export interface FoundIdentity {
  readonly members: readonly (readonly FoundAccount[])[];
  /** The same by proofs alone, whatever else joins them. */
  readonly byProofs: readonly (readonly FoundAccount[])[];
  /** For each account, others that it may belong to, the likeliest first. */
  readonly suggestions: readonly {
    readonly of: FoundAccount;
    readonly candidates: readonly FoundAccount[];
  }[];
}

export interface IdentityVerification {
  /** People of whom the product has seen two accounts or more. */
  readonly people: number;
  /** Of them, those all of whose accounts are one member's. */
  readonly joined: number;
  /** Accounts of those of them who have proven all of theirs. */
  readonly provable: number;
  /** Of these accounts, those that proofs alone join to all others of their person. */
  readonly proven: number;
  /** Pairs of accounts that are one member's and two people's. */
  readonly wrong_merges: number;
  /** Accounts that stand apart from another of their person's. */
  readonly apart: number;
  /** Of them, those that have an account of their person among their first three suggestions. */
  readonly apart_found: number;
}

/** How many suggestions a person looks through. */
const FIRST = 3;

/** Compares who is one person for the product with who is. Accounts that nobody planted are left out. */
export function verifyIdentity(truth: Truth, found: FoundIdentity): IdentityVerification {
  const personOf = new Map<string, string>(
    truth.people.flatMap(({ person, accounts }) =>
      accounts.map(({ source, nativeId }) => [`${source}:${nativeId}`, person] as const),
    ),
  );
  const keyOf = ({ source, native_id }: FoundAccount) => `${source}:${native_id}`;
  const planted = (groups: FoundIdentity["members"]) =>
    groups.map((accounts) => accounts.map(keyOf).filter((key) => personOf.has(key)));
  const members = planted(found.members);
  const suggestions = new Map(
    found.suggestions.map(({ of, candidates }) => [keyOf(of), candidates.map(keyOf)]),
  );
  const groupOf = (groups: readonly (readonly string[])[]) =>
    new Map(groups.flatMap((keys, index) => keys.map((key) => [key, index] as const)));
  const memberOf = groupOf(members);
  const proofOf = groupOf(planted(found.byProofs));
  const seen = Map.groupBy(memberOf.keys(), (key) => personOf.get(key));
  const several = [...seen.values()].filter((keys) => keys.length > 1);
  const isJoined = (keys: readonly string[], by = memberOf) =>
    new Set(keys.map((key) => by.get(key) ?? key)).size === 1;
  const provers = new Set(truth.proven);
  const provable = several.filter(([key = ""]) => provers.has(personOf.get(key) ?? ""));
  const apart = several.filter((keys) => !isJoined(keys)).flat();
  const isFound = (key: string) =>
    (suggestions.get(key) ?? [])
      .slice(0, FIRST)
      .some((other) => personOf.get(other) === personOf.get(key));
  return {
    people: several.length,
    joined: several.filter((keys) => isJoined(keys)).length,
    provable: provable.flat().length,
    proven: provable.filter((keys) => isJoined(keys, proofOf)).flat().length,
    wrong_merges: members.reduce((sum, keys) => sum + mixedPairs(keys, personOf), 0),
    apart: apart.length,
    apart_found: apart.filter(isFound).length,
  };
}

function mixedPairs(keys: readonly string[], personOf: ReadonlyMap<string, string>): number {
  return keys.reduce(
    (sum, key, at) =>
      sum + keys.slice(at + 1).filter((other) => personOf.get(other) !== personOf.get(key)).length,
    0,
  );
}
