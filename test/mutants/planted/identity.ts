import type { Mutant } from "../mutant.ts";

/** Who is who: accounts, links, roles and their ends. */
export const identityMutants: readonly Mutant[] = [];
