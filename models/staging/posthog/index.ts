import { stgPosthogAccounts } from "./stg_posthog_accounts.ts";
import { stgPosthogDistinctIds } from "./stg_posthog_distinct_ids.ts";
import { stgPosthogEvents } from "./stg_posthog_events.ts";
import { stgPosthogPersons } from "./stg_posthog_persons.ts";

export const posthog = {
  read: [stgPosthogDistinctIds, stgPosthogEvents, stgPosthogPersons],
  derived: [],
  accounts: [stgPosthogAccounts],
};
