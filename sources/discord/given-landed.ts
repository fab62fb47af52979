/** What landing and a warehouse hold of a guild, run by run. */
import { sql } from "kysely";

import { createIngestActivities } from "../../activities/ingest/index.ts";
import { openWarehouse } from "../../warehouse/duckdb/index.ts";
import { openLanding } from "../../warehouse/landing/index.ts";
import { ingest } from "../../workflows/ingest.ts";
import { runtimeOf } from "../../workflows/testing.ts";
import { discord } from "./connector.ts";
import { discordFeeds } from "./feeds.ts";
import type { DiscordOptions } from "./options.ts";

const UNTIL = "2026-10-05T09:00:00Z";

export function landedFrom(guild: DiscordOptions, dir: string) {
  const feeds = discordFeeds(guild);
  // Opened anew by each call, as after a kill.
  const act = () => createIngestActivities({ landing: openLanding(dir), feeds });

  async function query<T>(of: (stream: string) => string): Promise<Record<string, T[]>> {
    await using warehouse = await openWarehouse({
      ...{ file: ":memory:", streams: discord.streams, timeZone: "UTC" },
    });
    await warehouse.load(openLanding(dir));
    const tables: [string, T[]][] = [];
    for (const { name } of discord.streams) {
      const { rows } = await sql.raw<T>(of(name)).execute(warehouse.db);
      tables.push([name, rows]);
    }
    return Object.fromEntries(tables);
  }

  return {
    feeds,
    landPage: (feed: string) => act().landPage({ feed, until: UNTIL }),
    async run(until = UNTIL) {
      for (const { name } of feeds) await ingest(runtimeOf(act()), { feed: name, until });
    },
    async sweep() {
      for (const { name } of feeds)
        while (!(await act().sweepFeed({ feed: name, until: UNTIL })).done);
    },
    /** Keys of what is there, by stream, and the texts of messages. */
    async held(): Promise<Record<string, string[]>> {
      const tables = await query<{ key: string; content: string | null }>(
        (stream) => `select key, payload->>'$.content' as content
          from raw_${stream}_current where not is_deleted`,
      );
      return Object.fromEntries(
        Object.entries(tables).map(([stream, rows]) => [
          stream,
          rows.map((row) => [...(JSON.parse(row.key) as string[]), row.content].join()).toSorted(),
        ]),
      );
    },
    /** Reasons of what was refused, by stream. */
    async refused(): Promise<Record<string, string[]>> {
      const tables = await query<{ reason: string }>(
        (stream) => `select reason from quarantine where stream = '${stream}' order by reason`,
      );
      return Object.fromEntries(
        Object.entries(tables).map(([stream, rows]) => [stream, rows.map(({ reason }) => reason)]),
      );
    },
  };
}
