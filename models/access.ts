import { roleEntry, type Role } from "./roles.ts";

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

/** Whose rows are asked for. */
export interface Viewer {
  readonly memberId: string;
  /** Cohorts by the role that is held in them: those of one role open nothing of another. */
  readonly cohorts: ReadonlyMap<Role, readonly string[]>;
}

const self = { column: "member_id", is: "self" } as const;
const ownCohorts = { column: "cohort_id", is: "own_cohorts" } as const;

/**
 * What a role is not given here, nobody of that role can open. Every table has one audience, so
 * that no column needs a rule of its own.
 */
export const accessRules: readonly AccessRule[] = [
  { role: "deanery", table: "deanery_members", rows: "all" },
  { role: "deanery", table: "deanery_attention", rows: "all" },
  { role: "deanery", table: "deanery_observation", rows: "all" },
  { role: "deanery", table: "deanery_progress", rows: "all" },
  { role: "deanery", table: "deanery_engagement", rows: "all" },
  { role: "deanery", table: "deanery_contributions", rows: "all" },
  { role: "deanery", table: "deanery_member_contributions", rows: "all" },
  { role: "deanery", table: "deanery_categories", rows: "all" },
  { role: "deanery", table: "deanery_sources", rows: "all" },
  { role: "deanery", table: "deanery_alarms", rows: "all" },
  { role: "deanery", table: "deanery_quarantine", rows: "all" },
  { role: "deanery", table: "deanery_catalogue", rows: "all" },
  { role: "deanery", table: "deanery_sections", rows: "all" },
  { role: "deanery", table: "deanery_section_notes", rows: "all" },
  { role: "deanery", table: "deanery_translations", rows: "all" },
  { role: "deanery", table: "deanery_workbook_gaps", rows: "all" },
  { role: "master", table: "master_review_queue", rows: ownCohorts },
  { role: "master", table: "master_attempt_changes", rows: ownCohorts },
  { role: "master", table: "master_members", rows: ownCohorts },
  { role: "master", table: "master_sections", rows: ownCohorts },
  { role: "master", table: "master_tasks", rows: ownCohorts },
  { role: "master", table: "master_task_weeks", rows: ownCohorts },
  { role: "master", table: "master_task_remarks", rows: ownCohorts },
  { role: "master", table: "master_feedback_weeks", rows: ownCohorts },
  // How fast a colleague answers is nobody's business.
  { role: "master", table: "master_own_feedback_weeks", rows: self },
  { role: "master", table: "master_paths", rows: ownCohorts },
  { role: "master", table: "master_verdicts", rows: ownCohorts },
  { role: "committee", table: "committee_plans", rows: "all" },
  { role: "committee", table: "committee_domains", rows: "all" },
  { role: "committee", table: "committee_carry", rows: "all" },
  { role: "committee", table: "committee_lines", rows: "all" },
  { role: "committee", table: "committee_receipts", rows: "all" },
  { role: "committee", table: "committee_batches", rows: "all" },
  { role: "committee", table: "committee_mint_days", rows: "all" },
  { role: "committee", table: "committee_mint_owners", rows: "all" },
  { role: "committee", table: "committee_withheld", rows: "all" },
  { role: "trainee", table: "my_profile", rows: self },
  { role: "trainee", table: "my_next", rows: self },
  { role: "trainee", table: "my_progress", rows: self },
  { role: "trainee", table: "my_feedback", rows: self },
  { role: "trainee", table: "my_points", rows: self },
  { role: "trainee", table: "my_receipts", rows: self },
  { role: "trainee", table: "my_receipt_lines", rows: self },
  { role: "trainee", table: "my_idea_steps", rows: self },
  { role: "trainee", table: "my_withheld", rows: self },
];

/** Tables that a role may open; all others are denied. Throws for what is no role. */
export function tablesOf(role: Role): readonly AccessRule[] {
  const { name } = roleEntry(role);
  return accessRules.filter((rule) => rule.role === name);
}

/** The rule as a SQL condition for one person. Who owns nothing sees nothing. */
export function predicate({ role, rows }: AccessRule, { memberId, cohorts }: Viewer): string {
  if (rows === "all") return "TRUE";
  switch (rows.is) {
    case "self":
      return `"member_id" = ${quoted(memberId)}`;
    case "own_cohorts": {
      // Of the role that the rule is for: another role's cohorts are another's business.
      const cohortIds = cohorts.get(role) ?? [];
      if (cohortIds.length === 0) return "FALSE";
      return `"cohort_id" IN (${cohortIds.map(quoted).join(", ")})`;
    }
    default:
      throw new Error(
        `${JSON.stringify(rows satisfies never)} is no row rule of models/access.ts.`,
      );
  }
}

function quoted(value: string): string {
  if (value.includes("\0")) throw new Error("A member or cohort id holds a NUL character.");
  return `'${value.replaceAll("'", "''")}'`;
}
