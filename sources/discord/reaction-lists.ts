import type { APIEmoji, APIReaction } from "discord-api-types/v10";
import { ReactionType, Routes } from "discord-api-types/v10";
import { z } from "zod";

import { digestOf } from "../cursor.ts";
import { asSent } from "../records.ts";
import type { Json } from "../source.ts";
import type { DiscordOptions } from "./options.ts";
import { FIRST, highest, idOf, Snowflake } from "./snowflake.ts";
import { readTwice } from "./twice.ts";
import { withoutUserFields } from "./withheld.ts";

const ROWS_MAX = 100;

const Users = z.array(asSent);

/** Who reacted to a message with one emoji is a list of its own, and with the paid kind another. */
export const ReactionList = z.object({
  channel: Snowflake,
  message: Snowflake,
  /** The id of a guild's own emoji, else the sign itself. */
  emoji: z.string(),
  /** As an address names it. */
  path: z.string(),
  type: z.enum(ReactionType),
  /** The last user taken. */
  after: Snowflake.nullable(),
});
export type ReactionList = z.infer<typeof ReactionList>;

const Reacted = z.looseObject({
  id: Snowflake,
  channel_id: Snowflake,
  reactions: z.array(
    z.looseObject({
      emoji: z.looseObject({
        id: Snowflake.nullish(),
        name: z.string().nullish(),
      } satisfies Partial<Record<keyof APIEmoji, z.ZodType>>),
      count: z.int(),
      count_details: z.looseObject({ normal: z.int(), burst: z.int() }).optional(),
    } satisfies Partial<Record<keyof APIReaction, z.ZodType>>),
  ),
});

export interface Counted {
  readonly message: string;
  /** Equal for equal counts; null where nobody reacts. */
  readonly mark: string | null;
  readonly lists: readonly ReactionList[];
}

/** What a message says of its reactions: how many, not whose. Null where it has no id. */
export function countedIn(row: Json): Counted | null {
  const { data } = Reacted.safeParse(row);
  if (data === undefined) {
    const message = idOf(row);
    return message === null ? null : { message, mark: null, lists: [] };
  }
  const { id: message, channel_id: channel, reactions } = data;
  const lists = reactions.flatMap(({ emoji: { id, name }, count, count_details: of }) => {
    const emoji = id ?? name ?? "";
    // An emoji that the guild has deleted has lost its name, and is found by its id.
    const path = id == null ? emoji : `${name ?? "_"}:${id}`;
    const { normal, burst } = of ?? { normal: count, burst: 0 };
    const list = { channel, message, emoji, path, after: null };
    return [
      ...(normal > 0 ? [{ ...list, type: ReactionType.Normal }] : []),
      ...(burst > 0 ? [{ ...list, type: ReactionType.Burst }] : []),
    ];
  });
  if (lists.length === 0) return { message, mark: null, lists };
  const counts = reactions.map(({ emoji: { id, name }, count }) => [id ?? name ?? "", count]);
  return { message, mark: digestOf(counts as Json).slice(0, 12), lists };
}

export interface ReactionsRead {
  /** One for each user: whose list it is stands beside what Discord sent. */
  readonly records: readonly Json[];
  /** Null at its end. */
  readonly next: ReactionList | null;
}

/** The next users of one list, in the order of their ids. */
export async function readReactions(
  { http }: DiscordOptions,
  list: ReactionList,
  signal: AbortSignal,
): Promise<ReactionsRead> {
  const { channel, message, emoji, path, type } = list;
  const query = { type: `${type}`, after: list.after ?? FIRST, limit: `${ROWS_MAX}` };
  const address = Routes.channelMessageReaction(channel, message, path);
  const { rows, isEnd } = await readTwice(
    () => http.get(Users, address, { query, signal }),
    ROWS_MAX,
  );
  const last = highest(rows.flatMap((row) => idOf(row) ?? []));
  const records = rows.map((row) => ({
    channel_id: channel,
    message_id: message,
    emoji,
    user_id: idOf(row),
    user: withoutUserFields(row),
  }));
  return { records, next: isEnd || last === null ? null : { ...list, after: last } };
}
