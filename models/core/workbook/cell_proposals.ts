import { sql } from "kysely";

import { defineModel } from "../../model.ts";
import { isMasterOf } from "../identity/is-master.ts";
import { people } from "../identity/people.ts";
import { roles } from "../identity/roles.ts";
import { answers } from "./answers.ts";
import { answerVersions } from "./answer_versions.ts";
import { attemptVersions } from "./attempt_versions.ts";
import { currentAttempts } from "./current_attempts.ts";
import { PROPOSAL_COLUMNS } from "./proposal-columns.ts";

/**
 * Whoever may edit a row can write a verdict into it, and a row names only its last modifier: so
 * cells propose and a master confirms. A proposal is clean where a master of the cohort changed
 * the row last when its verdict was first seen, and nobody else has touched what it rests on since.
 */
export const cellProposals = defineModel({
  name: "cell_proposals",
  description: "Verdicts that stand in the rows of attempts; one row an attempt.",
  from: [attemptVersions, currentAttempts, answers, answerVersions, roles, people],
  grain: ["attempt_id"],
  columns: PROPOSAL_COLUMNS,

  query: (db) =>
    db
      .with("followed", (qb) =>
        qb
          .selectFrom("attempt_versions")
          .selectAll()
          .select([
            sql<bigint>`row_number() over by_version`.as("place"),
            sql<boolean>`verdict is distinct from lag(verdict) over by_version`.as("is_judged"),
            sql<boolean>`grade is distinct from lag(grade) over by_version`.as("is_graded"),
            sql<boolean>`text_digest is distinct from lag(text_digest) over by_version
              or answer is distinct from lag(answer) over by_version`.as("is_rewritten"),
            sql<boolean>`comment is distinct from lag(comment) over by_version
              or attempt is distinct from lag(attempt) over by_version`.as("is_annotated"),
          ])
          .modifyEnd(sql`window by_version as (partition by attempt_id order by ordinal)`),
      )
      .with("ends", (qb) =>
        qb
          .selectFrom("followed")
          .groupBy("attempt_id")
          .select((eb) => [
            "attempt_id",
            eb.fn.max("ordinal").as("latest"),
            sql<bigint | null>`max(ordinal) filter (where is_judged)`.as("judged"),
          ]),
      )
      .with("proposed", (qb) =>
        qb
          .selectFrom("ends as e")
          .innerJoin("followed as now", (join) =>
            join.onRef("now.attempt_id", "=", "e.attempt_id").onRef("now.ordinal", "=", "e.latest"),
          )
          .innerJoin("followed as set", (join) =>
            join.onRef("set.attempt_id", "=", "e.attempt_id").onRef("set.ordinal", "=", "e.judged"),
          )
          .where("now.verdict", "is not", null)
          .select(["e.attempt_id", "set.ordinal", "now.grade", "now.comment"])
          .select(["set.by_member_id", "set.place", "set.is_changed", "set.is_rewritten"])
          .select((eb) => [
            eb.ref("now.verdict").$notNull().as("verdict"),
            sql<boolean>`now.text_digest is distinct from set.text_digest`.as("is_text_changed"),
          ]),
      )
      .with("touched", (qb) =>
        qb
          .selectFrom("proposed as p")
          .innerJoin("followed as f", (join) =>
            join.onRef("f.attempt_id", "=", "p.attempt_id").onRef("f.ordinal", ">=", "p.ordinal"),
          )
          .groupBy("p.attempt_id")
          .select((eb) => [
            "p.attempt_id",
            sql<Date>`max(f.changed_at) filter (where is_judged or is_graded)`.as("proposed_at"),
            eb.fn
              .agg<boolean>("bool_or", [
                sql`f.ordinal > p.ordinal and f.by_member_id <> p.by_member_id
                  and (is_graded or f.is_rewritten or is_annotated)`,
              ])
              .as("is_by_others"),
          ]),
      )
      .with("moves", (qb) =>
        qb
          .selectFrom("answer_versions")
          .select(["row_id", "by_member_id", "changed_at"])
          .select(
            sql<boolean>`(answer_id, task, cohort_id) is distinct from
              lag((answer_id, task, cohort_id)) over (partition by "row" order by ordinal)`.as(
              "is_moved",
            ),
          ),
      )
      .selectFrom("proposed as p")
      .innerJoin("touched as t", "t.attempt_id", "p.attempt_id")
      .innerJoin("current_attempts as c", "c.attempt_id", "p.attempt_id")
      .innerJoin("answers as a", "a.answer_id", "c.answer_id")
      .select(["p.attempt_id", "c.text_digest", "p.verdict", "p.grade", "p.comment"])
      .select(["p.by_member_id as proposed_by_member_id", "t.proposed_at"])
      .select((eb) => {
        const isMaster = isMasterOf({
          member: eb.ref("p.by_member_id"),
          cohort: eb.ref("c.cohort_id"),
          at: eb.ref("t.proposed_at"),
        });
        const isMoved = eb.exists(
          eb
            .selectFrom("moves")
            .whereRef("moves.row_id", "=", "a.row_id")
            .where("is_moved", "=", true)
            .whereRef("moves.changed_at", ">=", "t.proposed_at")
            .whereRef("moves.by_member_id", "<>", "p.by_member_id")
            .select(sql`1`.as("one")),
        );
        const doubt = sql<string | null>`case
          when p.by_member_id in (c.member_id, c.answer_member_id) then
            case when p.place = 1 and p.is_changed then 'unclear' else 'by_author' end
          when not ${isMaster} then 'not_a_master'
          when p.is_text_changed then 'text_changed'
          when t.is_by_others or ${isMoved} then 'changed_since'
          when p.place > 1 and p.is_rewritten then 'unclear'
        end`;
        return doubt.as("doubt");
      }),
});
