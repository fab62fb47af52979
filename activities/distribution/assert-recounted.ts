import type { Plan } from "../../warehouse/ledger/index.ts";
import { PlanRecountError } from "./errors.ts";
import type { CountedLine } from "./recount.ts";

/**
 * Throws unless the plan's own lines, with those that the committee dropped, are those that were
 * counted without it, to the last unit.
 */
export function assertRecounted(plan: Plan, counted: readonly CountedLine[]): void {
  const dropped = plan.withheld.filter(({ word }) => word === "dropped");
  const planned = new Map([...plan.lines, ...dropped].map((line) => [line.id, line]));
  const other = new Map(counted.map((line) => [line.id, line]));
  for (const id of [...new Set([...planned.keys(), ...other.keys()])].toSorted()) {
    const found = said(other.get(id));
    const expected = said(planned.get(id));
    if (found !== expected) throw new PlanRecountError(plan.period, { id, expected, found });
  }
}

function said(line: CountedLine | undefined): string {
  if (line === undefined) return "no such line";
  const { member, domain, points, amount } = line;
  return `${amount} units for ${points} points of ${member} in ${domain}`;
}
