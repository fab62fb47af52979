/** Roles that have pages. What a role is not given here, nobody of that role can open. */
export type Role = "deanery" | "master" | "committee" | "trainee";

/** Which rows of a table a person of the role may see. */
export type RowRule =
  | "all"
  | { readonly column: "member_id"; readonly is: "self" }
  | { readonly column: "cohort_id"; readonly is: "own_cohorts" };

export interface AccessRule {
  readonly role: Role;
  readonly table: string;
  readonly rows: RowRule;
}

export interface Principal {
  readonly memberId: string;
  /** Cohorts in which the person has the role that is asked for. */
  readonly cohortIds: readonly string[];
}

const self = { column: "member_id", is: "self" } as const;
const ownCohorts = { column: "cohort_id", is: "own_cohorts" } as const;

/** Every table has one audience, so that no column needs a rule of its own. */
export const accessRules: readonly AccessRule[] = [
  { role: "deanery", table: "deanery_members", rows: "all" },
  { role: "deanery", table: "deanery_attention", rows: "all" },
  { role: "deanery", table: "deanery_progress", rows: "all" },
  { role: "deanery", table: "deanery_contributions", rows: "all" },
  { role: "deanery", table: "deanery_member_contributions", rows: "all" },
  { role: "deanery", table: "deanery_sources", rows: "all" },
  { role: "deanery", table: "deanery_quarantine", rows: "all" },
  { role: "master", table: "master_review_queue", rows: ownCohorts },
  { role: "master", table: "master_attempt_changes", rows: ownCohorts },
  { role: "master", table: "master_members", rows: ownCohorts },
  { role: "committee", table: "committee_plans", rows: "all" },
  { role: "committee", table: "committee_domains", rows: "all" },
  { role: "committee", table: "committee_lines", rows: "all" },
  { role: "committee", table: "committee_receipts", rows: "all" },
  { role: "committee", table: "committee_batches", rows: "all" },
  { role: "trainee", table: "my_profile", rows: self },
  { role: "trainee", table: "my_next", rows: self },
  { role: "trainee", table: "my_progress", rows: self },
  { role: "trainee", table: "my_feedback", rows: self },
  { role: "trainee", table: "my_points", rows: self },
  { role: "trainee", table: "my_receipts", rows: self },
  { role: "trainee", table: "my_receipt_lines", rows: self },
];

/** Tables that a role may open; all others are denied. */
export function tablesOf(role: Role): readonly AccessRule[] {
  return accessRules.filter((rule) => rule.role === role);
}

/** The rule as a SQL condition for one person. Who owns nothing sees nothing. */
export function predicate({ rows }: AccessRule, { memberId, cohortIds }: Principal): string {
  if (rows === "all") return "TRUE";
  if (rows.is === "self") return `"member_id" = ${quoted(memberId)}`;
  if (cohortIds.length === 0) return "FALSE";
  return `"cohort_id" IN (${cohortIds.map(quoted).join(", ")})`;
}

function quoted(value: string): string {
  if (value.includes("\0")) throw new Error("A member or cohort id holds a NUL character.");
  return `'${value.replaceAll("'", "''")}'`;
}
