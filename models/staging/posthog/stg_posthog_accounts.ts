import { sql } from "kysely";

import { stageAccounts, trace } from "../accounts.ts";
import { stgPosthogDistinctIds } from "./stg_posthog_distinct_ids.ts";
import { stgPosthogEvents } from "./stg_posthog_events.ts";

/** An id says of itself whose it is: so it is nobody's account before somebody else has said so. */
export const stgPosthogAccounts = stageAccounts({
  name: "stg_posthog_accounts",
  description: "Every id that PostHog has seen, one row an id.",
  source: "posthog",
  isNameOwn: false,
  isOneEach: false,
  isProvenOnly: true,
  traces: [
    [
      trace({ in: stgPosthogDistinctIds, id: "distinct_id" }),
      trace({ in: stgPosthogEvents, id: "distinct_id" }),
    ],
  ],
  // Nobody signs in by it, and an event must not open what a role in the ledger left shut.
  standing: sql`cast(null as VARCHAR)`,
});
