import type { Formula } from "./formula.ts";

export interface Factors {
  readonly v: number;
  readonly m: number;
  readonly k: number;
  readonly e: number;
  readonly i: number;
}

/** How much new text, 0 … 1; saturates. */
export function volume({ volume: { tokensNeutral, tokensFull } }: Formula, newTokens: number) {
  const full = Math.log(1 + tokensFull / tokensNeutral);
  return Math.min(1, Math.log(1 + newTokens / tokensNeutral) / full);
}

export interface Judged {
  readonly verdict: string | null;
  readonly grade: number | null;
}

/** How substantial, 0 … 1: what a person said, drawn towards the prior. Nobody said: the prior. */
export function meaning({ meaning: { weights, prior, grades, verdicts } }: Formula, by: Judged) {
  if (by.verdict === null) return prior;
  const graded = by.grade === null ? undefined : grades[by.grade - 1];
  const human = graded ?? (by.verdict === "accepted" ? verdicts.accepted : verdicts.returned);
  return (weights.human * human + weights.prior * prior) / (weights.human + weights.prior);
}

export function complexity({ complexity: { min, max } }: Formula, declared: number): number {
  return Math.min(max, Math.max(min, declared));
}

/** S = V^0.25 · M · K^0.5 · (1 + 0.5·E + 1.0·I), with the formula's own constants. */
export function product({ exponents, bonuses }: Formula, { v, m, k, e, i }: Factors): number {
  return (
    v ** exponents.volume *
    m ** exponents.meaning *
    k ** exponents.complexity *
    (1 + bonuses.engagement * e + bonuses.influence * i)
  );
}

/** The same, and nothing below the floor of meaning. */
export function score(formula: Formula, factors: Factors): number {
  return factors.m < formula.meaning.floor ? 0 : product(formula, factors);
}
