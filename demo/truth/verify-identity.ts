import type { Truth } from "./truth.ts";

/** An account as the product names it. */
export interface FoundAccount {
  readonly source: string;
  readonly native_id: string;
  /** It shows a name or a handle: of others nobody can say whose they may be. */
  readonly shows?: boolean;
}

/** Whom the product takes for one person, and whom it would ask about. */
export interface FoundIdentity {
  readonly members: readonly (readonly FoundAccount[])[];
  /** The same by proofs alone, whatever else joins them. */
  readonly byProofs: readonly (readonly FoundAccount[])[];
  /** For each member, by one of their accounts, others that it may be, the likeliest first. */
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
  /** Accounts that planted proofs join to another one that the product has seen. */
  readonly provable: number;
  /** Of these, those that the product's proofs alone join to all that planted ones do. */
  readonly proven: number;
  /** Pairs of accounts that are one member's and two people's. */
  readonly wrong_merges: number;
  /** Members who show something, and are a person who is another such member, too. */
  readonly apart: number;
  /** Of them, those whose person is among their first three suggestions. */
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
  const planted = (groups: FoundIdentity["members"]) =>
    groups
      .map((accounts) => accounts.map(keyOf).filter((key) => personOf.has(key)))
      .filter((keys) => keys.length > 0);
  const members = planted(found.members);
  const memberOf = groupOf(members);
  const several = [...Map.groupBy(memberOf.keys(), (key) => personOf.get(key)).values()].filter(
    (keys) => keys.length > 1,
  );
  const provable = provenGroups(truth)
    .map((keys) => keys.filter((key) => memberOf.has(key)))
    .filter((keys) => keys.length > 1);
  const proofOf = groupOf(planted(found.byProofs));
  const showing = new Set(
    found.members.flat().flatMap((one) => (one.shows === true ? [keyOf(one)] : [])),
  );
  const shown = members.filter((keys) => keys.some((key) => showing.has(key)));
  const apart = [...Map.groupBy(shown, ([key = ""]) => personOf.get(key)).values()]
    .filter((own) => own.length > 1)
    .flat();
  const queues = found.suggestions.map(({ of, candidates }) => {
    return { member: memberOf.get(keyOf(of)), candidates: candidates.slice(0, FIRST).map(keyOf) };
  });
  const isFound = (keys: readonly string[]) =>
    queues.some(
      ({ member, candidates }) =>
        member === memberOf.get(keys[0] ?? "") &&
        candidates.some((key) => personOf.get(key) === personOf.get(keys[0] ?? "")),
    );
  return {
    people: several.length,
    joined: several.filter((keys) => isJoined(keys, memberOf)).length,
    provable: provable.flat().length,
    proven: provable.filter((keys) => isJoined(keys, proofOf)).flat().length,
    wrong_merges: members.reduce((sum, keys) => sum + mixedPairs(keys, personOf), 0),
    apart: apart.length,
    apart_found: apart.filter(isFound).length,
  };
}

const keyOf = ({ source, native_id }: FoundAccount) => `${source}:${native_id}`;

function groupOf(groups: readonly (readonly string[])[]): ReadonlyMap<string, number> {
  return new Map(groups.flatMap((keys, index) => keys.map((key) => [key, index] as const)));
}

function isJoined(keys: readonly string[], by: ReadonlyMap<string, number>): boolean {
  return new Set(keys.map((key) => by.get(key) ?? key)).size === 1;
}

/** Accounts that planted proofs join, directly or by others. */
function provenGroups({ proofs }: Truth): readonly (readonly string[])[] {
  const groups = new Map<string, Set<string>>();
  for (const [a, b] of proofs) {
    const [one, other] = [a, b].map(({ source, nativeId }) => {
      const key = `${source}:${nativeId}`;
      return groups.get(key) ?? new Set([key]);
    });
    const both = new Set([...one!, ...other!]);
    for (const key of both) groups.set(key, both);
  }
  return [...new Set(groups.values())].map((keys) => [...keys]);
}

function mixedPairs(keys: readonly string[], personOf: ReadonlyMap<string, string>): number {
  return keys.reduce(
    (sum, key, at) =>
      sum + keys.slice(at + 1).filter((other) => personOf.get(other) !== personOf.get(key)).length,
    0,
  );
}
