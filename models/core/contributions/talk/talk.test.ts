import { expect, test } from "vitest";

import { givenWarehouse } from "../../../../test/warehouse.ts";
import { formulaActivated, ledgerEvent, RUN, sha256 } from "../../../given.ts";
import { formula202604 } from "../../../scores/formula/2026-04.ts";
import { formula202610 } from "../../../scores/formula/2026-10.ts";
import { formulaDigest, type Formula } from "../../../scores/formula/formula.ts";
import { formulasInForce } from "../../../scores/formulas_in_force.ts";
import { stgLedgerFormulas } from "../../../staging/ledger/stg_ledger_formulas.ts";
import { answeredAnnotations } from "./answered_annotations.ts";
import { chatAnswers } from "./chat_answers.ts";
import { countedMonths } from "./counted_months.ts";
import { talk } from "./talk.ts";

const at = (minute: number, day = "2026-10-02") =>
  new Date(Date.parse(`${day}T09:00:00Z`) + minute * 60_000);

const QUESTION = "Как понять, где проходит граница системы?";
const ANSWER =
  "Граница системы там, где кончается то, на что вы можете повлиять своим решением сегодня.";
const ACCOUNTS = ["ada", "bob", "eva"]
  .map((member) => ({ account_key: `a_${member}`, actor: null as string | null }))
  .concat([{ account_key: "a_bot", actor: "bot" }]);

let lastId = 0;
function said(by: string, text: string, more: object = {}) {
  lastId += 1;
  return {
    ...{ system: "telegram", chat_id: "-100", message_id: `${lastId}`, member_id: by },
    ...{ account_key: `a_${by}`, is_closed: true, reply_to_message_id: null, text },
    ...{ sent_at: at(lastId), ordinal: 1n },
    ...more,
  };
}
const reply = (to: { message_id: string }, by: string, text: string, more: object = {}) =>
  said(by, text, { reply_to_message_id: to.message_id, ...more });

async function answersTo(messages: readonly object[]) {
  await using warehouse = await givenWarehouse({
    accounts: ACCOUNTS,
    chat_messages: messages as never,
  });
  return await warehouse.build(chatAnswers);
}

test("an answer to what another person asked is a contribution, with the asker's thanks beside it", async () => {
  const question = said("ada", QUESTION);
  const answer = reply(question, "bob", ANSWER);
  const thanksAt = reply(answer, "ada", "Спасибо, помогло!");
  const again = reply(answer, "ada", "И ещё раз спасибо");

  const rows = await answersTo([question, answer, thanksAt, again]);

  expect(rows).toEqual([
    {
      contribution_id: `c_${sha256(`chat|telegram|-100|${answer.message_id}`).slice(0, 16)}`,
      ...{ system: "telegram", chat_id: "-100", message_id: answer.message_id },
      ...{ question_id: question.message_id, asker_id: "ada", member_id: "bob" },
      ...{ account_key: "a_bob", text: ANSWER, sent_at: answer.sent_at },
      thanked_at: thanksAt.sent_at,
    },
  ]);
});

test("thanks of others than the asker are no evidence", async () => {
  const question = said("ada", QUESTION);
  const answer = reply(question, "bob", ANSWER);

  const rows = await answersTo([question, answer, reply(answer, "eva", "Спасибо, помогло")]);

  expect(rows.map(({ thanked_at }) => thanked_at)).toEqual([null]);
});

test("chatter is no contribution", async () => {
  const question = said("ada", QUESTION);
  const statement = said("ada", "Граница системы это выбор.");
  const ofBot = said("bot", QUESTION);
  const twice = [reply(question, "bob", ANSWER), reply(question, "bob", `${ANSWER} И ещё.`)];

  const rows = await answersTo([
    ...[question, statement, ofBot, ...twice],
    reply(question, "eva", "Хороший вопрос, сама думаю."),
    reply(question, "ada", ANSWER),
    reply(question, "eva", ANSWER, { chat_id: "-200" }),
    reply(statement, "eva", ANSWER),
    reply(ofBot, "eva", ANSWER),
    said("eva", ANSWER),
  ]);

  expect(rows.map(({ message_id }) => message_id)).toEqual([twice[0]!.message_id]);
});

test("each who answers a question did, and the order in which messages are given changes nothing", async () => {
  const question = said("ada", QUESTION);
  const answers = [reply(question, "bob", ANSWER), reply(question, "eva", ANSWER)];
  const thanksTo = reply(answers[1]!, "ada", "спасибо, получилось");
  const messages = [question, ...answers, thanksTo];

  const rows = await answersTo(messages);

  expect(rows.map(({ member_id }) => member_id).toSorted()).toEqual(["bob", "eva"]);
  expect(await answersTo(messages.toReversed())).toEqual(rows);
});

