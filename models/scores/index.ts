import { contributionScores } from "./contribution_scores.ts";
import { memberDomainPoints } from "./member_domain_points.ts";
import { memberTotals } from "./member_totals.ts";

export const scores = [contributionScores, memberDomainPoints, memberTotals] as const;
