import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, onTestFinished, test } from "vitest";

import { seededRandom } from "../../test/seed.ts";
import type { Json } from "../source.ts";
import { walk } from "../testing/walk.ts";
import { telegramExportedMessages } from "./exported-messages.ts";
import { BARE_CLUB, CHATS, CLUB, exportedOf, MORNING } from "./given-chat.ts";

const MORNING_ISO = "2026-10-05T08:00:00.000Z";

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), "vklad-export-"));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  return dir;
}

function givenFile(content: string | Buffer): string {
  const file = join(folder(), "result.json");
  writeFileSync(file, content);
  return file;
}

/** As Telegram Desktop indents it. */
const written = (value: Json) => JSON.stringify(value, null, 1);

const clubOf = (messages: readonly Json[], fields: object = {}): Json =>
  ({ name: "Поток 2", type: "private_supergroup", id: BARE_CLUB, ...fields, messages }) as Json;

const many = (count: number) =>
  Array.from({ length: count }, (_, nth) =>
    exportedOf({ id: nth + 1, text: `№ ${nth + 1} "{[\\` }),
  );

const importOf = (path: string | readonly string[], sliceBytes = 600) =>
  telegramExportedMessages({ paths: [path].flat(), chats: CHATS, sliceBytes });

const idsOf = (records: readonly unknown[]) =>
  (records as { message_id: number }[]).map(({ message_id }) => message_id);

const upTo = (count: number) => Array.from({ length: count }, (_, nth) => nth + 1);

test("a message lands as it was exported, under the key that a bot gives it", async () => {
  const edited = exportedOf({
    edited_unixtime: `${MORNING + 30}`,
    text: ["Смотри ", { type: "link", text: "https://example.org/a" }],
    text_entities: [
      { type: "plain", text: "Смотри " },
      { type: "link", text: "https://example.org/a" },
    ],
  });

  const { records, quarantined } = await walk(importOf(givenFile(written(clubOf([edited])))));

  expect(quarantined).toEqual([]);
  expect(records).toEqual([
    {
      ...{ chat_id: CLUB, message_id: 55, part: "message", kind: "message" },
      ...{ way: "export", user_id: 77 },
      ...{ changed_at: "2026-10-05T08:00:30.000Z", sent_at: MORNING_ISO },
      ...{ links: ["https://example.org/a"], sent: edited },
    },
  ]);
});

test("a folder of an export is read as its file", async () => {
  const file = givenFile(written(clubOf(many(2))));

  expect(idsOf((await walk(importOf(join(file, "..")))).records)).toEqual([1, 2]);
});

test("of a whole account the configured chats are read, those that were left too, and no others", async () => {
  const account = {
    about: "Here is the data you requested.",
    personal_information: { user_id: 5, first_name: "Ева", phone_number: "+70000000000" },
    contacts: { about: "", list: [{ user_id: 6, phone_number: "+70000000001" }] },
    chats: {
      about: "messages: [",
      list: [
        { name: "Ева", type: "personal_chat", id: 77, messages: [exportedOf({ id: 900 })] },
        { type: "saved_messages", id: 5, messages: [exportedOf({ id: 901 })] },
        clubOf(many(2)),
        { name: "Чужие", type: "private_group", id: 88, messages: [exportedOf({ id: 902 })] },
      ],
    },
    left_chats: {
      about: "",
      list: [{ name: "Старый", type: "public_channel", id: 44, messages: many(1) }],
    },
  } as unknown as Json;
  const chats = { ...CHATS, 77: {}, 5: {}, [-1_000_000_000_044]: {} };
  const paths = [givenFile(written(account))];

  const { records, quarantined } = await walk(
    telegramExportedMessages({ paths, chats, sliceBytes: 300 }),
  );

  expect(quarantined).toEqual([]);
  const found = records as unknown as {
    chat_id: number;
    message_id: number;
    part: string;
    sent: Json;
  }[];
  expect(found.map(({ chat_id, message_id, part }) => [chat_id, message_id, part])).toEqual([
    [CLUB, 1, "message"],
    [CLUB, 2, "message"],
    [-88, 0, "seen"],
    [-1_000_000_000_044, 1, "message"],
  ]);
  expect(found[2]?.sent).toEqual({ type: "private_group" });
});

test("slices of any size give the same messages, however the file is indented", async () => {
  const random = seededRandom("slices of an export");
  const messages = many(40);
  const whole = clubOf(messages, { extra: { deep: [[[{}]]], text: '"messages": [{' }, n: -1.5e3 });
  const texts = [written(whole), JSON.stringify(whole), JSON.stringify(whole, null, "\t\t")];
  for (let round = 0; round < 30; round += 1) {
    const file = givenFile(random.pick(texts));
    const { records, quarantined } = await walk(importOf(file, random.whole(1, 900)));
    expect([idsOf(records), quarantined]).toEqual([upTo(40), []]);
  }
});

