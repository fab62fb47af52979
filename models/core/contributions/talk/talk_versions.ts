import { sql } from "kysely";

import { code, derivedId } from "../../../expressions.ts";
import { defineModel } from "../../../model.ts";
import { stgDiscordMessageVersions } from "../../../staging/discord/stg_discord_message_versions.ts";
import { stgHypothesisAnnotationVersions } from "../../../staging/hypothesis/stg_hypothesis_annotation_versions.ts";
import { stgTelegramMessageKeys } from "../../../staging/telegram/stg_telegram_message_keys.ts";
import { stgTelegramMessages } from "../../../staging/telegram/stg_telegram_messages.ts";
import { stgTelegramMessageVersions } from "../../../staging/telegram/stg_telegram_message_versions.ts";
import { discordUsers } from "../../identity/discord_users.ts";
import { hypothesisMembers } from "../../identity/hypothesis_members.ts";
import { telegramUsers } from "../../identity/telegram_users.ts";
import { countedMonths } from "./counted_months.ts";
import { talk } from "./talk.ts";

const columns = {
  contribution_id: "VARCHAR",
  version: "BIGINT",
  member_id: "VARCHAR",
  text: "VARCHAR",
  told_at: "TIMESTAMPTZ",
} as const;

const ofChat = (system: string, chat: string, message: string) =>
  derivedId("c_", code("chat"), code(system), sql.ref(chat), sql.ref(message));

/**
 * What was shown beside the club, whether it counts or not: a copy of it elsewhere is a copy. What was
 * shown before its kind counted stands at the first instant of that, so that it moves no earlier month.
 */
export const talkVersions = defineModel({
  name: "talk_versions",
  description: "Every text of a note or a message since they count, one row a text and version.",
  from: [
    stgDiscordMessageVersions,
    stgHypothesisAnnotationVersions,
    stgTelegramMessageVersions,
    stgTelegramMessageKeys,
    stgTelegramMessages,
    discordUsers,
    hypothesisMembers,
    telegramUsers,
    countedMonths,
    talk,
  ],
  grain: ["contribution_id", "version"],
  noted: ["contribution_id"],
  columns,
  query: (db) =>
    db
      .selectFrom(
        sql<any>`(
          with seen as (
            select ${derivedId("c_", code("annotation"), sql.ref("annotation_id"))} as contribution_id,
              'annotation' as kind, member_id, text, updated_at as changed_at, ordinal, '' as way
            from stg_hypothesis_annotation_versions join hypothesis_members using (user_id)
            union all
            select ${ofChat("discord", "channel_id", "message_id")},
              'chat_answer', member_id, text, coalesce(edited_at, sent_at), ordinal, ''
            from stg_discord_message_versions join discord_users using (user_id)
            union all
            select ${ofChat("telegram", "k.chat_id", "k.message_id")},
              'chat_answer', member_id, coalesce(v.text, ''), changed_at, ordinal,
              v.way || v.message_id
            from stg_telegram_message_versions as v
            join stg_telegram_message_keys as k
              on (k.way, k.seen_chat_id, k.seen_message_id) = (v.way, v.chat_id, v.message_id)
            -- Whose it is and whether they are own words is the message's, whatever one way tells.
            join stg_telegram_messages as m
              on (m.chat_id, m.message_id) = (k.chat_id, k.message_id) and not m.is_forwarded
            join telegram_users as u on u.user_id = m.user_id
          ),
          counted as (
            select kind, min(counts_from) as counts_from from counted_months group by kind
          )
          select contribution_id, member_id, text, greatest(changed_at, counts_from) as told_at,
            row_number() over (
              partition by contribution_id order by changed_at, way, ordinal
            ) as version
          from seen join counted using (kind)
          where contribution_id in (select contribution_id from talk) or changed_at >= counts_from
        )`.as("told"),
      )
      .select(Object.keys(columns) as (keyof typeof columns)[]),
});
