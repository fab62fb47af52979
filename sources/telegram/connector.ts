import { defineConnector } from "../connector.ts";
import type { Feed } from "../source.ts";
import { telegramChats, telegramChatsStream } from "./chats.ts";
import { telegramExportedMessages } from "./exported-messages.ts";
import { telegramMessagesStream } from "./message-stream.ts";
import { telegramMessages } from "./messages.ts";
import { telegramHttp, telegramSettings } from "./options.ts";
import { telegramProbes } from "./probes.ts";

/** A community's chats in Telegram: what its bot sees, and exports of what was before it. */
export const telegram = defineConnector({
  name: "telegram",
  settings: telegramSettings,
  secrets: {
    token: { variable: "VKLAD_TELEGRAM_TOKEN", purpose: "the token of the community's bot" },
  },
  streams: [telegramChatsStream, telegramMessagesStream],
  accounts: {
    telegram: { example: "77", ids: { telegram_messages: ["$.user_id"] } },
  },
  open: ({ chats, export: exported = [], url, token }, { pace }) => {
    const paths = [exported].flat();
    const feeds = [
      telegramChats(chats),
      telegramMessages({ http: telegramHttp({ url, token, ...pace }), chats }),
      ...(paths.length === 0 ? [] : [telegramExportedMessages({ paths, chats })]),
    ];
    return feeds as unknown as readonly Feed[];
  },
  probes: ({ url, token }, { pace }) => telegramProbes(telegramHttp({ url, token, ...pace })),
});
