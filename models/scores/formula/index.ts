import { formula202604 } from "./2026-04.ts";
import { formula202610 } from "./2026-10.ts";
import type { Formula } from "./formula.ts";

/**
 * Every formula there is: a new one is a dated file and a line here. Which one counts for a month
 * is told by the ledger (`formulas_in_force`).
 */
export const formulas: readonly Formula[] = [formula202604, formula202610];
