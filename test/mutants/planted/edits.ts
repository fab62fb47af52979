import type { Mutant } from "../mutant.ts";
import { workbookMutants } from "./workbook.ts";

/** Guards of what is paid for attempts: without any of them, some sequence of edits shows it. */
const GUARDS = [
  "accept a verdict by a non-master",
  "accept a verdict on one's own attempt or answer",
  "accept a verdict on a text that the row never showed",
  "hold a statement against the row as it is now, not as it was known then",
  "date an acceptance anew at each better grade",
  "pay for the text accepted last instead of the first",
  "lose an accepted attempt with its row",
  "pay for attempts that nobody accepted",
  "date accepted work by the day it was handed in",
  "tell rows apart by their Id alone",
] as const;

/** The same mistakes as in `workbook.ts`, which here nothing but drawn edits may notice. */
export const editsMutants: readonly Mutant[] = GUARDS.map((change) => {
  const planted = workbookMutants.find((mutant) => mutant.change === change);
  if (planted === undefined) throw new Error(`workbook.ts plants no mutant "${change}".`);
  return { ...planted, change: `${change}, among edits`, check: ["test/edits/edits.test.ts"] };
});
