import { sql } from "kysely";

import { stageAccounts, trace } from "../accounts.ts";
import { stgNocodbAnswerVersions } from "./stg_nocodb_answer_versions.ts";
import { stgNocodbAttemptVersions } from "./stg_nocodb_attempt_versions.ts";
import { stgNocodbEnrolments } from "./stg_nocodb_enrolments.ts";
import { stgNocodbReviews } from "./stg_nocodb_reviews.ts";

const versions = stgNocodbAttemptVersions;

/** NocoDB lists no users to a token: they are found where they enrolled, wrote or changed. */
export const stgNocodbAccounts = stageAccounts({
  name: "stg_nocodb_accounts",
  description: "Everyone who left a trace in the workbooks, one row an account.",
  source: "nocodb",
  // A workbook has the name that the account was set up with.
  isNameOwn: false,
  isOneEach: false,
  traces: [
    [
      trace({ in: stgNocodbEnrolments, id: "user_id", name: "display_name" }),
      trace({ in: stgNocodbAnswerVersions, id: "user_id", name: "display_name" }),
      trace({ in: stgNocodbAnswerVersions, id: "modifier_user_id" }),
      trace({ in: versions, id: "author_user_id", name: "author_display_name" }),
      trace({ in: versions, id: "modifier_user_id", name: "modifier_display_name" }),
      trace({ in: stgNocodbReviews, id: "author_user_id", name: "author_display_name" }),
      trace({ in: stgNocodbReviews, id: "modifier_user_id", name: "modifier_display_name" }),
    ],
  ],
  // Whom a form without sign-in names: an address that anybody may have typed.
  addresses: {
    from: [],
    rows: sql`select native_id, substr(native_id, 6) as address_hash, false as is_confirmed
      from stg_nocodb_accounts where native_id like 'mail:%'`,
  },
});
