/**
 * Members of the guild, in the order of their ids. The list tells of no changes, so each run reads it
 * whole. Discord shows it to a bot with the Server Members Intent alone.
 *
 * API: https://docs.discord.com/developers/resources/guild#list-guild-members
 */
import type { APIGuildMember } from "discord-api-types/v10";
import { Routes } from "discord-api-types/v10";
import { z } from "zod";

import { cursorFrom } from "../cursor.ts";
import { asSent, landable, sortOut } from "../records.ts";
import type { Feed, Json, Stream } from "../source.ts";
import { DiscordIntentError } from "./errors.ts";
import { configuredIn } from "./guild.ts";
import type { DiscordOptions } from "./options.ts";
import { FIRST, highest, Snowflake } from "./snowflake.ts";
import { readTwice, refusalOf } from "./twice.ts";
import { withoutMemberFields } from "./withheld.ts";

const ROWS_MAX = 1_000;

const Rows = z.array(asSent);

const Keyed = z.looseObject({
  user_id: Snowflake,
  joined_at: z.iso.datetime({ offset: true }).nullish(),
} satisfies Partial<Record<keyof APIGuildMember | "user_id", z.ZodType>>);

const WithUser = z.looseObject({ user: z.looseObject({ id: Snowflake }) });

export const discordMembersStream: Stream = { name: "discord_members", primaryKey: ["user_id"] };

const Cursor = z.object({
  /** The last user taken of the list at hand. */
  after: Snowflake.nullable(),
  /** True once the list was read to its end. */
  isKnown: z.boolean(),
});
type Cursor = z.infer<typeof Cursor>;

export function discordMembers(options: DiscordOptions): Feed<Cursor | null> {
  const { name } = discordMembersStream;

  return {
    name,
    stream: discordMembersStream,

    async fetchPage({ cursor, until, signal }) {
      const start = { after: null, isKnown: false };
      const { after, isKnown } = cursorFrom(Cursor, cursor, { stream: name, start });
      const { rows, next } = await readMembers(options, after, signal);
      const { known, quarantined } = sortOut(Keyed, rows);
      const inTime = known.filter(
        ({ parsed: { joined_at: at } }) => at == null || Date.parse(at) <= Date.parse(until),
      );
      return {
        records: inTime.map(({ record }) => record),
        quarantined,
        cursor: { after: next, isKnown: isKnown || next === null },
        done: next === null,
        isReread: isKnown,
      };
    },

    readAgain: (refused) => landable(Keyed, [refused]),

    async sweep({ after, signal }) {
      const from = cursorFrom(Snowflake.nullable(), after, { stream: name, start: null });
      const { rows, next } = await readMembers(options, from, signal);
      const keys = sortOut(Keyed, rows).known.map(({ parsed }) => [parsed.user_id]);
      return { keys, after: next, done: next === null };
    },
  };
}

/** A page of members, each with its id beside what Discord sent. */
export async function readMembers(
  options: DiscordOptions,
  after: string | null,
  signal: AbortSignal,
): Promise<{ readonly rows: readonly Json[]; readonly next: string | null }> {
  configuredIn(options);
  const { http, guild } = options;
  const query = { limit: `${ROWS_MAX}`, after: after ?? FIRST };
  try {
    const read = async () => {
      const rows = await http.get(Rows, Routes.guildMembers(guild), { query, signal });
      return rows.map(withUserId);
    };
    const { rows, isEnd } = await readTwice(read, ROWS_MAX);
    const last = highest(rows.flatMap((row) => Keyed.safeParse(row).data?.user_id ?? []));
    return { rows, next: isEnd ? null : last };
  } catch (error) {
    if (refusalOf(error) !== 403) throw error;
    throw new DiscordIntentError("Server Members Intent", "does not show the members of the guild");
  }
}

function withUserId(row: Json): Json {
  const sent = withoutMemberFields(row);
  const id = WithUser.safeParse(sent).data?.user.id;
  return id === undefined ? sent : { ...(sent as { [key: string]: Json }), user_id: id };
}
