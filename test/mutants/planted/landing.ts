import type { Mutant } from "../mutant.ts";

/** What keeps what was read: landing files and their writers. */
export const landingMutants: readonly Mutant[] = [];
