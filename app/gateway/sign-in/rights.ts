import type { Principal } from "../data/principal.ts";

/**
 * Whether somebody is still the same member with at least the roles, and cohorts in each, that they
 * had before. More is no loss.
 */
export function keepsRights(before: Principal, now: Principal | null): boolean {
  return (
    now !== null &&
    now.memberId === before.memberId &&
    before.roles.every((role) => now.roles.includes(role)) &&
    [...before.cohorts].every(([role, cohorts]) =>
      cohorts.every((cohort) => now.cohorts.get(role)?.includes(cohort) === true),
    )
  );
}
