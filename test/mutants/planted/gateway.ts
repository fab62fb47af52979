import type { Mutant } from "../mutant.ts";

/** Sessions, sign-in, published data and the committee's desk. */
export const gatewayMutants: readonly Mutant[] = [];
