import { stgDiscordAccounts } from "./stg_discord_accounts.ts";
import { stgDiscordChannels } from "./stg_discord_channels.ts";
import { stgDiscordMembers } from "./stg_discord_members.ts";
import { stgDiscordMessageVersions } from "./stg_discord_message_versions.ts";
import { stgDiscordMessages } from "./stg_discord_messages.ts";
import { stgDiscordReactions } from "./stg_discord_reactions.ts";

export const discord = {
  read: [stgDiscordChannels, stgDiscordMembers, stgDiscordMessages, stgDiscordReactions],
  derived: [stgDiscordMessageVersions],
  accounts: [stgDiscordAccounts],
};
