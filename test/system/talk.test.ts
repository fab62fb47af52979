/** What the demo says beside its club: read whole, and gone where it is deleted at its source. */
import { readFileSync } from "node:fs";

import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";

import type { Truth } from "../../demo/truth/truth.ts";
import { type GivenCommunity, givenCommunity } from "./given-community.ts";
import { type GivenRun, openRun } from "./open-run.ts";

const DELETED_AT = "2026-10-05T10:00:00.000Z";
const AFTER = "2026-10-05T11:00:00.000Z";
/** The month that is not over: what counts in it is not proposed yet. */
const OPEN = "2026-10";

let given: GivenCommunity;
let settled: string;
let truth: Truth;

beforeAll(async () => {
  given = await givenCommunity();
  settled = given.emptyFolder();
  truth = JSON.parse(readFileSync(given.hello.truthFile, "utf8")) as Truth;
  await using run = await openRun({ folder: settled, hello: given.hello });
  await run.refresh();
  await run.distribute();
});

afterAll(() => given[Symbol.asyncDispose]());

const counted = async ({ system: { warehouse } }: GivenRun, table: string, where = "true") => {
  const { rows } = await sql<{ n: bigint }>`
    select count(*) as n from ${sql.table(table)} where ${sql.raw(where)}
  `.execute(warehouse.db);
  return Number(rows[0]!.n);
};

test("every message, note and event that was planted is read, each once, and what is broken is named", async () => {
  await using run = await openRun({ folder: given.copyOf(settled), hello: given.hello });
  const { telegram, discord, hypothesis, posthog } = truth.talk!;

  const refused = (stream: string) => counted(run, "quarantine", `stream = '${stream}'`);
  // A message that was deleted before any export, and more than a day ago, nobody can have.
  const lost = telegram.messages - telegram.exported - (telegram.seen_by_bot - telegram.in_both);
  // Greetings of namesakes are beside the plan.
  expect(await counted(run, "stg_telegram_messages", "text <> '' and service is null")).toBe(
    telegram.messages - lost + telegram.namesakes.length,
  );
  expect(telegram.in_both).toBeGreaterThan(10);
  expect(await counted(run, "stg_telegram_message_versions", "way = 'bot'")).toBeGreaterThan(10);
  expect(await counted(run, "stg_discord_messages", "type in (0, 19)")).toBe(discord.messages);
  expect(await counted(run, "stg_hypothesis_annotations")).toBe(hypothesis.annotations);
  expect(await counted(run, "stg_posthog_events")).toBe(posthog.events);
  expect(await refused("telegram_messages")).toBe(telegram.broken);
  expect(await refused("posthog_events")).toBe(posthog.broken);
});

test("accounts are joined by proofs alone: nobody has another's, and namesakes stand for themselves", async () => {
  await using run = await openRun({ folder: given.copyOf(settled), hello: given.hello });
  const rows = (
    await sql<{ source: string; native_id: string; member_id: string }>`
    select source, native_id, member_id
    from account_keys join member_accounts using (account_key)
  `.execute(run.system.warehouse.db)
  ).rows;
  const memberOf = new Map(
    rows.map(({ source, native_id, member_id }) => [`${source}:${native_id}`, member_id]),
  );

  const personOf = new Map<string, string>();
  for (const { person, accounts } of truth.people) {
    for (const { source, nativeId } of accounts) {
      const member = memberOf.get(`${source}:${nativeId}`);
      if (member === undefined) continue;
      expect(personOf.get(member) ?? person).toBe(person);
      personOf.set(member, person);
    }
  }
  const joined = Map.groupBy(rows, ({ member_id }) => member_id);
  expect(Math.max(...[...joined.values()].map((accounts) => accounts.length))).toBeGreaterThan(4);
  for (const id of truth.talk!.telegram.namesakes) {
    expect(joined.get(memberOf.get(`telegram:${id}`)!) ?? []).toHaveLength(1);
  }
});

test("what is said beside the club counts in the month whose formula counts it, and in no other", async () => {
  await using run = await openRun({ folder: given.copyOf(settled), hello: given.hello });

  const kinds = (await run.rows("contributions")).filter(
    ({ kind }) => kind === "annotation" || kind === "chat_answer",
  );

  expect(new Set(kinds.map(({ kind }) => kind))).toEqual(new Set(["annotation", "chat_answer"]));
  expect(new Set(kinds.map(({ period }) => period))).toEqual(new Set([OPEN]));
  expect(kinds.filter(({ thanked_at }) => thanked_at !== null).length).toBeGreaterThan(0);
  const points = await run.rows("contribution_scores");
  const earned = new Map(points.map((row) => [row.contribution_id, row.points]));
  expect(kinds.filter(({ contribution_id }) => earned.get(contribution_id) > 0n).length).toBe(
    kinds.length,
  );
});

