import { sql } from "kysely";

import { defineModel } from "../../model.ts";
import { stgTelegramArrivals } from "./stg_telegram_arrivals.ts";
import { stgTelegramMemberVersions } from "./stg_telegram_member_versions.ts";
import { stgTelegramMessageVersions } from "./stg_telegram_message_versions.ts";

interface Join {
  chat_id: bigint;
  user_id: string;
  joined_at: Date;
  status: string | null;
  status_at: Date | null;
}

/**
 * Who came, by the first that tells of it: a standing, a service message, an export's "joined by a
 * link". Whom somebody else added, an export names without an id: such people are not here.
 */
export const stgTelegramJoins = defineModel({
  name: "stg_telegram_joins",
  description: "Who joined a chat and how they stand there, one row a chat and person.",
  from: [stgTelegramMemberVersions, stgTelegramArrivals, stgTelegramMessageVersions],
  grain: ["chat_id", "user_id"],
  columns: {
    chat_id: "BIGINT",
    user_id: "VARCHAR",
    joined_at: "TIMESTAMPTZ",
    /** `member`, `administrator`, `left`, `kicked`…; null where no bot could see it. */
    status: "VARCHAR?",
    status_at: "TIMESTAMPTZ?",
  },
  query: (db) =>
    db
      .selectFrom(
        sql<Join>`(
          with came as (
            select chat_id, user_id, changed_at as came_at from stg_telegram_member_versions
            where old_status in ('left', 'kicked') and new_status not in ('left', 'kicked')
            union all
            select chat_id, user_id, changed_at from stg_telegram_arrivals
            union all
            select chat_id, user_id, sent_at from stg_telegram_message_versions
            where user_id is not null
              and service in ('join_group_by_link', 'join_group_by_request')
          ),
          standing as (
            select chat_id, user_id, new_status as status, changed_at as status_at
            from stg_telegram_member_versions
            qualify row_number() over (
              partition by chat_id, user_id order by changed_at desc, ordinal desc
            ) = 1
          )
          select chat_id, user_id, min(came_at) as joined_at, min(status) as status,
            min(status_at) as status_at
          from came left join standing using (chat_id, user_id)
          group by chat_id, user_id
        )`.as("joins"),
      )
      .select(["chat_id", "user_id", "joined_at", "status", "status_at"]),
});
