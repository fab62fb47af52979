import type { APIMessage, APIUser } from "discord-api-types/v10";

import { withoutFields } from "../records.ts";
import type { FieldPath } from "../records.ts";

const none = String;

const anywhere = <K extends string>(...keys: readonly K[]): FieldPath[] =>
  keys.map((key) => ["**", key]);

/** Of people, only who they are: what they look like changes without them having done anything. */
const OF_PEOPLE: readonly FieldPath[] = [
  ...anywhere<keyof APIUser>("email", "verified", "locale", "mfa_enabled", "premium_type"),
  ...anywhere<keyof APIUser>("avatar", "avatar_decoration_data", "banner", "accent_color"),
  ...anywhere<keyof APIUser>("collectibles", "primary_guild", "public_flags"),
  ...anywhere("banner_color", "clan", "display_name_styles"),
];

/** Addresses of files are signed anew at each reading, and open them to whoever has one. */
const OF_FILES = ["url", "proxy_url"].map((key): FieldPath => ["attachments", key]);

const OF_MESSAGES: readonly (keyof APIMessage)[] = [
  // Copies of other messages: a forwarded one may stand in a channel that nobody has configured.
  "referenced_message",
  "message_snapshots",
  // Made by Discord of other people's pages, a while after the message.
  "embeds",
  // These have a stream of their own, and move without an edit.
  "reactions",
  "thread",
  // Who pressed which button.
  "interaction",
  "interaction_metadata",
];

export const withoutMessageFields = withoutFields(
  {
    drop: [
      ...OF_PEOPLE,
      ...OF_FILES,
      ...OF_MESSAGES.map((key) => [key]),
      ["poll", "results"],
      // Of the same user, each with what may never land.
      ["resolved"],
    ],
  },
  none,
);

/** Moves with every message, and says nothing of the channel. */
const OF_CHANNELS = ["last_message_id", "last_pin_timestamp", "message_count", "member_count"];

export const withoutChannelFields = withoutFields(
  { drop: [...OF_CHANNELS, "total_message_sent", "member"].map((key) => [key]) },
  none,
);

/** What moderators did to somebody is theirs to know. */
const OF_MEMBERS = ["communication_disabled_until", "mute", "deaf", "flags", "premium_since"];

export const withoutMemberFields = withoutFields(
  { drop: [...OF_PEOPLE, ...OF_MEMBERS.map((key) => [key])] },
  none,
);

export const withoutUserFields = withoutFields({ drop: OF_PEOPLE }, none);
