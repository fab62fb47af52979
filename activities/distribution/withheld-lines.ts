import { type Plan, type PlanLine, wordOn } from "../../warehouse/ledger/index.ts";
import { compare } from "./apportion.ts";
import type { Claim } from "./claims.ts";
import type { PlanInputs } from "./plan-inputs.ts";

/** Lines as they are paid, those that the committee withholds, and what is carried of a domain. */
interface Withheld {
  readonly lines: readonly PlanLine[];
  readonly withheld: Plan["withheld"];
}

/**
 * Takes out of a period's lines what the committee holds or drops. Each keeps the amount that it has
 * beside the others, so that nobody's share grows by a word: what is held stays owed, and what is
 * dropped is carried.
 */
export function withholdLines(
  lines: readonly PlanLine[],
  claims: readonly Claim[],
  words: PlanInputs["words"],
): Withheld {
  const workOf = new Map(
    claims.map(({ id, contributions }) => [id, new Set(contributions.map(({ key }) => key))]),
  );
  const kept: PlanLine[] = [];
  const withheld: Plan["withheld"][number][] = [];
  for (const line of lines) {
    const { wallet: _wallet, ...row } = line;
    const { id: lineId, domain } = row;
    const found = wordOn(words, { lineId, domain, contributions: workOf.get(lineId) ?? new Set() });
    if (found === null) {
      kept.push(line);
      continue;
    }
    const { word, actor, at, reason } = found;
    withheld.push({ ...row, word, actor, at, reason });
    if (word === "held") kept.push({ ...line, wallet: null });
  }
  return { lines: kept, withheld: withheld.toSorted((a, b) => compare(a.id, b.id)) };
}
