import { accountKeys } from "./account_keys.ts";
import { accounts } from "./accounts.ts";
import { answerStates } from "./answer_states.ts";
import { answers } from "./answers.ts";
import { attempts } from "./attempts.ts";
import { contributions } from "./contributions.ts";
import { currentLinks } from "./current_links.ts";
import { discourseMembers } from "./discourse_members.ts";
import { enrolments } from "./enrolments.ts";
import { formerMemberIds } from "./former_member_ids.ts";
import { guideSections } from "./guide_sections.ts";
import { identityConflicts } from "./identity_conflicts.ts";
import { ledgerAccounts } from "./ledger_accounts.ts";
import { likes } from "./likes.ts";
import { memberAccounts } from "./member_accounts.ts";
import { memberRoots } from "./member_roots.ts";
import { memberWallets } from "./member_wallets.ts";
import { members } from "./members.ts";
import { nocodbMembers } from "./nocodb_members.ts";
import { novelty } from "./novelty.ts";
import { orphans } from "./orphans.ts";
import { observationHorizon } from "./observation_horizon.ts";
import { ownWordsOfTexts } from "./own_words.ts";
import { people } from "./people.ts";
import { planLines } from "./plan_lines.ts";
import { planStates } from "./plan_states.ts";
import { planSums } from "./plan_sums.ts";
import { posts } from "./posts.ts";
import { roles } from "./roles.ts";
import { sectionProgress } from "./section_progress.ts";
import { streams } from "./streams.ts";
import { tasks } from "./tasks.ts";
import { texts } from "./texts.ts";
import { unplaced } from "./unplaced.ts";
import { verdictChanges } from "./verdict_changes.ts";
import { verdictQueue } from "./verdict_queue.ts";
import { verdicts } from "./verdicts.ts";

export const core = [
  accountKeys,
  accounts,
  answerStates,
  answers,
  attempts,
  contributions,
  currentLinks,
  discourseMembers,
  enrolments,
  formerMemberIds,
  guideSections,
  identityConflicts,
  ledgerAccounts,
  likes,
  memberAccounts,
  memberRoots,
  memberWallets,
  members,
  nocodbMembers,
  novelty,
  orphans,
  observationHorizon,
  ownWordsOfTexts,
  people,
  planLines,
  planStates,
  planSums,
  posts,
  roles,
  sectionProgress,
  streams,
  tasks,
  texts,
  unplaced,
  verdictChanges,
  verdictQueue,
  verdicts,
] as const;
