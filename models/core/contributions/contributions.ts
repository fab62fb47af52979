import { sql } from "kysely";

import { bigintOf, code, none, nullable, periodOf } from "../../expressions.ts";
import { defineModel, own } from "../../model.ts";
import { timeZone } from "../time_zone.ts";
import { accounts } from "../identity/accounts.ts";
import { attempts } from "../workbook/attempts.ts";
import { attemptMeaning, CLASSES, DOMAINS } from "./contribution-classes.ts";
import { members } from "../identity/members.ts";
import { novelty } from "./novelty.ts";
import { ownWords } from "./own_words.ts";
import { posts } from "./posts.ts";
import { talk } from "./talk/talk.ts";

export const contributions = defineModel({
  name: "contributions",
  description: "Everything that was done and may count, of one class and domain; one row each.",
  from: [posts, attempts, talk, novelty, ownWords, accounts, members, timeZone],
  grain: ["contribution_id"],
  parts: {
    by: ["contribution_id"],
    touched: {
      posts: own("posts", "contribution_id"),
      attempts: own("attempts", "contribution_id"),
      talk: own("talk", "contribution_id"),
      novelty: own("novelty", "contribution_id"),
      own_words: own("own_words", "contribution_id"),
      accounts: (db) => {
        const done = (table: "posts" | "attempts" | "talk") =>
          db
            .selectFrom(table)
            .where("account_key", "in", (sub) =>
              sub.selectFrom("changes_of_accounts").select("account_key"),
            )
            .select("contribution_id");
        return done("posts").unionAll(done("attempts")).unionAll(done("talk"));
      },
      // A check alone reads it.
      members: (db) =>
        db
          .selectFrom(
            sql<{ contribution_id: string; member_id: string }>`contributions`.as("built"),
          )
          .where("member_id", "in", (sub) =>
            sub.selectFrom("changes_of_members").select("member_id"),
          )
          .select("contribution_id"),
      time_zone: "all",
    },
    read: {
      posts: ["contribution_id"],
      attempts: ["contribution_id"],
      talk: ["contribution_id"],
      novelty: ["contribution_id"],
      own_words: ["contribution_id"],
    },
  },
  noted: ["member_id", "period", "class"],
  columns: {
    contribution_id: "VARCHAR",
    member_id: "VARCHAR",
    /** `post`, `attempt`, or of what is said elsewhere `annotation` or `chat_answer`. */
    kind: "VARCHAR",
    class: "VARCHAR",
    domain: "VARCHAR",
    /** A calendar month of the community's time zone: `2026-09`. */
    period: "VARCHAR",
    /** Of an accepted attempt the acceptance, of a note its first answer: in that month it earns. */
    occurred_at: "TIMESTAMPTZ",
    /** When the member did it. */
    done_at: "TIMESTAMPTZ",
    title: "VARCHAR?",
    /** `published`, or for an attempt `waiting`, `returned`, `accepted`. */
    status: "VARCHAR",
    /** False for a bot or an agent: shown, and worth nothing. */
    is_rewarded: "BOOLEAN",
    /** Own words that are no code. */
    token_count: "BIGINT",
    /** Shown, and worth nothing by itself. */
    code_line_count: "BIGINT",
    novelty: "BIGINT",
    complexity: "BIGINT",
    verdict: "VARCHAR?",
    grade: "INTEGER?",
    /** Of an answer in a chat: when whom it helped said so. Shown, and worth nothing by itself. */
    thanked_at: "TIMESTAMPTZ?",
    /** Of a note: how many answers of others it has. Shown, and worth nothing by their number. */
    reply_count: "BIGINT?",
  },

  query: (db) =>
    db
      .with("done", (qb) =>
        qb
          .selectFrom("posts")
          .select(["contribution_id", "member_id", "account_key", "title"])
          .select(["created_at as occurred_at", "created_at as done_at"])
          .select([code("published").as("status"), code("post").as("kind")])
          .select([
            "class",
            "domain",
            bigintOf(1_000_000).as("complexity"),
            none.text.as("verdict"),
            none.integer.as("grade"),
            none.instant.as("thanked_at"),
            none.bigint.as("reply_count"),
          ])
          .unionAll(
            qb
              .selectFrom("attempts")
              // An attempt that nobody accepted is a contribution all the same.
              .select(["contribution_id", "member_id", "account_key"])
              .select((eb) => [
                nullable(eb.ref("task_title")).as("title"),
                eb.fn.coalesce("accepted_at", "submitted_at").as("occurred_at"),
                "submitted_at as done_at",
                "status",
                code("attempt").as("kind"),
                code(attemptMeaning.class).as("class"),
                code(attemptMeaning.domain).as("domain"),
                "complexity",
                sql<string | null>`nullif(status, 'waiting')`.as("verdict"),
                "grade",
                none.instant.as("thanked_at"),
                none.bigint.as("reply_count"),
              ]),
          )
          .unionAll(
            qb
              .selectFrom("talk")
              .select(["contribution_id", "member_id", "account_key", "title"])
              .select(["occurred_at", "done_at", code("published").as("status"), "kind"])
              .select(["class", "domain", bigintOf(1_000_000).as("complexity")])
              .select([none.text.as("verdict"), none.integer.as("grade")])
              .select(["thanked_at", "reply_count"]),
          ),
      )
      .selectFrom("done")
      .innerJoin("novelty", "novelty.contribution_id", "done.contribution_id")
      .innerJoin("own_words as own", "own.contribution_id", "done.contribution_id")
      .innerJoin("accounts", "accounts.account_key", "done.account_key")
      .crossJoin("time_zone")
      .select([
        "done.contribution_id",
        "member_id",
        "kind",
        "class",
        "domain",
        "occurred_at",
        "done_at",
      ])
      .select([
        "title",
        "status",
        "novelty.token_count",
        "code_line_count",
        "novelty",
        "complexity",
        "verdict",
        "grade",
        "thanked_at",
        "reply_count",
      ])
      .select((eb) => [
        eb("actor", "is", null).$castTo<boolean>().as("is_rewarded"),
        periodOf(eb.ref("occurred_at"), eb.ref("time_zone.time_zone")).as("period"),
      ]),

  checks: [
    {
      name: "nothing that counts was lost on the way",
      blocking: true,
      failing: (db) =>
        db
          .selectFrom("posts")
          .select("contribution_id")
          .unionAll(db.selectFrom("attempts").select("contribution_id"))
          .unionAll(db.selectFrom("talk").select("contribution_id"))
          .except(db.selectFrom("contributions").select("contribution_id")),
    },
    {
      name: "every contribution is a member's",
      blocking: true,
      failing: (db) =>
        db
          .selectFrom("contributions")
          .where("member_id", "not in", (qb) => qb.selectFrom("members").select("member_id"))
          .select("contribution_id"),
    },
    {
      name: "a verdict stands only on a workbook's attempt",
      blocking: true,
      failing: (db) =>
        db
          .selectFrom("contributions")
          .where("verdict", "is not", null)
          .where("class", "<>", attemptMeaning.class)
          .select("contribution_id"),
    },
    {
      name: "class and domain are among the reviewed ones",
      blocking: true,
      failing: (db) =>
        db
          .selectFrom("contributions")
          .where((eb) => eb.or([eb("class", "not in", CLASSES), eb("domain", "not in", DOMAINS)]))
          .select("contribution_id"),
    },
  ],
});
