/** A bot whose updates Telegram brings: they land as if they had been asked for. */
import { expect, test } from "vitest";

import type { KeptContents } from "../hook.ts";
import type { Feed, Json } from "../source.ts";
import { botServer } from "../testing/bot.ts";
import { loopback } from "../testing/loopback.ts";
import { walk } from "../testing/walk.ts";
import { CHATS, CLUB, messageOf, MORNING, updateOf } from "./given-chat.ts";
import { telegramMessages } from "./messages.ts";
import { telegramHttp } from "./options.ts";
import { telegramProbes } from "./probes.ts";
import { ALLOWED_UPDATES } from "./updates.ts";

const UNTIL = "2026-10-05T09:00:00Z";
const HEIR = -1_009_999_999_999;

const UPDATES = [
  updateOf(501, "message", messageOf() as object),
  updateOf(502, "edited_message", messageOf({ edit_date: MORNING + 9, text: "иначе" }) as object),
  updateOf(503, "message", messageOf({ message_id: "x" }) as object),
  updateOf(504, "message", messageOf({ migrate_to_chat_id: HEIR }) as object),
  updateOf(505, "message", messageOf({ chat: { id: HEIR, type: "supergroup" } }) as object),
  updateOf(506, "message", messageOf({ chat: { id: -9, type: "group" } }) as object),
];

/** An inbox that holds these, and forgets what lies before a place that is given back. */
function keptOf(contents: readonly Json[], perPage = 2): KeptContents & { left: Json[] } {
  const left = [...contents];
  let from = 0;
  return {
    left,
    after(_feed, { place }) {
      const at = typeof place === "number" ? place : 0;
      left.splice(0, at - from);
      from = at;
      const page = left.slice(0, perPage);
      return {
        contents: page,
        unreadable: [],
        place: at + page.length,
        done: page.length < perPage,
      };
    },
  };
}

const INFO = {
  url: "https://vklad.example.org/hooks/telegram",
  pending_update_count: 0,
  allowed_updates: [...ALLOWED_UPDATES],
};

async function telegramOf(info: object) {
  const server = await loopback(({ path }) =>
    path.endsWith("/getWebhookInfo")
      ? { json: { ok: true, result: { ...INFO, ...info } } }
      : { status: 409, json: { ok: false, error_code: 409, description: "webhook is active" } },
  );
  const http = telegramHttp({ url: server.url, token: "1:a", perSecond: 1000, burst: 1000 });
  return { http, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

test("what Telegram brings lands just as what it is asked for, in pages that a kill repeats", async () => {
  await using bot = await botServer(UPDATES);
  await using telegram = await telegramOf({});
  const asked = await walk(telegramMessages({ ...bot, chats: CHATS }) as Feed, { until: UNTIL });
  const kept = keptOf(UPDATES);

  const brought = await walk(
    telegramMessages({ ...telegram, chats: CHATS, updates: "webhook", kept }) as Feed,
    { until: UNTIL, killedAtPage: 1 },
  );

  expect(brought.records).toEqual(asked.records);
  expect(brought.quarantined).toEqual(asked.quarantined);
  expect([kept.left, brought.cursor]).toEqual([[], expect.objectContaining({ became: [HEIR] })]);
});

test.each([
  ["no webhook is set", { url: "" }, "no webhook is set"],
  ["it leads elsewhere", { url: "https://other.example.org/bot" }, "leads elsewhere"],
  ["reactions are not named", { allowed_updates: ["message"] }, "do not name edited_message"],
  ["nothing is named", { allowed_updates: undefined }, "do not name message"],
  [
    "it fails, and updates wait",
    { pending_update_count: 3, last_error_date: Date.parse(UNTIL) / 1000 - 60 },
    "3 updates wait",
  ],
])("where %s the feed fails by name once all is landed, and so does the doctor", async (...row) => {
  const [, info, fault] = row;
  await using telegram = await telegramOf(info);
  const kept = keptOf(UPDATES.slice(0, 2));
  const feed = telegramMessages({ ...telegram, chats: CHATS, updates: "webhook", kept });
  const request = { until: UNTIL, signal: new AbortController().signal };

  const page = await feed.fetchPage({ cursor: null, ...request });
  const failing = feed.fetchPage({ cursor: page.cursor, ...request });

  expect(page.records).toHaveLength(2);
  await expect(failing).rejects.toMatchObject({ name: "TelegramHookError" });
  await expect(failing).rejects.toThrow(fault);
  const now = { now: () => Date.parse(UNTIL) };
  const probes = telegramProbes(telegram.http, { updates: "webhook", clock: now as never });
  await expect(probes["telegram_messages"]?.(request.signal)).rejects.toThrow(fault);
});

test("a failure that Telegram has overcome, and updates that are on their way, are none", async () => {
  const before = Date.parse(UNTIL) / 1000 - 2 * 3600;
  await using overcome = await telegramOf({ pending_update_count: 1, last_error_date: before });
  await using onItsWay = await telegramOf({ pending_update_count: 4 });
  const feeds = [overcome, onItsWay].map((given) =>
    telegramMessages({ ...given, chats: CHATS, updates: "webhook", kept: keptOf([]) }),
  );

  for (const feed of feeds) expect((await walk(feed as Feed, { until: UNTIL })).pageCount).toBe(1);
});

test("from webhook to polling and back nothing that came is left behind", async () => {
  await using bot = await botServer(UPDATES.slice(3));
  await using telegram = await telegramOf({});
  const kept = keptOf(UPDATES.slice(0, 3));
  const given = { chats: CHATS, kept };
  const byHook = telegramMessages({ ...telegram, ...given, updates: "webhook" }) as Feed;
  const byPolling = telegramMessages({ ...bot, ...given }) as Feed;

  const first = await walk(byPolling, { until: UNTIL });
  const second = await walk(byHook, { until: UNTIL, cursor: first.cursor });
  kept.left.push(updateOf(507, "message", messageOf({ message_id: 57 }) as object));
  const third = await walk(byHook, { until: UNTIL, cursor: second.cursor });

  const ids = [first, second, third].map(({ records }) =>
    (records as { chat_id: number; message_id: number }[])
      .filter(({ chat_id }) => chat_id === CLUB || chat_id === HEIR)
      .map(({ message_id }) => message_id),
  );
  expect(ids).toEqual([[55, 55, 55, 55], [], [57]]);
});
