import { accountKeys } from "./identity/account_keys.ts";
import { accounts } from "./identity/accounts.ts";
import { annotationPlaces } from "./guides/annotation_places.ts";
import { annotations } from "./guides/annotations.ts";
import { answeredAnnotations } from "./contributions/talk/answered_annotations.ts";
import { answerStates } from "./workbook/answer_states.ts";
import { answerVersions } from "./workbook/answer_versions.ts";
import { answers } from "./workbook/answers.ts";
import { attemptVersions } from "./workbook/attempt_versions.ts";
import { attemptTexts } from "./workbook/attempt_texts.ts";
import { attempts } from "./workbook/attempts.ts";
import { catalogueGaps } from "./completeness/catalogue_gaps.ts";
import { chatAnswers } from "./contributions/talk/chat_answers.ts";
import { chatMessages } from "./chat/chat_messages.ts";
import { contributions } from "./contributions/contributions.ts";
import { countedMonths } from "./contributions/talk/counted_months.ts";
import { curatedTasks } from "./workbook/curated_tasks.ts";
import { currentAttempts } from "./workbook/current_attempts.ts";
import { accountAddresses } from "./identity/account_addresses.ts";
import { addressPairs } from "./identity/address_pairs.ts";
import { identitySuggestions } from "./identity/identity_suggestions.ts";
import { currentLinks } from "./identity/current_links.ts";
import { discordUsers } from "./identity/discord_users.ts";
import { discourseMembers } from "./identity/discourse_members.ts";
import { enrolments } from "./workbook/enrolments.ts";
import { feedback } from "./workbook/feedback.ts";
import { formerMemberIds } from "./identity/former_member_ids.ts";
import { guideTasks } from "./workbook/guide_tasks.ts";
import { hypothesisMembers } from "./identity/hypothesis_members.ts";
import { ideaPosts } from "./ideas/idea_posts.ts";
import { ideaTopics } from "./ideas/idea_topics.ts";
import { ideaSteps } from "./ideas/idea_steps.ts";
import { identityConflicts } from "./identity/identity_conflicts.ts";
import { ledgerAccounts } from "./identity/ledger_accounts.ts";
import { likes } from "./contributions/likes.ts";
import { memberAccounts } from "./identity/member_accounts.ts";
import { memberRoots } from "./identity/member_roots.ts";
import { memberWallets } from "./distributions/member_wallets.ts";
import { mintDays } from "./token/mint_days.ts";
import { tokenConcentration } from "./token/token_concentration.ts";
import { tokenOwners } from "./token/token_owners.ts";
import { members } from "./identity/members.ts";
import { nocodbMembers } from "./identity/nocodb_members.ts";
import { novelty } from "./contributions/novelty.ts";
import { orphans } from "./completeness/orphans.ts";
import { connectedStreams } from "./completeness/connected_streams.ts";
import { observationHorizon } from "./completeness/observation_horizon.ts";
import { ownWords } from "./contributions/own_words.ts";
import { posthogMembers } from "./engagement/posthog_members.ts";
import { toldEvents } from "./engagement/told_events.ts";
import { people } from "./identity/people.ts";
import { planLines } from "./distributions/plan_lines.ts";
import { planStates } from "./distributions/plan_states.ts";
import { planSums } from "./distributions/plan_sums.ts";
import { withheldLines } from "./distributions/withheld_lines.ts";
import { posts } from "./contributions/posts.ts";
import { roles } from "./identity/roles.ts";
import { sectionProgress } from "./workbook/section_progress.ts";
import { talk } from "./contributions/talk/talk.ts";
import { talkVersions } from "./contributions/talk/talk_versions.ts";
import { taskCatalogue } from "./workbook/task_catalogue.ts";
import { telegramUsers } from "./identity/telegram_users.ts";
import { textVersions } from "./contributions/text_versions.ts";
import { texts } from "./contributions/texts.ts";
import { translations } from "./guides/translations.ts";
import { timeZone } from "./time_zone.ts";
import { tries } from "./workbook/tries.ts";
import { recordDays } from "./completeness/record_days.ts";
import { missingCounts } from "./completeness/missing_counts.ts";
import { streamVolumes } from "./completeness/stream_volumes.ts";
import { unplaced } from "./completeness/unplaced.ts";
import { unreadable } from "./completeness/unreadable.ts";
import { cellProposals } from "./workbook/cell_proposals.ts";
import { reviewProposals } from "./workbook/review_proposals.ts";
import { verdictProposals } from "./workbook/verdict_proposals.ts";
import { versionWords } from "./contributions/version_words.ts";
import { verdictQueue } from "./workbook/verdict_queue.ts";
import { verdictStatements } from "./workbook/verdict_statements.ts";
import { verdicts } from "./workbook/verdicts.ts";

export const core = [
  accountKeys,
  accounts,
  annotationPlaces,
  annotations,
  answeredAnnotations,
  answerStates,
  answerVersions,
  answers,
  attemptVersions,
  attemptTexts,
  attempts,
  catalogueGaps,
  cellProposals,
  chatAnswers,
  chatMessages,
  contributions,
  countedMonths,
  curatedTasks,
  currentAttempts,
  currentLinks,
  discordUsers,
  discourseMembers,
  enrolments,
  feedback,
  formerMemberIds,
  guideTasks,
  hypothesisMembers,
  accountAddresses,
  addressPairs,
  ideaPosts,
  ideaTopics,
  ideaSteps,
  identityConflicts,
  identitySuggestions,
  ledgerAccounts,
  likes,
  memberAccounts,
  memberRoots,
  memberWallets,
  mintDays,
  tokenConcentration,
  tokenOwners,
  members,
  nocodbMembers,
  novelty,
  orphans,
  connectedStreams,
  recordDays,
  missingCounts,
  streamVolumes,
  observationHorizon,
  ownWords,
  people,
  posthogMembers,
  planLines,
  planStates,
  planSums,
  withheldLines,
  posts,
  reviewProposals,
  roles,
  sectionProgress,
  talk,
  talkVersions,
  taskCatalogue,
  telegramUsers,
  textVersions,
  texts,
  timeZone,
  toldEvents,
  translations,
  tries,
  unplaced,
  ...unreadable,
  verdictProposals,
  verdictQueue,
  verdictStatements,
  verdicts,
  versionWords,
] as const;
