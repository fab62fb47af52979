import { systemClock } from "../clock.ts";
import { defineConnector, type ConnectionOf, type Pace } from "../connector.ts";
import { posthogDistinctIdsStream } from "./distinct-ids.ts";
import { posthogEventsStream } from "./events.ts";
import { posthogFeeds } from "./feeds.ts";
import { createHogql } from "./hogql.ts";
import { inMicroseconds } from "./instant.ts";
import { posthogHttp } from "./options.ts";
import { posthogPersonsStream } from "./persons.ts";
import { posthogProbes } from "./probes.ts";
import { Settings } from "./settings.ts";

/**
 * A PostHog project. Whoever sees its pages has the key that events are sent with: what is read here
 * shows what was looked at, and earns nobody anything.
 */
export const posthog = defineConnector({
  name: "posthog",
  settings: Settings,
  secrets: {
    apiKey: {
      variable: "VKLAD_POSTHOG_KEY",
      purpose: "a personal or project secret API key of PostHog that may read queries (query:read)",
    },
  },
  streams: [posthogDistinctIdsStream, posthogEventsStream, posthogPersonsStream],
  accounts: {
    posthog: {
      example: "member-17",
      ids: {
        posthog_distinct_ids: ["$.distinct_id"],
        posthog_events: ["$.distinct_id"],
      },
    },
  },
  open: (connection, { hash, pace }) =>
    posthogFeeds({
      ...connection,
      hogql: hogqlOf(connection, pace),
      since:
        connection.since === undefined ? null : inMicroseconds(`${connection.since}T00:00:00Z`),
      hash,
    }),
  probes: (connection, { pace }) => posthogProbes(hogqlOf(connection, pace)),
});

function hogqlOf({ url, apiKey, project }: ConnectionOf<typeof Settings, "apiKey">, pace: Pace) {
  const http = posthogHttp({ url, apiKey, ...pace });
  return createHogql(http, project, pace.clock ?? systemClock);
}
