import { stgTelegramAccounts } from "./stg_telegram_accounts.ts";
import { stgTelegramChats } from "./stg_telegram_chats.ts";
import { stgTelegramSeenChats } from "./stg_telegram_seen_chats.ts";
import { stgTelegramJoins } from "./stg_telegram_joins.ts";
import { stgTelegramLinks } from "./stg_telegram_links.ts";
import { stgTelegramArrivals } from "./stg_telegram_arrivals.ts";
import { stgTelegramMemberVersions } from "./stg_telegram_member_versions.ts";
import { stgTelegramMessageKeys } from "./stg_telegram_message_keys.ts";
import { stgTelegramMessageVersions } from "./stg_telegram_message_versions.ts";
import { stgTelegramMessages } from "./stg_telegram_messages.ts";
import { stgTelegramMigrations } from "./stg_telegram_migrations.ts";
import { stgTelegramReactionStates } from "./stg_telegram_reaction_states.ts";
import { stgTelegramReactions } from "./stg_telegram_reactions.ts";
import { stgTelegramTopics } from "./stg_telegram_topics.ts";

export const telegram = {
  read: [
    stgTelegramMessageVersions,
    stgTelegramReactionStates,
    stgTelegramMemberVersions,
    stgTelegramArrivals,
    stgTelegramSeenChats,
    stgTelegramChats,
  ],
  derived: [
    stgTelegramMigrations,
    stgTelegramMessageKeys,
    stgTelegramTopics,
    stgTelegramMessages,
    stgTelegramLinks,
    stgTelegramReactions,
    stgTelegramJoins,
  ],
  accounts: [stgTelegramAccounts],
};
