import type { Mutant } from "../mutant.ts";

const STATEMENTS = "models/core/workbook/verdict_statements.ts";
const VERDICTS = "models/core/workbook/verdicts.ts";
const PROPOSALS = "models/core/workbook/cell_proposals.ts";
const ATTEMPTS = "models/core/workbook/attempts.ts";
const STATED = ["models/core/workbook/verdicts.test.ts"];
const PROPOSED = ["models/core/workbook/cell_proposals.test.ts"];
const ATTEMPTED = ["models/core/workbook/attempts.test.ts"];

/** Answers and what masters say of their attempts. */
export const workbookMutants: readonly Mutant[] = [
  {
    change: "accept a verdict by a non-master",
    file: STATEMENTS,
    find: "when not ${isMaster} then 'not_a_master'",
    replace: "",
    check: STATED,
  },
  {
    change: "accept a verdict on one's own attempt or answer",
    file: STATEMENTS,
    find: "when s.by_member_id = r.member_id or s.by_member_id = a.member_id then 'by_author'",
    replace: "",
    check: STATED,
  },
  {
    change: "accept a verdict on a text that the row never showed",
    file: STATEMENTS,
    find: "when r.seq is null then 'text_not_seen'",
    replace: "",
    check: STATED,
  },
  {
    change: "hold a statement against the row as it is now, not as it was known then",
    file: STATEMENTS,
    find: "then ${sql.ref(`${version}.ordinal`)} end`",
    replace: "then ${sql.ref(`${version}.ordinal`)} else ${sql.ref(`${version}.ordinal`)} end`",
    check: STATED,
  },
  {
    change: "let a bot that holds the office judge",
    file: "models/core/identity/is-master.ts",
    find: "inner join people on people.member_id = roles.member_id",
    replace: "",
    check: STATED,
  },
  {
    change: "keep a verdict that was taken back",
    file: VERDICTS,
    find: '.where("l.verdict", "<>", "withdrawn")',
    replace: "",
    check: STATED,
  },
  {
    change: "date an acceptance anew at each better grade",
    file: VERDICTS,
    find: "coalesce(max(place) filter (where verdict <> 'accepted'), 0) + 1",
    replace: "max(place)",
    check: STATED,
  },
  {
    change: "pay for the text accepted last instead of the first",
    file: ATTEMPTS,
    find: '.orderBy("accepted_at")',
    replace: '.orderBy("accepted_at", "desc")',
    check: ATTEMPTED,
  },
  {
    change: "let a verdict on an older text speak of the newer one",
    file: ATTEMPTS,
    find: '.onRef("v.text_digest", "=", "c.text_digest"),',
    replace: "",
    check: ATTEMPTED,
  },
  {
    change: "lose an accepted attempt with its row",
    file: ATTEMPTS,
    find: '.leftJoin("titles", "titles.task_id", "a.task_id")',
    replace: `.leftJoin("titles", "titles.task_id", "a.task_id")
          .where("a.attempt_id", "in", (sub) => sub.selectFrom("current_attempts").select("attempt_id"))`,
    check: ATTEMPTED,
  },
  {
    change: "pay for attempts that nobody accepted",
    file: "models/scores/contribution_scores.ts",
    find: 'const EARNING: readonly string[] = ["published", "accepted"];',
    replace: 'const EARNING: readonly string[] = ["published", "accepted", "waiting", "returned"];',
    check: ["models/scores/contribution_scores.test.ts"],
  },
  {
    change: "date accepted work by the day it was handed in",
    file: "models/core/contributions/contributions.ts",
    find: 'eb.fn.coalesce("accepted_at", "submitted_at").as("occurred_at"),',
    replace: '"submitted_at as occurred_at",',
    check: ["models/core/contributions/contributions.test.ts"],
  },
  {
    change: "call a proposal clean though its author set it",
    file: PROPOSALS,
    find: "when p.by_member_id in (c.member_id, c.answer_member_id) then",
    replace: "when p.by_member_id = 'nobody' then",
    check: PROPOSED,
  },
  {
    change: "call a proposal by a non-master clean",
    file: PROPOSALS,
    find: "when not ${isMaster} then 'not_a_master'",
    replace: "",
    check: PROPOSED,
  },
  {
    change: "call a proposal clean though the text is another one by now",
    file: PROPOSALS,
    find: "when p.is_text_changed then 'text_changed'",
    replace: "",
    check: PROPOSED,
  },
  {
    change: "call a proposal clean though somebody else changed the row since",
    file: PROPOSALS,
    find: "when t.is_by_others or ${isMoved} then 'changed_since'",
    replace: "when ${isMoved} then 'changed_since'",
    check: PROPOSED,
  },
  {
    change: "call a proposal clean though its answer was moved since",
    file: PROPOSALS,
    find: "when t.is_by_others or ${isMoved} then 'changed_since'",
    replace: "when t.is_by_others then 'changed_since'",
    check: PROPOSED,
  },
  {
    change: "call a proposal clean though the text changed in the same step",
    file: PROPOSALS,
    find: "when p.place > 1 and p.is_rewritten then 'unclear'",
    replace: "",
    check: PROPOSED,
  },
  {
    change: "leave a version out for a cell that cannot be read",
    file: "models/staging/nocodb/attempt-fields.ts",
    find: 'attempt: loose(integerOrNull("$.as.number")),',
    replace: 'attempt: integerOrNull("$.as.number"),',
    check: ["models/staging/nocodb/row-fields.test.ts"],
  },
  {
    change: "tell rows apart by their Id alone",
    file: "models/staging/nocodb/row-fields.ts",
    find: 'from: [["$.table_id"], ["$.Id"], [CREATOR], [CREATED]],',
    replace: 'from: [["$.table_id"], ["$.Id"]],',
    check: ["models/staging/nocodb/row-fields.test.ts"],
  },
  {
    change: "call a review by a non-master clean",
    file: "models/core/workbook/review_proposals.ts",
    find: "when not ${isMaster} then 'not_a_master'",
    replace: "when false then 'not_a_master'",
    check: ["models/core/workbook/review_proposals.test.ts"],
  },
  {
    change: "take a review of an older text for one of the newer",
    file: "models/core/workbook/review_proposals.ts",
    find: "when t.changed_at > s.proposed_at then 'text_changed'",
    replace: "when false then 'text_changed'",
    check: ["models/core/workbook/review_proposals.test.ts"],
  },
  {
    change: "count the hours of a verdict from its own edit of the row",
    file: "models/core/workbook/attempt_texts.ts",
    find: "case when by_member_id = member_id then changed_at else",
    replace: "case when true then changed_at else",
    check: ["models/marts/master/dynamics.test.ts"],
  },
  {
    change: "end a day 24 hours after it began, whatever the clocks do",
    file: "models/expressions.ts",
    find: "sql<Date>`timezone(${timeZone}, timezone(${timeZone}, ${start}) + interval 1 day)`;",
    replace: "sql<Date>`(${start} + interval 1 day)`;",
    check: ["models/expressions.test.ts"],
  },
];
