import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, onTestFinished, test } from "vitest";

import { discourseHook } from "../../../sources/discourse/hook.ts";
import { secretHeader } from "../../../sources/hook-checks.ts";
import { type Hook, headerOf } from "../../../sources/hook.ts";
import { nocodbHook } from "../../../sources/nocodb/hook.ts";
import { posthogHook } from "../../../sources/posthog/hook.ts";
import { ANNA, messageOf, updateOf } from "../../../sources/telegram/given-chat.ts";
import { telegramHook } from "../../../sources/telegram/hook.ts";
import { openInbox } from "../../../warehouse/inbox/index.ts";
import { seededBytes } from "../../../test/seed.ts";
import { secretOf } from "../../community/secrets.ts";
import { givenGateway } from "../given-gateway.ts";
import { createHookDesk } from "./desk.ts";

const NOW = Date.parse("2026-10-05T09:00:00Z");
const MINUTE_MS = 60_000;
const secretOfSystem = (name: string) => seededBytes(`hook ${name}`).toString("hex");

/** Of a system that says when it signed, which none of ours does. */
const timed: Hook = {
  secret: { variable: "VKLAD_TIMED_HOOK_SECRET", purpose: "a test's" },
  isGenuine: secretHeader("x-secret"),
  read: (delivery) => ({
    id: headerOf(delivery, "x-id") ?? "",
    signedAt: headerOf(delivery, "x-signed-at") ?? "",
    marks: [{ feed: "timed_things", how: "read" }],
    kept: [],
  }),
};

async function givenHooks(changes: Parameters<typeof givenGateway>[0] = {}) {
  const dir = mkdtempSync(join(tmpdir(), "vklad-hooks-"));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const key = () => seededBytes("seal");
  const inbox = openInbox({ file: join(dir, "inbox.db"), key, now: () => NOW });
  onTestFinished(() => inbox[Symbol.dispose]());
  const logged: unknown[] = [];
  const hooks = Object.entries({
    ...{ discourse: discourseHook, nocodb: nocodbHook, timed },
    ...{ telegram: telegramHook, posthog: posthogHook },
  }).map(([name, hook]) => [name, { hook, secret: secretOf(secretOfSystem(name)) }] as const);
  const desk = createHookDesk({
    hooks: new Map(hooks),
    inbox,
    now: () => NOW,
    log: { write: (event, fields) => logged.push([event, fields]) },
  });
  const { server } = await givenGateway({ hooks: desk, ...changes });
  onTestFinished(() => server.close());
  const post = (system: string, headers: Record<string, string>, payload: string | Buffer) =>
    server.inject({
      method: "POST",
      url: `/hooks/${system}`,
      headers: { "content-type": "application/json", host: "localhost", ...headers },
      payload,
    });
  /** All that a delivery may have left behind. */
  const left = () => ({
    marks: inbox.marks().map(({ feed, how }) => `${feed} ${how}`),
    posts: inbox.after("discourse_posts@hook", ALL).contents,
    rows: inbox.after("nocodb_records@hook", ALL).contents,
    updates: inbox.after("telegram_messages", ALL).contents,
  });
  return { server, post, left, logged };
}

const ALL = { place: null, until: "2027-01-01T00:00:00Z", countMax: 100 };
const NOTHING = { marks: [], posts: [], rows: [], updates: [] };

// Spaces and order that no parser would write again: what is signed is the bytes.
const EDITED = '{ "post" : {"raw":"Ответ","id": 7, "version":1.0} }';

function signed(
  body: string | Buffer,
  { id = "1", event = "post_edited", secret = secretOfSystem("discourse") } = {},
) {
  const mac = createHmac("sha256", secret).update(body).digest("hex");
  return {
    "x-discourse-event-id": id,
    "x-discourse-event-type": event.replace(/_.*/, ""),
    "x-discourse-event": event,
    "x-discourse-event-signature": `sha256=${mac}`,
  };
}

const DELETED = JSON.stringify({
  type: "records.after.delete",
  id: "8d8e4c6a-0000-4000-8000-000000000001",
  base_id: "p1",
  version: "v3",
  data: { table_id: "ma", rows: [], previous_rows: [{ Id: 3, Title: "last" }] },
});
const withSecret = (secret = secretOfSystem("nocodb")) => ({ "x-vklad-secret": secret });

test("a genuine delivery is kept before it is answered: marks, and what only the hook knows", async () => {
  const { post, left } = await givenHooks();

  expect((await post("discourse", signed(EDITED), EDITED)).statusCode).toBe(200);
  expect((await post("nocodb", withSecret(), DELETED)).statusCode).toBe(200);
  expect(left()).toEqual({
    marks: [
      "discourse_posts read",
      "discourse_topics read",
      "nocodb_records read",
      "nocodb_records sweep",
      "nocodb_records@hook read",
    ],
    posts: [],
    rows: [{ table_id: "ma", row: { Id: 3, Title: "last" } }],
    updates: [],
  });
});

