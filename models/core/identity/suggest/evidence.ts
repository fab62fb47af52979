import { type Handle, handleOf, handlesOfName, matchHandles } from "./handles.ts";
import { type Likeness, matchNames, type NameWord, nameWords } from "./names.ts";

/** An account as it is compared with others. */
export interface Compared {
  readonly words: readonly NameWord[];
  readonly handle: Handle | null;
  readonly ownHandles: ReadonlySet<string>;
  readonly cohorts: ReadonlySet<string>;
}

export function comparedOf(account: {
  readonly name: string | null;
  readonly handle: string | null;
  readonly cohorts: ReadonlySet<string>;
}): Compared {
  const words = nameWords(account.name);
  return {
    words,
    handle: handleOf(account.handle),
    ownHandles: handlesOfName(words),
    cohorts: account.cohorts,
  };
}

/**
 * What a reason is worth; whole numbers, so that sums and orders are exact. Of what is said of names,
 * and of handles, the strongest counts once.
 */
export const REASONS = {
  same_address: 50,
  same_name: 40,
  same_name_in_other_letters: 38,
  same_name_by_diminutive: 34,
  name_and_initial: 25,
  same_surname: 15,
  same_given_name: 10,
  same_given_name_in_other_letters: 9,
  same_given_name_by_diminutive: 8,
  same_handle: 30,
  handle_is_name: 25,
  near_handle: 15,
  same_cohort: 10,
} as const;

export type Reason = keyof typeof REASONS;

/** Less than that is chance: everybody shares a given name with somebody. */
export const SCORE_MIN = 18;

/** Why two accounts may be one person's, the strongest first; empty where nothing says so. */
export function reasonsFor(a: Compared, b: Compared, hasAddress: boolean): readonly Reason[] {
  const own = [
    ...(hasAddress ? (["same_address"] as const) : []),
    ...nameReason(a, b),
    ...handleReason(a, b),
  ];
  // To be in one cohort says nothing by itself.
  const isShared = own.length > 0 && !a.cohorts.isDisjointFrom(b.cohorts);
  const reasons: readonly Reason[] = isShared ? [...own, "same_cohort"] : own;
  return reasons.toSorted((one, other) => REASONS[other] - REASONS[one] || (one < other ? -1 : 1));
}

export function scoreOf(reasons: readonly Reason[]): number {
  return reasons.reduce((sum, reason) => sum + REASONS[reason], 0);
}

const WHOLE: Readonly<Record<Likeness, Reason>> = {
  written: "same_name",
  letters: "same_name_in_other_letters",
  diminutive: "same_name_by_diminutive",
};
const GIVEN: Readonly<Record<Likeness, Reason>> = {
  written: "same_given_name",
  letters: "same_given_name_in_other_letters",
  diminutive: "same_given_name_by_diminutive",
};

function nameReason(a: Compared, b: Compared): readonly Reason[] {
  const match = matchNames(a.words, b.words);
  if (match === null) return [];
  if (match.count > 1 && match.isWhole) return [WHOLE[match.likeness]];
  if (match.hasInitial) return ["name_and_initial"];
  if (match.isWhole) return [match.hasGiven ? GIVEN[match.likeness] : "same_surname"];
  // Another surname, or another given name: namesakes and relatives.
  return [];
}

function handleReason(a: Compared, b: Compared): readonly Reason[] {
  const likeness = a.handle === null || b.handle === null ? null : matchHandles(a.handle, b.handle);
  if (likeness === "same_handle") return [likeness];
  const isName =
    (a.handle !== null && b.ownHandles.has(a.handle.whole)) ||
    (b.handle !== null && a.ownHandles.has(b.handle.whole));
  if (isName) return ["handle_is_name"];
  return likeness === null ? [] : [likeness];
}
