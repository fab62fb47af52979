import { sql } from "kysely";

import { defineModel } from "../../../model.ts";
import { TALK_KINDS, talkMeanings } from "../contribution-classes.ts";
import { answeredAnnotations } from "./answered_annotations.ts";
import { chatAnswers } from "./chat_answers.ts";
import { countedMonths } from "./counted_months.ts";

const columns = {
  contribution_id: "VARCHAR",
  /** `annotation` or `chat_answer`. */
  kind: "VARCHAR",
  member_id: "VARCHAR",
  account_key: "VARCHAR",
  class: "VARCHAR",
  domain: "VARCHAR",
  title: "VARCHAR?",
  text: "VARCHAR",
  /** Of a note, when somebody answered it: it earns in the month of the answer. */
  occurred_at: "TIMESTAMPTZ",
  done_at: "TIMESTAMPTZ",
  thanked_at: "TIMESTAMPTZ?",
  reply_count: "BIGINT?",
} as const;

const meaning = sql.join(
  TALK_KINDS.map((kind) => {
    const { class: of, domain } = talkMeanings[kind];
    return sql`select ${sql.lit(kind)} as kind, ${sql.lit(of)} as class, ${sql.lit(domain)} as domain`;
  }),
  sql` union all `,
);

/** Only what a month's formula counts: of an earlier month nothing is here, whatever lands of it. */
export const talk = defineModel({
  name: "talk",
  description: "Notes and answers in chats that count as contributions, one row each.",
  from: [answeredAnnotations, chatAnswers, countedMonths],
  grain: ["contribution_id"],
  noted: ["contribution_id"],
  columns,
  query: (db) =>
    db
      .selectFrom(
        sql<any>`(
          with done as (
            select 'annotation' as kind, contribution_id, member_id, account_key, title, text,
              answered_at as occurred_at, created_at as done_at,
              null::TIMESTAMPTZ as thanked_at, reply_count
            from answered_annotations
            union all
            -- A chat has no titles, and what was asked is somebody's text.
            select 'chat_answer', contribution_id, member_id, account_key, null, text,
              sent_at, sent_at, thanked_at, null
            from chat_answers
          )
          select done.*, class, domain
          from done join (${meaning}) as meant using (kind)
          where exists (
            select 1 from counted_months as m
            where m.kind = done.kind and occurred_at >= counts_from
              and (counts_until is null or occurred_at < counts_until)
          )
        )`.as("counted"),
      )
      .select(Object.keys(columns) as (keyof typeof columns)[]),
});
