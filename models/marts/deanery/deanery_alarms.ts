import { sql } from "kysely";

import { missingCounts } from "../../core/completeness/missing_counts.ts";
import { streamVolumes } from "../../core/completeness/stream_volumes.ts";
import { defineModel, streamStates } from "../../model.ts";
import { stgTelegramChats } from "../../staging/telegram/stg_telegram_chats.ts";
import { stgTelegramMemberVersions } from "../../staging/telegram/stg_telegram_member_versions.ts";
import { stgTelegramMessageVersions } from "../../staging/telegram/stg_telegram_message_versions.ts";
import { stgTelegramMigrations } from "../../staging/telegram/stg_telegram_migrations.ts";

interface Alarm {
  stream: string;
  part: string;
  kind: string;
  window_days: number | null;
  seen_count: bigint | null;
  usual_count: bigint | null;
  since_at: Date;
  part_title: string | null;
}

/** Of several windows that say so the shortest counts: it says best since when. */
export const deaneryAlarms = defineModel({
  name: "deanery_alarms",
  description: "What may be lost though every reading succeeds, one row a stream, chat and kind.",
  from: [
    missingCounts,
    streamVolumes,
    streamStates,
    stgTelegramChats,
    stgTelegramMigrations,
    stgTelegramMemberVersions,
    stgTelegramMessageVersions,
  ],
  grain: ["stream", "part", "kind"],
  columns: {
    stream: "VARCHAR",
    /** A chat, channel, table, group or month; empty for the stream as a whole. */
    part: "VARCHAR",
    part_title: "VARCHAR?",
    /** `low` and `high`: not as many as usual. `bot_left`: our bot is in the chat no more. `missing`: they have more. */
    kind: "VARCHAR",
    window_days: "INTEGER?",
    seen_count: "BIGINT?",
    usual_count: "BIGINT?",
    since_at: "TIMESTAMPTZ",
  },
  query: (db) =>
    db
      .selectFrom(
        sql<Alarm>`(
          with named as (
            select chat_id::VARCHAR as part, chat_title as part_title
            from stg_telegram_message_versions where chat_title is not null
            qualify row_number() over (
              partition by chat_id order by changed_at desc, message_id desc, way, ordinal desc
            ) = 1
          ),
          -- A group that became a supergroup is left by all, and one that is not configured on purpose.
          read_chats as (
            select coalesce(m.chat_id, c.chat_id)::VARCHAR as part
            from stg_telegram_chats as c
            left join stg_telegram_migrations as m on m.was_chat_id = c.chat_id
          ),
          volumes as (
            select v.stream, v.part, v.state as kind, v.window_days, v.seen_count,
              v.usual_count,
              s.observed_day - to_days(v.window_days) as since_at
            from stream_volumes as v join stream_states as s using (stream)
            where v.state <> 'usual'
            qualify row_number() over (
              partition by v.stream, v.part, v.state order by v.window_days
            ) = 1
          ),
          standing as (
            select 'telegram_messages' as stream, chat_id::VARCHAR as part, 'bot_left' as kind,
              null::INTEGER as window_days, null::BIGINT as seen_count, null::BIGINT as usual_count,
              changed_at as since_at, new_status
            from stg_telegram_member_versions where is_self
            qualify row_number() over (
              partition by chat_id order by changed_at desc, ordinal desc
            ) = 1
          )
          select * from (
            from volumes union all
            select stream, part, 'missing', null, ours_count, theirs_count, counted_at
              from missing_counts union all
            select * exclude (new_status) from standing where new_status in ('left', 'kicked')
              and part in (select part from read_chats)
          ) left join named using (part)
        )`.as("alarms"),
      )
      .select([
        "stream",
        "part",
        "part_title",
        "kind",
        "window_days",
        "seen_count",
        "usual_count",
        "since_at",
      ]),
});