const NOTE = "Здесь граница проведена по отделам, а по решениям она была бы другой.";

function note(annotation_id: string, by: string, text: string, more: object = {}) {
  return {
    ...{ annotation_id, contribution_id: `c_${annotation_id}`, member_id: by, text },
    ...{ account_key: `a_${by}`, parent_id: null, state: "kept", section_id: "systems-1" },
    ...{ page_section_id: "systems-1", created_at: at(0) },
    ...more,
  };
}

async function notesWith(annotations: readonly object[]) {
  await using warehouse = await givenWarehouse({
    accounts: ACCOUNTS,
    annotations: annotations as never,
    stg_guides_pages: [{ section_id: "systems-1", section_title: "Граница" }],
  });
  return await warehouse.build(answeredAnnotations);
}

test("a note on a guide counts once another person answers it, from that instant", async () => {
  const rows = await notesWith([
    note("1", "ada", NOTE),
    note("2", "bob", "Да, по решениям вышло бы вернее.", { parent_id: "1", created_at: at(9) }),
    note("3", "eva", "А по деньгам вышло бы третье.", { parent_id: "1", created_at: at(5) }),
  ]);

  expect(rows).toEqual([
    {
      ...{ contribution_id: "c_1", annotation_id: "1", member_id: "ada", account_key: "a_ada" },
      ...{ title: "Граница", text: NOTE, created_at: at(0), answered_at: at(5), reply_count: 2n },
    },
  ]);
});

test("a note counts not by its author's answer, a bot's, a word, nor outside the guides", async () => {
  const answered = (id: string, by: string, text = "Да, по решениям вышло бы вернее.") =>
    note(`r${id}`, by, text, { parent_id: id, created_at: at(5) });

  const rows = await notesWith([
    ...[note("1", "ada", NOTE), answered("1", "ada")],
    ...[note("2", "ada", NOTE), answered("2", "bot")],
    ...[note("3", "ada", NOTE), answered("3", "bob", "+1")],
    ...[note("4", "ada", NOTE, { state: "outside", section_id: null }), answered("4", "bob")],
    ...[note("5", "ada", "Вот."), answered("5", "bob")],
    ...[note("6", "ada", NOTE, { state: "orphaned", section_id: null }), answered("6", "bob")],
    note("7", "ada", NOTE),
  ]);

  expect(rows.map(({ annotation_id, title }) => [annotation_id, title])).toEqual([
    ["6", "Граница"],
  ]);
});

const turn = (seq: number, formula: Formula, valid_from: string) =>
  ledgerEvent(seq, "formula_activated", {
    ...{ formula: formula.name, digest: formulaDigest(formula, sha256), valid_from },
  });

/** What counts after these turns, of a note and an answer in each of three months. */
async function countedAfter(turns: readonly object[]) {
  const months = ["2026-09-30T20:59:59Z", "2026-09-30T21:00:00Z", "2026-11-30T20:59:59Z"];
  await using warehouse = await givenWarehouse({
    ref_run: [RUN],
    raw_ledger_events_current: turns as never,
    answered_annotations: months.map((month, index) => ({
      ...{ contribution_id: `note ${index}`, member_id: "ada", account_key: "a_ada", text: "" },
      ...{ created_at: at(0, "2026-09-01"), answered_at: new Date(month), reply_count: 1n },
    })),
    chat_answers: months.map((month, index) => ({
      ...{ contribution_id: `answer ${index}`, member_id: "ada", account_key: "a_ada", text: "" },
      sent_at: new Date(month),
    })),
  });
  await warehouse.build(stgLedgerFormulas);
  await warehouse.build(formulasInForce);
  await warehouse.build(countedMonths);
  const rows = await warehouse.build(talk);
  return rows.map((row) => `${row.contribution_id}: ${row.class}/${row.domain}`);
}

test("by the formula of April nothing counts that is said elsewhere", async () => {
  expect(await countedAfter([formulaActivated(1)])).toEqual([]);
});

test("what is said elsewhere counts from the month on whose formula says so, and no earlier month moves", async () => {
  const october = turn(2, formula202610, "2026-10-15T00:00:00.000Z");

  expect(await countedAfter([formulaActivated(1), october])).toEqual([
    "answer 1: help/community",
    "answer 2: help/community",
    "note 1: interact/community",
    "note 2: interact/community",
  ]);
});

test("a later formula that counts nothing of it ends it", async () => {
  const turns = [
    turn(2, formula202610, "2026-10-01T00:00:00.000Z"),
    turn(3, formula202604, "2026-11-02T00:00:00.000Z"),
  ];

  expect(await countedAfter([formulaActivated(1), ...turns])).toEqual([
    "answer 1: help/community",
    "note 1: interact/community",
  ]);
});
