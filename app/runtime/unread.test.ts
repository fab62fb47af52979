import { expect, test } from "vitest";

import { telegramMessagesStream } from "../../sources/telegram/message-stream.ts";
import { unreadOf, unreadText } from "./unread.ts";

const READ_AT = "2026-10-05T09:00:00.000Z";
const STREAMS = [telegramMessagesStream, { name: "discourse_posts", primaryKey: ["id"] }];

const readAt = (feed: string, until: string | null = READ_AT) => ({
  feed,
  stream: feed.split("@")[0]!,
  until,
});

function later(hours: number): Date {
  return new Date(Date.parse(READ_AT) + hours * 3_600_000);
}

test.each([
  [5.9, []],
  [6, [["telegram_messages", false]]],
  [23.9, [["telegram_messages", false]]],
  [24, [["telegram_messages", true]]],
])("%d hours after the last reading the alarm is %j", (hours, alarm) => {
  const health = [readAt("telegram_messages"), readAt("discourse_posts")];

  const unread = unreadOf(STREAMS, health, later(hours));

  expect(unread.map(({ stream, isLost }) => [stream, isLost])).toEqual(alarm);
});

test("an export that was read today does not hide that the bot was not", () => {
  const health = [
    readAt("telegram_messages"),
    readAt("telegram_messages@export", later(7).toISOString()),
  ];

  expect(unreadOf(STREAMS, health, later(8))).toHaveLength(1);
});

test("of a stream that was never read nothing is lost yet", () => {
  expect(unreadOf(STREAMS, [readAt("telegram_messages", null)], later(99))).toEqual([]);
  expect(unreadOf(STREAMS, [], later(99))).toEqual([]);
});

test("the alarm says how long ago, how much time is left and what to do, in both languages", () => {
  const [soon] = unreadOf(STREAMS, [readAt("telegram_messages")], later(7.5));
  const [lost] = unreadOf(STREAMS, [readAt("telegram_messages")], later(30));

  expect(unreadText(soon!, "en")).toBe(
    `read to its end at ${READ_AT}, 7 h ago, and the system keeps what is unread for 24 h. ` +
      "In 16 h something is lost: run `vklad run` and see why the schedule stands.",
  );
  expect(unreadText(lost!, "ru")).toBe(
    `прочитано до конца ${READ_AT}, 30 ч назад, а система хранит непрочитанное 24 ч. ` +
      "Часть потеряна: запустите `vklad run`, а пропуск закройте выгрузкой.",
  );
});
