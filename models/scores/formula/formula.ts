import type { TalkKind } from "../../core/contributions/contribution-classes.ts";

/** All that a formula may say: constants only, so that its digest covers everything. */
export interface Formula {
  readonly name: string;
  /** What is said elsewhere and counts beside posts and attempts; nothing where it is left out. */
  readonly counts?: readonly TalkKind[];
  readonly volume: { readonly tokensNeutral: number; readonly tokensFull: number };
  readonly meaning: {
    readonly weights: { readonly human: number; readonly judge: number; readonly prior: number };
    readonly prior: number;
    /** Below it a contribution is worth nothing. */
    readonly floor: number;
    /** Value of a grade 1 … 5. */
    readonly grades: readonly number[];
    /** Value of a verdict that came without a grade. */
    readonly verdicts: { readonly accepted: number; readonly returned: number };
  };
  readonly complexity: { readonly min: number; readonly max: number };
  readonly exponents: {
    readonly volume: number;
    readonly meaning: number;
    readonly complexity: number;
  };
  readonly bonuses: { readonly engagement: number; readonly influence: number };
  /** What each next contribution of a person, period and class is worth of the one before. */
  readonly rankDecay: number;
  /** Factors that are in the formula and not measured yet: their value for everyone. */
  readonly neutral: {
    readonly engagement: number;
    readonly influence: number;
    readonly standing: number;
    readonly classCap: null;
    readonly shareCap: null;
    readonly statement: string;
  };
}

/** The text whose SHA-256, in hex, is the formula's digest: keys sorted, no spaces. */
export function formulaText(formula: Formula): string {
  return canonical(formula);
}

/** `sha256` is given, because models run without Node's modules. */
export function formulaDigest(formula: Formula, sha256: (text: string) => string): string {
  return sha256(formulaText(formula));
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, of]) => `${JSON.stringify(key)}:${canonical(of)}`).join(",")}}`;
}
