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
  proof: telegramProof,
  talk: ({ url, token }, { pace }) => telegramTalk(telegramHttp({ url, token, ...pace })),
  probes: ({ updates, url, token }, { pace }) =>
    telegramProbes(telegramHttp({ url, token, ...pace }), { updates, clock: pace.clock }),
});
