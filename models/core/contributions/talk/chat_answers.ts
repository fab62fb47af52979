import { arrowRows, columnsOf } from "../../../arrow-rows.ts";
import { derivedIdBy } from "../../../expressions.ts";
import { defineComputed, type Row } from "../../../model.ts";
import { chatMessages } from "../../chat/chat_messages.ts";
import { accounts } from "../../identity/accounts.ts";
import { WORDS_MIN } from "../contribution-classes.ts";
import { ownWordsOf } from "../words.ts";
import { asks, thanks } from "./words-of-help.ts";

const columns = {
  contribution_id: "VARCHAR",
  system: "VARCHAR",
  chat_id: "VARCHAR",
  message_id: "VARCHAR",
  /** What it answers, in the same chat, and who asked it. */
  question_id: "VARCHAR",
  asker_id: "VARCHAR",
  member_id: "VARCHAR",
  account_key: "VARCHAR",
  text: "VARCHAR",
  sent_at: "TIMESTAMPTZ",
  /** When the asker first said, in reply to it, that it helped; null: nobody has. */
  thanked_at: "TIMESTAMPTZ?",
} as const;

type Said = Row<typeof chatMessages.columns>;

/**
 * Answers that people gave to what another person asked, the first of each member to each question.
 * What is not a reply to a question, or has few words of its own, is chatter.
 */
export const chatAnswers = defineComputed({
  name: "chat_answers",
  description: "Answers to questions that others asked in chats, one row a question and member.",
  from: [chatMessages, accounts],
  grain: ["contribution_id"],
  columns,
  compute(inputs, { sha256 }) {
    const actors = new Set(
      arrowRows(inputs, accounts)
        .filter(({ actor }) => actor !== null)
        .map(({ account_key }) => account_key),
    );
    const said = arrowRows(inputs, chatMessages).toSorted(bySentAt);
    const byKey = new Map(said.map((one) => [keyOf(one, one.message_id), one]));
    const answered = new Map<Said, Said>();
    const thankedAt = new Map<Said, Date>();
    const first = new Set<string>();
    for (const one of said) {
      if (one.reply_to_message_id === null) continue;
      const to = byKey.get(keyOf(one, one.reply_to_message_id));
      if (to === undefined || to.member_id === one.member_id) continue;
      if (actors.has(to.account_key)) continue;
      const question = answered.get(to);
      if (question !== undefined && question.member_id === one.member_id && thanks(one.text)) {
        if (!thankedAt.has(to)) thankedAt.set(to, one.sent_at);
        continue;
      }
      const pair = `${keyOf(to, to.message_id)} ${one.member_id}`;
      if (first.has(pair) || !asks(to.text) || !isAnswer(one.text)) continue;
      first.add(pair);
      answered.set(one, to);
    }
    const rows = [...answered].map(([answer, question]) => ({
      contribution_id: derivedIdBy(sha256, "c_", "chat", keyOf(answer, answer.message_id)),
      system: answer.system,
      chat_id: answer.chat_id,
      message_id: answer.message_id,
      question_id: question.message_id,
      asker_id: question.member_id,
      member_id: answer.member_id,
      account_key: answer.account_key,
      text: answer.text,
      sent_at: answer.sent_at,
      thanked_at: thankedAt.get(answer) ?? null,
    }));
    return columnsOf(columns, rows);
  },
});

function isAnswer(text: string): boolean {
  return ownWordsOf(text).tokenCount >= WORDS_MIN.chat_answer;
}

/** As `derivedId` joins the parts of a key. */
function keyOf({ system, chat_id }: Said, messageId: string): string {
  return `${system}|${chat_id}|${messageId}`;
}

function bySentAt(a: Said, b: Said): number {
  return a.sent_at.getTime() - b.sent_at.getTime() || (keyed(a) < keyed(b) ? -1 : 1);
}

function keyed(said: Said): string {
  return keyOf(said, said.message_id.padStart(20, "0"));
}