test("an import that is killed at any page goes on and loses no message", async () => {
  const random = seededRandom("killed imports");
  const file = givenFile(written(clubOf(many(60))));
  for (let round = 0; round < 10; round += 1) {
    const { records, pageCount } = await walk(importOf(file, 2000), {
      killedAtPage: random.whole(0, 8),
    });
    expect(pageCount).toBeGreaterThan(8);
    expect(idsOf(records)).toEqual(upTo(60));
  }
});

test("a file that was read is not read again, and a changed one is", async () => {
  const file = givenFile(written(clubOf(many(2))));
  const first = await walk(importOf(file));

  const second = await walk(importOf(file), { cursor: first.cursor });
  writeFileSync(file, written(clubOf(many(3))));
  utimesSync(file, 1, 1);
  const third = await walk(importOf(file), { cursor: second.cursor });

  expect([second.records, second.cursor]).toEqual([[], first.cursor]);
  expect(idsOf(third.records)).toEqual([1, 2, 3]);
});

test("several exports are read one after the other, and a missing one holds up none", async () => {
  const [one, two] = [givenFile(written(clubOf(many(1)))), givenFile(written(clubOf(many(3))))];
  const landed: Json[] = [];
  const feed = importOf([one, join(folder(), "gone"), two]);

  const failing = walkUntilFailure(feed, landed);

  await expect(failing).rejects.toMatchObject({
    name: "TelegramExportError",
    message: expect.stringContaining("ENOENT"),
  });
  expect(idsOf(landed)).toEqual([1, 1, 2, 3]);
});

/** Keeps what landed before the failure, as landing does. */
async function walkUntilFailure(feed: ReturnType<typeof importOf>, landed: Json[]): Promise<never> {
  const { signal } = new AbortController();
  let cursor: Awaited<ReturnType<typeof feed.fetchPage>>["cursor"] = null;
  for (;;) {
    const page = await feed.fetchPage({ cursor, until: "2026-10-05T09:00:00Z", signal });
    landed.push(...page.records);
    if (page.done) throw new Error("It did not fail.");
    cursor = JSON.parse(JSON.stringify(page.cursor)) as typeof cursor;
  }
}

const bytes = Buffer.from(written(clubOf(many(20))));
const inText = bytes.lastIndexOf("№") + 1;

test.each<[string, string | Buffer, number, RegExp]>([
  ["in the middle of a letter", bytes.subarray(0, inText), 19, /within a message/],
  [
    "between two messages",
    bytes.subarray(0, bytes.lastIndexOf("\n  {")),
    19,
    /before it is complete/,
  ],
  ["before its last bracket", bytes.subarray(0, -1), 20, /before it is complete/],
  ["by a stranger's text", `${bytes.toString()}\nNUL`, 20, /nothing behind its end/],
  [
    "in what is passed over",
    `{"contacts": {"list": [{"a": "${"x".repeat(5000)}`,
    0,
    /before it is complete/,
  ],
])(
  "a file that ends %s fails by name once all before has landed",
  async (_, content, count, said) => {
    const landed: Json[] = [];

    const failing = walkUntilFailure(importOf(givenFile(content)), landed);

    await expect(failing).rejects.toMatchObject({
      name: "TelegramExportError",
      message: expect.stringMatching(said),
    });
    expect(idsOf(landed)).toEqual(upTo(count));
  },
);

test.each<[string, string | Buffer, RegExp]>([
  ["a list", written(many(2)), /an object/],
  ["no chat and no account", '{"name": "x", "list": []}', /neither messages nor chats/],
  [
    "a chat without its type",
    written({ id: BARE_CLUB, messages: many(1) }),
    /type and id of a chat/,
  ],
  [
    "a chat that says too late which it is",
    `{"messages": [], "id": 5, "type": "x"}`,
    /type and id/,
  ],
  ["messages that are none", written(clubOf([1])), /a message/],
  ["no JSON at all", "<html>", /an object/],
  ["nothing", "", /before it is complete/],
])("a file that holds %s fails by name", async (_, content, said) => {
  await expect(walk(importOf(givenFile(content)))).rejects.toMatchObject({
    name: "TelegramExportError",
    message: expect.stringMatching(said),
  });
});

test("a byte order mark before the first bracket is passed over", async () => {
  const file = givenFile(`\uFEFF${written(clubOf(many(2)))}`);

  expect(idsOf((await walk(importOf(file))).records)).toEqual([1, 2]);
});

test("a message of 20 MB is refused by its place, and those around it come", async () => {
  const huge = exportedOf({ id: 2, text: "я".repeat(10 * 2 ** 20) });
  const [first, , third] = many(3);
  const file = givenFile(written(clubOf([first!, huge, third!])));

  const { records, quarantined } = await walk(importOf(file, 2 ** 20));

  expect(idsOf(records)).toEqual([1, 3]);
  expect(quarantined).toEqual([
    {
      record: { chat: { type: "private_supergroup", id: BARE_CLUB }, at: expect.any(Number) },
      reason: "a message longer than 16 MB",
    },
  ]);
});

