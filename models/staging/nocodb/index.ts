import { stgNocodbAccounts } from "./stg_nocodb_accounts.ts";
import { stgNocodbAnswerVersions } from "./stg_nocodb_answer_versions.ts";
import { stgNocodbAnswers } from "./stg_nocodb_answers.ts";
import { stgNocodbAttempts } from "./stg_nocodb_attempts.ts";
import { stgNocodbAttemptVersions } from "./stg_nocodb_attempt_versions.ts";
import { stgNocodbCohorts } from "./stg_nocodb_cohorts.ts";
import { stgNocodbEnrolments } from "./stg_nocodb_enrolments.ts";
import { stgNocodbReviews } from "./stg_nocodb_reviews.ts";
import { stgNocodbTables } from "./stg_nocodb_tables.ts";
import { stgNocodbTaskVersions } from "./stg_nocodb_task_versions.ts";
import { stgNocodbTasks } from "./stg_nocodb_tasks.ts";

export const nocodb = {
  read: [
    stgNocodbAnswers,
    stgNocodbAttempts,
    stgNocodbEnrolments,
    stgNocodbCohorts,
    stgNocodbReviews,
    stgNocodbTables,
    stgNocodbTasks,
  ],
  derived: [stgNocodbAnswerVersions, stgNocodbAttemptVersions, stgNocodbTaskVersions],
  accounts: [stgNocodbAccounts],
};