test("a destroyed post is kept as it was sent, unless it was said in private", async () => {
  const { post, left } = await givenHooks();
  const event = "post_destroyed";
  const secretly = '{"post":{"id":8,"raw":"тайно","topic_archetype":"private_message"}}';
  await post("discourse", signed(EDITED, { event }), EDITED);
  await post("discourse", signed(secretly, { event, id: "2" }), secretly);

  expect(JSON.stringify(left().posts)).toBe('[{"raw":"Ответ","id":7,"version":1.0}]');
});

test.each([
  ["no signature", { "x-discourse-event-signature": "" }, EDITED],
  ["another secret's signature", signed(EDITED, { secret: secretOfSystem("stranger") }), EDITED],
  ["a changed body", {}, EDITED.replace("Ответ", "Ложь!")],
  ["the same JSON in other bytes", {}, JSON.stringify(JSON.parse(EDITED))],
  ["a signature without its end", shortened(), EDITED],
])("a forum's delivery with %s changes nothing", async (_what, headers, body) => {
  const { post, left } = await givenHooks();
  const answer = await post("discourse", { ...signed(EDITED), ...headers }, body);

  expect([answer.statusCode, left()]).toEqual([403, NOTHING]);
});

function shortened() {
  const signature = signed(EDITED)["x-discourse-event-signature"];
  return { "x-discourse-event-signature": signature.slice(0, -1) };
}

test("a base's delivery with a wrong secret, a part of it or none changes nothing", async () => {
  const { post, left } = await givenHooks();
  const secret = secretOfSystem("nocodb");
  const answers = [
    await post("nocodb", {}, DELETED),
    await post("nocodb", withSecret(""), DELETED),
    await post("nocodb", withSecret(secretOfSystem("stranger")), DELETED),
    await post("nocodb", withSecret(secret.slice(0, -1)), DELETED),
    await post("nocodb", withSecret(`${secret}0`), DELETED),
  ];

  expect(answers.map(({ statusCode }) => statusCode)).toEqual([403, 403, 403, 403, 403]);
  expect(left()).toEqual(NOTHING);
});

test("a repeated delivery is welcome and changes nothing", async () => {
  const { post, left } = await givenHooks();
  await post("nocodb", withSecret(), DELETED);
  const before = left();
  const again = await post("nocodb", withSecret(), DELETED);

  expect([again.statusCode, again.json()]).toEqual([200, { ok: "repeated" }]);
  expect(left()).toEqual(before);
});

const UPDATE = updateOf(501, "message", messageOf() as object);
const asTelegram = (secret = secretOfSystem("telegram")) => ({
  "x-telegram-bot-api-secret-token": secret,
});
const asPosthog = (secret = secretOfSystem("posthog")) => ({ "x-vklad-secret": secret });
const EVENT = JSON.stringify({
  event: { uuid: "u", event: "section_opened", distinct_id: "anna" },
});

test("an update of Telegram is kept as polling would bring it, and an event of PostHog only wakes", async () => {
  const { post, left } = await givenHooks();

  const telegram = await post("telegram", asTelegram(), JSON.stringify(UPDATE));
  const posthog = await post("posthog", asPosthog(), EVENT);

  expect([telegram.statusCode, posthog.statusCode]).toEqual([200, 200]);
  expect(left()).toEqual({
    ...NOTHING,
    marks: ["posthog_events read", "telegram_messages read"],
    updates: [UPDATE],
  });
});

test.each([
  ["telegram", asTelegram, JSON.stringify(UPDATE)],
  ["posthog", asPosthog, EVENT],
] as const)(
  "%s: with a wrong secret, a part of it, none, or 2 MB a delivery changes nothing",
  async (system, headersOf, body) => {
    const { post, left } = await givenHooks();
    const secret = secretOfSystem(system);
    const large = Buffer.alloc(2 * 1024 * 1024, " ");
    large.write(body);
    const answers = [
      await post(system, {}, body),
      await post(system, headersOf(""), body),
      await post(system, headersOf(secretOfSystem("stranger")), body),
      await post(system, headersOf(secret.slice(0, -1)), body),
      await post(system, headersOf(), large),
    ];

    expect(answers.map(({ statusCode }) => statusCode)).toEqual([403, 403, 403, 403, 413]);
    expect(left()).toEqual(NOTHING);
  },
);

test.each([
  ["telegram", asTelegram(), JSON.stringify(UPDATE)],
  ["posthog", asPosthog(), EVENT],
])(
  "%s: the same delivery twice, and one that is days old, change nothing more",
  async (...sent) => {
    const { post, left } = await givenHooks();
    const [system, headers, body] = sent;
    await post(system, headers, body);
    const before = left();

    const again = await post(system, headers, body);

    expect([again.statusCode, again.json()]).toEqual([200, { ok: "repeated" }]);
    expect(left()).toEqual(before);
  },
);

