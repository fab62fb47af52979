import { stgDiscourseAccounts } from "./discourse/stg_discourse_accounts.ts";
import { stgDiscourseCategories } from "./discourse/stg_discourse_categories.ts";
import { stgDiscourseLikes } from "./discourse/stg_discourse_likes.ts";
import { stgDiscoursePosts } from "./discourse/stg_discourse_posts.ts";
import { stgDiscourseTopics } from "./discourse/stg_discourse_topics.ts";
import { stgDiscourseUsers } from "./discourse/stg_discourse_users.ts";
import { stgGuidesSections } from "./guides/stg_guides_sections.ts";
import { stgLedgerActors } from "./ledger/stg_ledger_actors.ts";
import { stgLedgerApprovals } from "./ledger/stg_ledger_approvals.ts";
import { stgLedgerEscrows } from "./ledger/stg_ledger_escrows.ts";
import { stgLedgerFormulas } from "./ledger/stg_ledger_formulas.ts";
import { stgLedgerLinkRevocations } from "./ledger/stg_ledger_link_revocations.ts";
import { stgLedgerLinks } from "./ledger/stg_ledger_links.ts";
import { stgLedgerPaidBatches } from "./ledger/stg_ledger_paid_batches.ts";
import { stgLedgerPlanDomains } from "./ledger/stg_ledger_plan_domains.ts";
import { stgLedgerPlanLines } from "./ledger/stg_ledger_plan_lines.ts";
import { stgLedgerPlanShares } from "./ledger/stg_ledger_plan_shares.ts";
import { stgLedgerPlans } from "./ledger/stg_ledger_plans.ts";
import { stgLedgerRoles } from "./ledger/stg_ledger_roles.ts";
import { stgLedgerSettlements } from "./ledger/stg_ledger_settlements.ts";
import { stgLedgerVoidedBatches } from "./ledger/stg_ledger_voided_batches.ts";
import { stgLedgerWallets } from "./ledger/stg_ledger_wallets.ts";
import { stgNocodbAccounts } from "./nocodb/stg_nocodb_accounts.ts";
import { stgNocodbAnswers } from "./nocodb/stg_nocodb_answers.ts";
import { stgNocodbAttemptVersions } from "./nocodb/stg_nocodb_attempt_versions.ts";
import { stgNocodbAttempts } from "./nocodb/stg_nocodb_attempts.ts";
import { stgNocodbEnrolments } from "./nocodb/stg_nocodb_enrolments.ts";
import { stgNocodbCohorts } from "./nocodb/stg_nocodb_cohorts.ts";
import { stgNocodbTables } from "./nocodb/stg_nocodb_tables.ts";
import { stgNocodbTasks } from "./nocodb/stg_nocodb_tasks.ts";

/** Models that keep out what they cannot read: `unplaced` counts it. */
export const staged = [
  stgDiscourseCategories,
  stgDiscourseLikes,
  stgDiscoursePosts,
  stgDiscourseTopics,
  stgDiscourseUsers,
  stgGuidesSections,
  stgLedgerActors,
  stgLedgerApprovals,
  stgLedgerEscrows,
  stgLedgerFormulas,
  stgLedgerLinkRevocations,
  stgLedgerLinks,
  stgLedgerPaidBatches,
  stgLedgerPlans,
  stgLedgerRoles,
  stgLedgerSettlements,
  stgLedgerVoidedBatches,
  stgLedgerWallets,
  stgNocodbAnswers,
  stgNocodbAttempts,
  stgNocodbEnrolments,
  stgNocodbCohorts,
  stgNocodbTables,
  stgNocodbTasks,
] as const;

export const staging = [
  ...staged,
  stgDiscourseAccounts,
  stgLedgerPlanDomains,
  stgLedgerPlanLines,
  stgLedgerPlanShares,
  stgNocodbAccounts,
  stgNocodbAttemptVersions,
] as const;
