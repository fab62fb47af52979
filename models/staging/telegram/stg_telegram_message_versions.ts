import { sql } from "kysely";

import { instant, loose, made, textOrNull } from "../fields.ts";
import { stageVersions } from "../stage.ts";
import { bigintOrNull, bitOrNull, jsonOrNull, PLACE } from "./part-fields.ts";

/** A bot is sent people as objects; an export has their name, or a service message's `actor`. */
const displayName = made(textOrNull("$.sent.from.first_name", { orElse: "$.sent.actor" }), {
  from: [
    ["$.sent.from.first_name"],
    ["$.sent.from.last_name"],
    ["$.way"],
    ["$.sent.from", "$.sent.actor"],
  ],
  by: ([first, last, way, exported]) => sql<string | null>`
    case ${way!} when 'export' then ${exported!}
    else nullif(concat_ws(' ', ${first!}, ${last!}), '') end`,
});

/** An export has a text in pieces: a formatted one reads as a list, and never says so of itself. */
const wholeText = made(textOrNull("$.sent.text", { orElse: "$.sent.caption" }), {
  from: [["$.way"], ["$.sent.text", "$.sent.caption"], ["$.sent.text_entities"]],
  by: ([way, said, pieces]) => sql<string | null>`
    case ${way!} when 'export'
      then array_to_string(json_extract_string(${pieces!}, '$[*].text'), '')
    else ${said!} end`,
});

/** What a service message of the Bot API is told by; an export calls it one. */
const SERVICES = [
  "new_chat_members",
  "left_chat_member",
  "new_chat_title",
  "new_chat_photo",
  "delete_chat_photo",
  "group_chat_created",
  "supergroup_chat_created",
  "channel_chat_created",
  "migrate_to_chat_id",
  "migrate_from_chat_id",
  "pinned_message",
  "forum_topic_created",
  "forum_topic_edited",
  "forum_topic_closed",
  "forum_topic_reopened",
  "video_chat_scheduled",
  "video_chat_started",
  "video_chat_ended",
  "video_chat_participants_invited",
  "message_auto_delete_timer_changed",
  "boost_added",
  "chat_background_set",
];

const service = made(textOrNull("$.sent.action", { orElse: "$.kind" }), {
  from: [["$.sent.action"], ...SERVICES.map((name) => [`$.sent.${name}`])],
  by: ([action, ...fields]) =>
    sql<string | null>`coalesce(${action!}, ${sql.join(
      fields.map(
        (field, at) => sql`case when ${field} is not null then ${sql.lit(SERVICES[at]!)} end`,
      ),
    )})`,
});

/** Versions are ours: Telegram keeps none, so an edit between two exports was never seen. */
export const stgTelegramMessageVersions = stageVersions({
  name: "stg_telegram_message_versions",
  description:
    "Every version of a message that a bot saw or an export holds, one row a message, way and version.",
  stream: "telegram_messages",
  only: { path: "$.kind", is: "message" },
  grain: ["chat_id", "message_id"],
  dated: ["sent_at"],
  fields: {
    ...PLACE,
    sent_at: instant("$.sent_at"),
    user_id: textOrNull("$.user_id"),
    author_chat_id: bigintOrNull("$.author_chat_id"),
    display_name: loose(displayName),
    /** A bot alone knows it, as it knows who is one. */
    handle: loose(textOrNull("$.sent.from.username")),
    is_bot: bitOrNull("$.sent.from.is_bot"),
    text: loose(wholeText),
    /** What happened, where nobody wrote anything; by the names of the one or the other. */
    service: loose(service),
    thread_id: bigintOrNull("$.thread_id"),
    reply_to_chat_id: bigintOrNull("$.reply_to.chat_id"),
    reply_to_message_id: bigintOrNull("$.reply_to.message_id"),
    /** The piece of another message that this one answers. */
    quote: loose(textOrNull("$.sent.quote.text")),
    links: jsonOrNull("$.links"),
    /** Whose words were passed on, by a bot's word its kind, by an export's its name; null: own ones. */
    forwarded_from: loose(
      textOrNull("$.sent.forward_origin.type", { orElse: "$.sent.forwarded_from" }),
    ),
    /** Of an export: counts, and of some of them by whom. */
    reactions: jsonOrNull("$.sent.reactions"),
    /** Of an export: as its maker's clock showed it. With `sent_at` it tells that clock's zone. */
    local_date: loose(textOrNull("$.sent.date")),
    chat_title: loose(textOrNull("$.sent.chat.title")),
    became_chat_id: bigintOrNull("$.sent.migrate_to_chat_id"),
    was_chat_id: bigintOrNull("$.sent.migrate_from_chat_id"),
  },
});
