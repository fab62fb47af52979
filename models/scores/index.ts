import { contributionScores } from "./contribution_scores.ts";
import { formulasInForce } from "./formulas_in_force.ts";
import { memberDomainPoints } from "./member_domain_points.ts";
import { memberTotals } from "./member_totals.ts";

export const scores = [
  formulasInForce,
  contributionScores,
  memberDomainPoints,
  memberTotals,
] as const;
