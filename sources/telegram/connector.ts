import { defineConnector } from "../connector.ts";
import type { Feed } from "../source.ts";
import { telegramChats, telegramChatsStream } from "./chats.ts";
import { telegramExportedMessages } from "./exported-messages.ts";
import { telegramHook } from "./hook.ts";
import { telegramMessagesStream } from "./message-stream.ts";
import { telegramMessages } from "./messages.ts";
import { telegramHttp, telegramSettings } from "./options.ts";
import { telegramProof, telegramTalk } from "./proof.ts";
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
  hook: telegramHook,
  open: ({ chats, export: exported = [], updates, url, token }, { pace, kept }) => {
    const paths = [exported].flat();
    const feeds = [
      telegramChats(chats),
      telegramMessages({
        http: telegramHttp({ url, token, ...pace }),
        chats,
        updates,
        ...(kept === undefined ? {} : { kept }),
      }),
      ...(paths.length === 0 ? [] : [telegramExportedMessages({ paths, chats })]),
    ];
    return feeds as unknown as readonly Feed[];
  },
  noHistory: {
    en:
      "a bot is shown nothing of what was before it. Export the chat in Telegram Desktop as JSON and " +
      "name its result.json in sources.telegram.export: the next reading takes it in",
    ru:
      "бот не видит ничего, что было до него. Выгрузите чат из Telegram Desktop в формате JSON и " +
      "укажите его result.json в sources.telegram.export: его возьмёт следующее чтение",
  },
  proof: telegramProof,
  talk: ({ url, token }, { pace }) => telegramTalk(telegramHttp({ url, token, ...pace })),
  probes: ({ updates, url, token }, { pace }) =>
    telegramProbes(telegramHttp({ url, token, ...pace }), { updates, clock: pace.clock }),
});
