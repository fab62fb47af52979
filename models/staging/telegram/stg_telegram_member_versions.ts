import { loose, text, textOrNull } from "../fields.ts";
import { stageVersions } from "../stage.ts";
import { bitOrNull, PLACE, personName } from "./part-fields.ts";

/** Seen by a bot that is an administrator. */
export const stgTelegramMemberVersions = stageVersions({
  name: "stg_telegram_member_versions",
  description: "Every change of somebody's standing in a chat, one row a chat, person and version.",
  stream: "telegram_messages",
  only: { path: "$.kind", is: "member" },
  grain: ["chat_id", "user_id"],
  fields: {
    ...PLACE,
    user_id: text("$.user_id"),
    display_name: personName("$.sent.new_chat_member.user"),
    handle: loose(textOrNull("$.sent.new_chat_member.user.username")),
    /** It is our own bot's standing; null of what landed before this was written down. */
    is_self: bitOrNull("$.is_self"),
    is_bot: bitOrNull("$.sent.new_chat_member.user.is_bot"),
    old_status: loose(textOrNull("$.sent.old_chat_member.status")),
    new_status: loose(textOrNull("$.sent.new_chat_member.status")),
  },
});
