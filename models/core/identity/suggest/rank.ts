import {
  type Compared,
  comparedOf,
  type Reason,
  reasonsFor,
  SCORE_MIN,
  scoreOf,
} from "./evidence.ts";
import { nearKeys } from "./handles.ts";
import { isGiven } from "./names.ts";

/** So many for each member: whoever is not among them is found by nobody who looks through a list. */
const SUGGESTIONS_A_MEMBER_MAX = 5;

export interface Candidate {
  readonly account_key: string;
  readonly member_id: string;
  readonly source: string | null;
  readonly name: string | null;
  readonly handle: string | null;
  readonly cohorts: ReadonlySet<string>;
}

export interface Suggestion {
  readonly account_a: string;
  readonly account_b: string;
  readonly member_a: string;
  readonly member_b: string;
  readonly score: number;
  readonly reasons: readonly Reason[];
  /** Place among the suggestions for each of the two members, 1 for the first. */
  readonly place_a: number;
  readonly place_b: number;
}

/**
 * Accounts of different members that may be one person's, by what both show: the best pair of two
 * members, and the first few of each. Nobody is linked by it, and the order of the input is no matter.
 */
export function suggestionsFor(
  candidates: readonly Candidate[],
  given: {
    /** Systems in which a person has one account: two members who both have one are two people. */
    readonly oneEach: readonly string[];
    /** Pairs of accounts with one address, and pairs that are said to be two people's: `a b`. */
    readonly sharing: ReadonlySet<string>;
    readonly refused: ReadonlySet<string>;
  },
): readonly Suggestion[] {
  const accounts = candidates
    .toSorted((a, b) => (a.account_key < b.account_key ? -1 : 1))
    .map((account) => ({ account, compared: comparedOf(account) }));
  const systems = new Map<string, Set<string>>();
  for (const { member_id, source } of candidates)
    if (source !== null && given.oneEach.includes(source))
      systems.set(member_id, (systems.get(member_id) ?? new Set()).add(source));
  const memberOf = new Map(
    candidates.map(({ account_key, member_id }) => [account_key, member_id]),
  );
  const apart = new Set(
    [...given.refused].map((pair) => {
      const [a = "", b = ""] = pair.split(" ");
      return pairKey(memberOf.get(a) ?? a, memberOf.get(b) ?? b);
    }),
  );
  const best = new Map<string, Omit<Suggestion, "place_a" | "place_b">>();
  for (const [a, b] of pairsToCompare(accounts, given.sharing)) {
    const [member_a, member_b] = [a.account.member_id, b.account.member_id];
    const members = pairKey(member_a, member_b);
    if (member_a === member_b || apart.has(members)) continue;
    const taken = systems.get(member_a) ?? new Set();
    if (!taken.isDisjointFrom(systems.get(member_b) ?? new Set())) continue;
    const [account_a, account_b] = [a.account.account_key, b.account.account_key];
    const isSharing = given.sharing.has(`${account_a} ${account_b}`);
    const reasons = reasonsFor(a.compared, b.compared, isSharing);
    const score = scoreOf(reasons);
    if (score < SCORE_MIN) continue;
    const found = { account_a, account_b, member_a, member_b, score, reasons };
    const before = best.get(members);
    if (before === undefined || compare(found, before) < 0) best.set(members, found);
  }
  return placed([...best.values()].toSorted(compare));
}

interface Ready {
  readonly account: Candidate;
  readonly compared: Compared;
}

/** Pairs that share a key, the first account's key before the second's; each once. */
function* pairsToCompare(
  accounts: readonly Ready[],
  sharing: ReadonlySet<string>,
): Generator<readonly [Ready, Ready]> {
  const blocks = new Map<string, number[]>();
  for (const [at, one] of accounts.entries())
    for (const key of keysOf(one)) {
      const block = blocks.get(key);
      if (block === undefined) blocks.set(key, [at]);
      else block.push(at);
    }
  const places = new Map(accounts.map(({ account }, at) => [account.account_key, at]));
  for (const pair of sharing) {
    const ends = pair.split(" ").flatMap((key) => places.get(key) ?? []);
    if (ends.length === 2)
      blocks.set(
        `a:${pair}`,
        ends.toSorted((a, b) => a - b),
      );
  }
  const partners = new Map<number, Set<number>>();
  for (const block of blocks.values())
    for (const [index, first] of block.entries())
      for (const second of block.slice(index + 1))
        partners.set(first, (partners.get(first) ?? new Set()).add(second));
  for (const [first, seconds] of partners)
    for (const second of seconds) yield [accounts[first]!, accounts[second]!];
}

/** Two accounts that have enough in common share one of these. */
function keysOf({ compared: { words, handle, ownHandles, cohorts } }: Ready): ReadonlySet<string> {
  const names = words.flatMap((word) => {
    if (word.written.length === 1) return [];
    if (!isGiven(word)) return [`n:${word.sound}`];
    // A given name alone is not enough: what would make it so is part of the key.
    const initials = words.map(({ sound }) => sound.slice(0, 1));
    return [word.sound, ...word.given].flatMap((name) => [
      ...[...cohorts].map((cohort) => `c:${name}|${cohort}`),
      ...initials.map((initial) => `i:${name}|${initial}`),
      ...(words.length > 1 ? [] : [`g:${name}`]),
    ]);
  });
  const handles = handle === null ? [] : [`h:${handle.whole}`, ...nearKeys(handle).map(nearKey)];
  return new Set([...names, ...handles, ...[...ownHandles].map((one) => `h:${one}`)]);
}

const nearKey = (key: string) => `d:${key}`;

function pairKey(one: string, other: string): string {
  return [one, other].toSorted().join(" ");
}

function compare(
  a: Omit<Suggestion, "place_a" | "place_b">,
  b: Omit<Suggestion, "place_a" | "place_b">,
): number {
  const key = ({ account_a, account_b }: typeof a) => `${account_a} ${account_b}`;
  return b.score - a.score || (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0);
}

function placed(
  ordered: readonly Omit<Suggestion, "place_a" | "place_b">[],
): readonly Suggestion[] {
  const counts = new Map<string, number>();
  const next = (member: string) => {
    const place = (counts.get(member) ?? 0) + 1;
    counts.set(member, place);
    return place;
  };
  return ordered
    .map((one) => ({ ...one, place_a: next(one.member_a), place_b: next(one.member_b) }))
    .filter(({ place_a, place_b }) => Math.min(place_a, place_b) <= SUGGESTIONS_A_MEMBER_MAX);
}