test.each<[string, object, string]>([
  ["without an id", { id: undefined }, "id: "],
  ["with an id of a wrong type", { id: "55" }, "id: "],
  ["without seconds, as older programs wrote it", { date_unixtime: undefined }, "date_unixtime: "],
  ["with seconds of a wrong type", { date_unixtime: MORNING }, "date_unixtime: "],
  ["with seconds that no calendar has", { date_unixtime: "999999999999" }, "date_unixtime: "],
  ["without the pieces of its text", { text_entities: undefined }, "text_entities: "],
  ["of which the export has only the id", { type: "unsupported" }, "unsupported by this"],
])("a message %s is quarantined and the others come", async (_, fields, reason) => {
  const file = givenFile(written(clubOf([...many(1), exportedOf(fields)])));

  const { records, quarantined } = await walk(importOf(file));

  expect(idsOf(records)).toEqual([1]);
  expect(quarantined).toEqual([
    { record: expect.objectContaining({ chat_id: CLUB }), reason: expect.stringContaining(reason) },
  ]);
});

test("an id that JavaScript cannot hold is quarantined, not rounded", async () => {
  const text = written(clubOf(many(2))).replace('"id": 1,', '"id": 9007199254740993,');

  const { records, quarantined } = await walk(importOf(givenFile(text)));

  expect(idsOf(records)).toEqual([2]);
  expect(JSON.stringify(quarantined)).toContain("9007199254740993");
});

test("bytes that are no UTF-8 cost the message they stand in", async () => {
  const broken = Buffer.from(written(clubOf(many(3))));
  broken[broken.indexOf("№ 2") + 1] = 0xff;

  const { records, quarantined } = await walk(importOf(givenFile(broken)));

  expect(idsOf(records)).toEqual([1, 3]);
  expect(quarantined).toMatchObject([{ record: { chat_id: CLUB }, reason: "it is not UTF-8" }]);
});

test("control characters are read as Telegram Desktop writes them, which is not JSON", async () => {
  const text = written(clubOf([exportedOf({ id: 1, text: "A:B" })]));
  // Behind two backslashes `x41` is text.
  const file = givenFile(text.replace("A:B", String.raw`\x0B and \\x41 and \u0000 and \ud800`));

  const { records, quarantined } = await walk(importOf(file));

  expect(quarantined).toEqual([]);
  expect(records).toMatchObject([{ sent: { text: "\u000B and \\x41 and \u0000 and \ud800" } }]);
});

test("phones and places stay in the file", async () => {
  const contact = exportedOf({
    contact_information: { first_name: "Ева", phone_number: "+70000000000" },
    location_information: { latitude: 1.5, longitude: 2.5 },
    address: "дом 5",
  });

  const { records } = await walk(importOf(givenFile(written(clubOf([contact])))));

  expect(records).toMatchObject([{ message_id: 55 }]);
  expect(JSON.stringify(records)).not.toMatch(/phone|latitude|дом 5/);
});

test("what is answered has the key of that message, in another chat too", async () => {
  const replies = [
    { reply_to_message_id: 9 },
    { reply_to_message_id: 9 - 1_000_000_000 },
    { reply_to_message_id: 9, reply_to_peer_id: "channel44" },
    { reply_to_message_id: 9, reply_to_peer_id: "somebody" },
  ];
  const messages = replies.map((reply, nth) => exportedOf({ id: nth + 1, ...reply }));

  const { records } = await walk(importOf(givenFile(written(clubOf(messages)))));

  expect((records as { reply_to?: unknown }[]).map(({ reply_to }) => reply_to)).toEqual([
    { chat_id: CLUB, message_id: 9 },
    { chat_id: CLUB, message_id: 9 - 1_000_000_000 },
    { chat_id: -1_000_000_000_044, message_id: 9 },
    undefined,
  ]);
});

test("what a group wrote before it became a supergroup keeps its low numbers", async () => {
  const old = exportedOf({ id: 12 - 1_000_000_000 });
  const group = { name: "Мы", type: "private_group", id: 55, messages: [exportedOf({ id: 12 })] };
  const files = [givenFile(written(clubOf([old]))), givenFile(written(group as unknown as Json))];
  const feed = telegramExportedMessages({ paths: files, chats: { ...CHATS, "-55": {} } });

  const { records } = await walk(feed);

  expect(records).toMatchObject([
    { chat_id: CLUB, message_id: 12 - 1_000_000_000 },
    { chat_id: -55, message_id: 12 - 1_000_000_000 },
  ]);
});

test("a folder that is no export is named", async () => {
  const dir = folder();
  mkdirSync(join(dir, "photos"));

  await expect(walk(importOf(dir))).rejects.toMatchObject({
    name: "TelegramExportError",
    message: expect.stringContaining(join(dir, "result.json")),
  });
});
