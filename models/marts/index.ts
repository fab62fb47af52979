import { committeeBatches } from "./committee/committee_batches.ts";
import { committeeCarry } from "./committee/committee_carry.ts";
import { committeeDomains } from "./committee/committee_domains.ts";
import { committeeLines } from "./committee/committee_lines.ts";
import { committeeMintDays } from "./committee/committee_mint_days.ts";
import { committeeMintOwners } from "./committee/committee_mint_owners.ts";
import { committeePlans } from "./committee/committee_plans.ts";
import { committeeReceipts } from "./committee/committee_receipts.ts";
import { committeeWithheld } from "./committee/committee_withheld.ts";
import { deaneryAlarms } from "./deanery/deanery_alarms.ts";
import { deaneryAttention } from "./deanery/deanery_attention.ts";
import { deaneryCatalogue } from "./deanery/deanery_catalogue.ts";
import { deaneryCategories } from "./deanery/deanery_categories.ts";
import { deaneryContributions } from "./deanery/deanery_contributions.ts";
import { deaneryEngagement } from "./deanery/deanery_engagement.ts";
import { deaneryMemberContributions } from "./deanery/deanery_member_contributions.ts";
import { deaneryMembers } from "./deanery/deanery_members.ts";
import { deaneryObservation } from "./deanery/deanery_observation.ts";
import { deaneryProgress } from "./deanery/deanery_progress.ts";
import { deaneryQuarantine } from "./deanery/deanery_quarantine.ts";
import { deanerySectionNotes } from "./deanery/deanery_section_notes.ts";
import { deanerySections } from "./deanery/deanery_sections.ts";
import { deanerySources } from "./deanery/deanery_sources.ts";
import { deaneryTranslations } from "./deanery/deanery_translations.ts";
import { deaneryWorkbookGaps } from "./deanery/deanery_workbook_gaps.ts";
import { gatewayAccounts } from "./gateway/gateway_accounts.ts";
import { gatewayAddressPairs } from "./gateway/gateway_address_pairs.ts";
import { gatewayLinkConflicts } from "./gateway/gateway_link_conflicts.ts";
import { gatewaySuggestions } from "./gateway/gateway_suggestions.ts";
import { gatewayNames } from "./gateway/gateway_names.ts";
import { gatewayPrincipals } from "./gateway/gateway_principals.ts";
import { masterAttemptChanges } from "./master/master_attempt_changes.ts";
import { masterFeedbackWeeks } from "./master/master_feedback_weeks.ts";
import { masterMembers } from "./master/master_members.ts";
import { masterOwnFeedbackWeeks } from "./master/master_own_feedback_weeks.ts";
import { masterPaths } from "./master/master_paths.ts";
import { masterReviewQueue } from "./master/master_review_queue.ts";
import { masterSections } from "./master/master_sections.ts";
import { masterTaskRemarks } from "./master/master_task_remarks.ts";
import { masterTasks } from "./master/master_tasks.ts";
import { masterTaskWeeks } from "./master/master_task_weeks.ts";
import { masterVerdicts } from "./master/master_verdicts.ts";
import { myFeedback } from "./trainee/my_feedback.ts";
import { myNext } from "./trainee/my_next.ts";
import { myPoints } from "./trainee/my_points.ts";
import { myProfile } from "./trainee/my_profile.ts";
import { myProgress } from "./trainee/my_progress.ts";
import { myIdeaSteps } from "./trainee/my_idea_steps.ts";
import { myReceiptLines } from "./trainee/my_receipt_lines.ts";
import { myReceipts } from "./trainee/my_receipts.ts";
import { myWithheld } from "./trainee/my_withheld.ts";

export const marts = [
  committeeBatches,
  committeeCarry,
  committeeDomains,
  committeeLines,
  committeeMintDays,
  committeeMintOwners,
  committeePlans,
  committeeReceipts,
  committeeWithheld,
  deaneryAlarms,
  deaneryAttention,
  deaneryCatalogue,
  deaneryCategories,
  deaneryContributions,
  deaneryEngagement,
  deaneryMemberContributions,
  deaneryMembers,
  deaneryObservation,
  deaneryProgress,
  deaneryQuarantine,
  deanerySectionNotes,
  deanerySections,
  deanerySources,
  deaneryTranslations,
  deaneryWorkbookGaps,
  gatewayAccounts,
  gatewayAddressPairs,
  gatewayLinkConflicts,
  gatewayNames,
  gatewayPrincipals,
  gatewaySuggestions,
  masterAttemptChanges,
  masterFeedbackWeeks,
  masterMembers,
  masterOwnFeedbackWeeks,
  masterPaths,
  masterReviewQueue,
  masterSections,
  masterTaskRemarks,
  masterTasks,
  masterTaskWeeks,
  masterVerdicts,
  myFeedback,
  myNext,
  myPoints,
  myProfile,
  myProgress,
  myIdeaSteps,
  myReceiptLines,
  myReceipts,
  myWithheld,
] as const;