test.each([
  ["what is no JSON", "{", 422],
  ["an update without its id", '{"message":{}}', 422],
  ["a list", "[]", 422],
])("Telegram: %s is refused", async (_what, body, status) => {
  const { post, left } = await givenHooks();
  const answer = await post("telegram", asTelegram(), body);

  expect([answer.statusCode, left()]).toEqual([status, NOTHING]);
});

test("of a conversation of two nothing rests here, of a phone nothing, of a chatless update no word", async () => {
  const { post, left } = await givenHooks();
  const secretly = { chat: { id: ANNA.id, type: "private" }, text: "между нами" };
  const contact = { contact: { phone_number: "+7 900", first_name: "Пётр" } };
  const send = (id: number, content: object) =>
    post("telegram", asTelegram(), JSON.stringify(updateOf(id, "message", content)));
  await send(1, messageOf(secretly) as object);
  await send(2, messageOf(contact) as object);
  await send(3, messageOf({ chat: undefined, text: "чьё это" }) as object);

  const kept = JSON.stringify(left().updates);
  expect(left().updates).toHaveLength(2);
  expect(kept).not.toMatch(/между нами|900|чьё это/);
});

test("a body of 2 MB is refused before it is all there, however well it is signed", async () => {
  const { post, left } = await givenHooks();
  const large = Buffer.alloc(2 * 1024 * 1024, " ");
  large.write(EDITED);
  const answer = await post("discourse", signed(large), large);

  expect([answer.statusCode, left()]).toEqual([413, NOTHING]);
});

test("a body of just under 1 MB is taken, whatever its type is called", async () => {
  const { post, left } = await givenHooks();
  const body = Buffer.alloc(1024 * 1024, " ");
  body.write(EDITED);
  const type = { "content-type": "application/x-something" };
  const answer = await post("discourse", { ...signed(body), ...type }, body);

  expect([answer.statusCode, left().marks.length]).toEqual([200, 2]);
});

test.each([
  ["ten minutes ago", -10 * MINUTE_MS, 200],
  ["longer ago", -10 * MINUTE_MS - 1, 403],
  ["too far ahead", 10 * MINUTE_MS + 1, 403],
])("where a time is signed, a delivery of %s is judged by it", async (_when, ms, status) => {
  const { post, left } = await givenHooks();
  const at = new Date(NOW + ms).toISOString();
  const headers = { "x-secret": secretOfSystem("timed"), "x-id": "1", "x-signed-at": at };
  const answer = await post("timed", headers, "{}");

  expect([answer.statusCode, left().marks.length]).toEqual([status, status === 200 ? 1 : 0]);
});

test("a time that cannot be read is no time of now", async () => {
  const { post, left } = await givenHooks();
  const headers = { "x-secret": secretOfSystem("timed"), "x-id": "1", "x-signed-at": "soon" };

  expect((await post("timed", headers, "{}")).statusCode).toBe(403);
  expect(left()).toEqual(NOTHING);
});

test("a system that nobody connected, or whose hook has no secret, has no address", async () => {
  const { post, logged } = await givenHooks();

  expect((await post("guides", withSecret(), DELETED)).statusCode).toBe(404);
  expect((await post("constructor", withSecret(), DELETED)).statusCode).toBe(404);
  expect(logged).toEqual([]);
});

test.each([
  ["no JSON", "nocodb", "{"],
  ["no id", "nocodb", JSON.stringify({ ...JSON.parse(DELETED), id: undefined })],
  ["no table", "nocodb", JSON.stringify({ ...JSON.parse(DELETED), data: {} })],
])(
  "a genuine delivery with %s is refused by name and changes nothing",
  async (_w, system, body) => {
    const { post, left } = await givenHooks();
    const answer = await post(system, withSecret(), body);

    expect([answer.statusCode, answer.json()]).toEqual([422, { error: "unreadable" }]);
    expect(left()).toEqual(NOTHING);
  },
);

test("deliveries are kept before there is a page to show", async () => {
  const { post, left } = await givenHooks({ published: () => null });

  expect((await post("nocodb", withSecret(), DELETED)).statusCode).toBe(200);
  expect(left().rows.length).toBe(1);
});

test("what cannot be kept is not called received, so that it is sent again", async () => {
  const inbox = openInbox({
    file: "/dev/null/inbox.db",
    key: () => seededBytes("k"),
    now: () => 0,
  });
  const secret = secretOf(secretOfSystem("nocodb"));
  const desk = createHookDesk({
    hooks: new Map([["nocodb", { hook: nocodbHook, secret }]]),
    inbox,
    now: () => NOW,
    log: { write() {} },
  });
  const { post } = await givenHooks({ hooks: desk });

  expect((await post("nocodb", withSecret(), DELETED)).statusCode).toBe(503);
});

test("the log names a system and what was wrong once a minute, and nothing that was sent", async () => {
  const { post, logged } = await givenHooks();
  for (let count = 0; count < 3; count += 1) await post("nocodb", withSecret("guess"), DELETED);

  expect(logged).toEqual([["hook_taken", { step: "nocodb", error: "not_genuine" }]]);
});
