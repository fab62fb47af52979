import { stgDiscourseAccounts } from "./stg_discourse_accounts.ts";
import { stgDiscourseCategories } from "./stg_discourse_categories.ts";
import { stgDiscourseLikes } from "./stg_discourse_likes.ts";
import { stgDiscoursePosts } from "./stg_discourse_posts.ts";
import { stgDiscourseTopics } from "./stg_discourse_topics.ts";
import { stgDiscourseUsers } from "./stg_discourse_users.ts";
import { stgGuidesSections } from "./stg_guides_sections.ts";
import { stgLedgerActors } from "./stg_ledger_actors.ts";
import { stgLedgerApprovals } from "./stg_ledger_approvals.ts";
import { stgLedgerEscrows } from "./stg_ledger_escrows.ts";
import { stgLedgerFormulas } from "./stg_ledger_formulas.ts";
import { stgLedgerLinkRevocations } from "./stg_ledger_link_revocations.ts";
import { stgLedgerLinks } from "./stg_ledger_links.ts";
import { stgLedgerPaidBatches } from "./stg_ledger_paid_batches.ts";
import { stgLedgerPlanDomains } from "./stg_ledger_plan_domains.ts";
import { stgLedgerPlanLines } from "./stg_ledger_plan_lines.ts";
import { stgLedgerPlanShares } from "./stg_ledger_plan_shares.ts";
import { stgLedgerPlans } from "./stg_ledger_plans.ts";
import { stgLedgerRoles } from "./stg_ledger_roles.ts";
import { stgLedgerSettlements } from "./stg_ledger_settlements.ts";
import { stgLedgerVoidedBatches } from "./stg_ledger_voided_batches.ts";
import { stgLedgerWallets } from "./stg_ledger_wallets.ts";
import { stgNocodbAccounts } from "./stg_nocodb_accounts.ts";
import { stgNocodbAnswers } from "./stg_nocodb_answers.ts";
import { stgNocodbAttemptVersions } from "./stg_nocodb_attempt_versions.ts";
import { stgNocodbAttempts } from "./stg_nocodb_attempts.ts";
import { stgNocodbEnrolments } from "./stg_nocodb_enrolments.ts";
import { stgNocodbStreams } from "./stg_nocodb_streams.ts";
import { stgNocodbTables } from "./stg_nocodb_tables.ts";
import { stgNocodbTasks } from "./stg_nocodb_tasks.ts";

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
  stgNocodbStreams,
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
