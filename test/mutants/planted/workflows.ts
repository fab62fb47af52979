import type { Mutant } from "../mutant.ts";

/** What runs in which order, and what it does when something fails. */
export const workflowsMutants: readonly Mutant[] = [];
