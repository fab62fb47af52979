import { formulaDigest, type Formula } from "./formula.ts";

/** A row of `formulas_in_force`. */
export interface FormulaTurn {
  readonly from_period: string;
  readonly formula: string;
  readonly digest: string;
}

/** Points cannot be made: no formula is in force, or not the one that was activated. */
export class FormulaError extends Error {
  override readonly name = "FormulaError";
}

/** The turn that a period lies in: the last one that has begun. Throws before the first. */
export function turnOf(turns: readonly FormulaTurn[], period: string): FormulaTurn {
  const inOrder = turns.toSorted((a, b) => (a.from_period < b.from_period ? -1 : 1));
  const turn = inOrder.findLast(({ from_period }) => from_period <= period);
  if (turn !== undefined) return turn;
  const [first] = inOrder;
  const found =
    first === undefined
      ? "the ledger activates none"
      : `the first counts from ${first.from_period}`;
  throw new FormulaError(
    `No formula is in force in ${period}: ${found}. Activate one from ${period} or before.`,
  );
}

/** The formula of that name. Throws where this program has none. */
export function formulaNamed(known: readonly Formula[], name: string): Formula {
  const formula = known.find((candidate) => candidate.name === name);
  if (formula !== undefined) return formula;
  throw new FormulaError(
    `There is no formula ${JSON.stringify(name)}; this program knows ${namesOf(known)}. ` +
      "See models/scores/formula/.",
  );
}

/**
 * Tells the formula of a period. Every turn is looked at first, a coming one too: a program that
 * does not know what was activated makes no points at all.
 */
export function formulaByPeriod(
  known: readonly Formula[],
  turns: readonly FormulaTurn[],
  sha256: (text: string) => string,
): (period: string) => Formula {
  for (const { formula: name, digest, from_period } of turns) {
    const formula = known.find((candidate) => candidate.name === name);
    if (formula === undefined) {
      throw new FormulaError(
        `The ledger puts formula ${JSON.stringify(name)} in force from ${from_period}, and this ` +
          `program knows ${namesOf(known)}. Update Vklad, or activate a known formula from ` +
          `${from_period}: the later event counts.`,
      );
    }
    const found = formulaDigest(formula, sha256);
    if (found !== digest) {
      throw new FormulaError(
        `Formula ${JSON.stringify(name)} was activated with digest ${digest}, and its file has ` +
          `${found}. Restore models/scores/formula/${name}.ts: a change is a file of its own.`,
      );
    }
  }
  const byPeriod = new Map<string, Formula>();
  return (period) => {
    const formula = byPeriod.get(period) ?? formulaNamed(known, turnOf(turns, period).formula);
    byPeriod.set(period, formula);
    return formula;
  };
}

function namesOf(known: readonly Formula[]): string {
  return known.map(({ name }) => name).join(", ");
}
