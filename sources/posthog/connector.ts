import { systemClock } from "../clock.ts";
import { defineConnector, type ConnectionOf, type Pace } from "../connector.ts";
import { posthogEventsBackfill } from "./backfill.ts";
import { posthogCounts } from "./counts.ts";
import { posthogDistinctIdsStream } from "./distinct-ids.ts";
import type { Feed } from "../source.ts";
import { posthogEventsStream } from "./events.ts";
import { posthogEventsExport } from "./export/events.ts";
import { createExportRuns } from "./export/runs.ts";
import { posthogFeeds } from "./feeds.ts";
import { posthogHook } from "./hook.ts";
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
      purpose:
        "a personal or project secret API key of PostHog that may read queries (query:read; " +
        "for exports batch_export:write)",
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
  hook: posthogHook,
  open: (connection, { hash, pace, tables }) => {
    const { since, properties, export: days } = connection;
    const hogql = hogqlOf(connection, pace);
    const live = posthogFeeds({
      ...connection,
      hogql,
      since: since === undefined ? null : inMicroseconds(`${since}T00:00:00Z`),
      hash,
    });
    if (days === undefined || tables === undefined) return live;
    const runs = runsOf(connection, pace);
    return [...live, posthogEventsExport({ runs, hogql, tables, days, properties, hash }) as Feed];
  },
  backfills: ({ url, apiKey, project, properties }, { hash, pace }) => {
    const http = posthogHttp({ url, apiKey, ...pace });
    const hogql = createHogql(http, project, pace.clock ?? systemClock);
    return [posthogEventsBackfill({ hogql, perMinute: http.perMinute, properties, hash })];
  },
  probes: (connection, { pace }) => ({
    ...posthogProbes(hogqlOf(connection, pace)),
    ...(connection.export === undefined
      ? {}
      : { [`${posthogEventsStream.name}@export`]: runsOf(connection, pace).probe }),
  }),
  counts: (connection, { pace }) =>
    posthogCounts(hogqlOf(connection, pace), connection.since ?? null),
});

type Connection = ConnectionOf<typeof Settings, "apiKey">;

/** Newer servers know projects alone; where an environment is named, it is asked. */
function runsOf({ url, apiKey, project, environment }: Connection, pace: Pace) {
  const http = posthogHttp({ url, apiKey, ...pace });
  const base =
    environment === undefined
      ? `/api/projects/${encodeURIComponent(project)}`
      : `/api/environments/${encodeURIComponent(environment)}`;
  return createExportRuns(http, base, pace.clock ?? systemClock);
}

function hogqlOf({ url, apiKey, project }: Connection, pace: Pace) {
  const http = posthogHttp({ url, apiKey, ...pace });
  return createHogql(http, project, pace.clock ?? systemClock);
}
