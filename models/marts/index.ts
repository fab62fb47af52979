import { committeeBatches } from "./committee_batches.ts";
import { committeeDomains } from "./committee_domains.ts";
import { committeeLines } from "./committee_lines.ts";
import { committeePlans } from "./committee_plans.ts";
import { committeeReceipts } from "./committee_receipts.ts";
import { deaneryAttention } from "./deanery_attention.ts";
import { deaneryContributions } from "./deanery_contributions.ts";
import { deaneryMemberContributions } from "./deanery_member_contributions.ts";
import { deaneryMembers } from "./deanery_members.ts";
import { deaneryProgress } from "./deanery_progress.ts";
import { deaneryQuarantine } from "./deanery_quarantine.ts";
import { deanerySources } from "./deanery_sources.ts";
import { gatewayPrincipals } from "./gateway_principals.ts";
import { masterAttemptChanges } from "./master_attempt_changes.ts";
import { masterMembers } from "./master_members.ts";
import { masterReviewQueue } from "./master_review_queue.ts";
import { myFeedback } from "./my_feedback.ts";
import { myNext } from "./my_next.ts";
import { myPoints } from "./my_points.ts";
import { myProfile } from "./my_profile.ts";
import { myProgress } from "./my_progress.ts";
import { myReceiptLines } from "./my_receipt_lines.ts";
import { myReceipts } from "./my_receipts.ts";

export const marts = [
  committeeBatches,
  committeeDomains,
  committeeLines,
  committeePlans,
  committeeReceipts,
  deaneryAttention,
  deaneryContributions,
  deaneryMemberContributions,
  deaneryMembers,
  deaneryProgress,
  deaneryQuarantine,
  deanerySources,
  gatewayPrincipals,
  masterAttemptChanges,
  masterMembers,
  masterReviewQueue,
  myFeedback,
  myNext,
  myPoints,
  myProfile,
  myProgress,
  myReceiptLines,
  myReceipts,
] as const;