test("each thought that was planted in a chat is one idea with its post and its note", async () => {
  await using run = await openRun({ folder: given.copyOf(settled), hello: given.hello });

  const steps = await run.rows("idea_steps");

  const places = [...Map.groupBy(steps, ({ idea_id }) => idea_id).values()].map((idea) =>
    idea.map(({ place }) => place).toSorted((a, b) => a.localeCompare(b)),
  );
  expect(truth.talk!.ideas).toBeGreaterThan(3);
  expect(places).toEqual(
    Array.from({ length: truth.talk!.ideas }, () => ["forum", "margin", "telegram"]),
  );
});

/** What is deleted: of each kind something that counts in the open month. */
async function chosen(run: GivenRun) {
  const rows = async (query: ReturnType<typeof sql<any>>) =>
    (await query.execute(run.system.warehouse.db)).rows as any[];
  const [note] = await rows(sql`
    select annotation_id, contribution_id from answered_annotations
    join talk using (contribution_id) order by annotation_id limit 1`);
  const [post] = await rows(sql`
    select post_id, contribution_id from posts join contributions using (contribution_id)
    where period = ${OPEN} and post_number > 1 order by post_id limit 1`);
  const [answer] = await rows(sql`
    select s.row_id, a.answer_id, t.contribution_id
    from stg_nocodb_answers as s
    join answers as a using (answer_id)
    join current_attempts as c using (answer_id)
    join attempts as t using (attempt_id)
    where t.status = 'waiting' order by s.row_id limit 1`);
  const messages = await rows(sql`
    select system, chat_id, message_id, contribution_id from chat_answers
    join talk using (contribution_id) order by contribution_id`);
  const ofSystem = (system: string) => messages.find((one) => one.system === system);
  return { note, post, answer, discord: ofSystem("discord"), telegram: ofSystem("telegram") };
}

/** By month and digest, as the ledger has them. */
const plansOf = async (run: GivenRun) =>
  (await run.rows("plan_states"))
    .filter(({ status }) => status === "settled")
    .map(({ period, digest }) => `${period} ${digest}`)
    .toSorted();

const closedOf = async (run: GivenRun, table: string) =>
  (await run.rows(table)).filter(({ period }) => period < "2026-09").map((row) => ({ ...row }));

test("a note, a post, an answer and a message's text leave what is current and open, and nothing else", async () => {
  const folder = given.copyOf(settled);
  await using before = await openRun({ folder, hello: given.hello });
  const gone = await chosen(before);
  const versions = [
    "stg_hypothesis_annotation_versions",
    "stg_discourse_post_versions",
    "stg_nocodb_answer_versions",
    "stg_discord_message_versions",
    "stg_telegram_message_versions",
  ];
  const seen = await Promise.all(versions.map((table) => counted(before, table)));
  const plans = await plansOf(before);
  const receipts = await closedOf(before, "my_receipts");
  const said = (await before.rows("chat_messages")).find(
    ({ system, chat_id, message_id }) =>
      system === "telegram" &&
      chat_id === gone.telegram.chat_id &&
      message_id === gone.telegram.message_id,
  );
  await before[Symbol.asyncDispose]();

  await given.control("clock", { now: DELETED_AT });
  await given.control("note", { id: gone.note.annotation_id });
  await given.control("post", { id: Number(gone.post.post_id), action: "delete" });
  await given.control("row", { answerId: gone.answer.row_id.split("/").at(-1) });
  await given.control("message", { system: "discord", id: gone.discord.message_id });
  await given.control("message", {
    ...{ system: "telegram", chat: gone.telegram.chat_id, id: gone.telegram.message_id },
    text: "Убрал.",
  });
  await using after = await openRun({ folder, hello: given.hello, asOf: AFTER });
  await after.refresh();

  const standing = new Set((await after.rows("contributions")).map((row) => row.contribution_id));
  expect(
    Object.entries(gone)
      .filter(([, { contribution_id }]) => standing.has(contribution_id))
      .map(([name]) => name),
  ).toEqual([]);
  const { note, post, answer, discord } = gone;
  const left = {
    annotations: `annotation_id = '${note.annotation_id}'`,
    posts: `post_id = '${post.post_id}'`,
    answers: `answer_id = '${answer.answer_id}'`,
    chat_messages: `system = 'discord' and message_id = '${discord.message_id}'`,
    texts: `text = '${said.text.replaceAll("'", "''")}'`,
  };
  for (const [table, where] of Object.entries(left)) {
    expect([table, await counted(after, table, where)]).toEqual([table, 0]);
  }
  const shown = (await after.rows("chat_messages")).map(({ text }) => text);
  expect(shown).toContain("Убрал.");
  expect(shown).not.toContain(said.text);
  // History keeps all that was seen, and what was paid stays as it was paid.
  const kept = await Promise.all(versions.map((table) => counted(after, table)));
  expect(kept.map((count, index) => count >= seen[index]!)).toEqual(versions.map(() => true));
  expect(plans.length).toBe(2);
  expect(await plansOf(after)).toEqual(plans);
  expect(await closedOf(after, "my_receipts")).toEqual(receipts);
});
