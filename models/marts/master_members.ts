import { sql } from "kysely";

import { answerStates } from "../core/answer_states.ts";
import { enrolments } from "../core/enrolments.ts";
import { people } from "../core/people.ts";
import { orZero } from "../expressions.ts";
import { memberTotals } from "../scores/member_totals.ts";
import { defineModel } from "../model.ts";

export const masterMembers = defineModel({
  name: "master_members",
  description: "Trainees of each stream, one row a stream and member.",
  from: [enrolments, people, memberTotals, answerStates],
  grain: ["stream_id", "member_id"],
  columns: {
    stream_id: "VARCHAR",
    stream_title: "VARCHAR",
    member_id: "VARCHAR",
    name: "VARCHAR",
    points: "BIGINT",
    accepted_count: "BIGINT",
    returned_count: "BIGINT",
    waiting_count: "BIGINT",
  },

  query: (db) =>
    db
      .with("counted", (qb) =>
        qb
          .selectFrom("answer_states")
          .groupBy(["stream_id", "member_id"])
          .select(["stream_id", "member_id"])
          .select([
            sql<bigint>`count(*) filter (where is_accepted)`.as("accepted_count"),
            sql<bigint>`count(*) filter (where state = 'returned')`.as("returned_count"),
            sql<bigint>`count(*) filter (where state = 'waiting')`.as("waiting_count"),
          ]),
      )
      .selectFrom("enrolments as e")
      .innerJoin("people", "people.member_id", "e.member_id")
      .innerJoin("member_totals", "member_totals.member_id", "e.member_id")
      .leftJoin("counted", (join) =>
        join
          .onRef("counted.stream_id", "=", "e.stream_id")
          .onRef("counted.member_id", "=", "e.member_id"),
      )
      .select(["e.stream_id", "stream_title", "e.member_id", "name", "points"])
      .select([
        orZero("accepted_count").as("accepted_count"),
        orZero("returned_count").as("returned_count"),
        orZero("waiting_count").as("waiting_count"),
      ]),
});
