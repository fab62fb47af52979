import { sql } from "kysely";

import { answerStates } from "../../core/workbook/answer_states.ts";
import { memberWallets } from "../../core/distributions/member_wallets.ts";
import { connectedStreams } from "../../core/completeness/connected_streams.ts";
import { people } from "../../core/identity/people.ts";
import { posts } from "../../core/contributions/posts.ts";
import { bigintOf, code, none, nullable, place } from "../../expressions.ts";
import { defineModel } from "../../model.ts";
import { myProgress } from "./my_progress.ts";

/** More would be a list, not a next step. */
const SECTIONS_AHEAD_MAX = 3n;

export const myNext = defineModel({
  name: "my_next",
  description: "What a member can do next, most useful first; one row a member and step.",
  from: [people, connectedStreams, answerStates, myProgress, memberWallets, posts],
  grain: ["member_id", "position"],
  columns: {
    member_id: "VARCHAR",
    position: "BIGINT",
    /** `resubmit`, `answer_section`, `wait_review`, `link_wallet` or `first_post`. */
    kind: "VARCHAR",
    /** Of the task or the section. */
    title: "VARCHAR?",
    since_at: "TIMESTAMPTZ?",
  },

  query: (db) =>
    db
      .with("ahead", (qb) =>
        qb
          .selectFrom("my_progress")
          .where("status", "=", "not_started")
          .select(["member_id", "section_title", "section_order"])
          .select((eb) =>
            place(eb, (over) =>
              over
                .partitionBy("member_id")
                .orderBy("guide_title")
                .orderBy("section_order")
                .orderBy("section_id"),
            ).as("place"),
          ),
      )
      .with("steps", (qb) =>
        qb
          .selectFrom("answer_states")
          .where("is_accepted", "=", false)
          .where("state", "in", ["returned", "waiting"])
          .select((eb) => [
            "member_id",
            sql<string>`case state when 'returned' then 'resubmit' else 'wait_review' end`.as(
              "kind",
            ),
            sql<number>`case state when 'returned' then 1 else 3 end`.as("urgency"),
            nullable(eb.ref("task_title")).as("title"),
            nullable(eb.ref("updated_at")).as("since_at"),
            bigintOf(0).as("place"),
          ])
          .unionAll(
            qb
              .selectFrom("ahead")
              .where("place", "<=", SECTIONS_AHEAD_MAX)
              .select(["member_id", code("answer_section").as("kind")])
              .select((eb) => [
                eb.lit(2).as("urgency"),
                nullable(eb.ref("section_title")).as("title"),
              ])
              .select([none.instant.as("since_at"), "place"]),
          )
          .unionAll(
            qb
              .selectFrom("people")
              .where("member_id", "not in", (sub) =>
                sub.selectFrom("member_wallets").select("member_id"),
              )
              .select(["member_id", code("link_wallet").as("kind")])
              .select((eb) => [eb.lit(4).as("urgency"), none.text.as("title")])
              .select([none.instant.as("since_at"), bigintOf(0).as("place")]),
          )
          .unionAll(
            qb
              .selectFrom("people")
              .where("member_id", "not in", (sub) => sub.selectFrom("posts").select("member_id"))
              // Without a forum there is nowhere to write it.
              .where(({ exists, selectFrom }) =>
                exists(
                  selectFrom("connected_streams")
                    .select("stream")
                    .where("stream", "=", "discourse_posts"),
                ),
              )
              .select(["member_id", code("first_post").as("kind")])
              .select((eb) => [eb.lit(5).as("urgency"), none.text.as("title")])
              .select([none.instant.as("since_at"), bigintOf(0).as("place")]),
          ),
      )
      .selectFrom("steps")
      .innerJoin("people", "people.member_id", "steps.member_id")
      .select(["steps.member_id", "kind", "title", "since_at"])
      .select((eb) =>
        place(eb, (over) =>
          over
            .partitionBy("steps.member_id")
            .orderBy("urgency")
            .orderBy("since_at", (at) => at.nullsLast())
            .orderBy("place")
            .orderBy("title", (title) => title.nullsLast()),
        ).as("position"),
      ),
});
