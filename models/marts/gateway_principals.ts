import { sql } from "kysely";

import { enrolments } from "../core/enrolments.ts";
import { memberAccounts } from "../core/member_accounts.ts";
import { people } from "../core/people.ts";
import { roles } from "../core/roles.ts";
import { streams } from "../core/streams.ts";
import { code, derivedId } from "../expressions.ts";
import { defineModel, refRun } from "../model.ts";

/** For the gateway alone: it names account keys, so `access.ts` gives it to nobody. */
export const gatewayPrincipals = defineModel({
  name: "gateway_principals",
  description: "Who may sign in as what today, one row an account, role and stream.",
  from: [memberAccounts, people, roles, enrolments, streams, refRun],
  grain: ["principal_id"],
  columns: {
    principal_id: "VARCHAR",
    account_key: "VARCHAR",
    member_id: "VARCHAR",
    name: "VARCHAR",
    role: "VARCHAR",
    stream_id: "VARCHAR?",
  },

  query: (db) =>
    db
      .with("valid", (qb) =>
        qb
          .selectFrom("roles")
          .innerJoin("ref_run", (join) => join.onTrue())
          // For the whole day in which it begins or ends, as links do.
          .where(sql<boolean>`valid_from < as_of_day + interval 1 day`)
          .where(sql<boolean>`(valid_to is null or valid_to > as_of_day)`)
          // A master of no stream in particular looks after each of them.
          .leftJoin("streams", (join) =>
            join.on("role", "=", "master").on("roles.stream_id", "is", null),
          )
          .select(["member_id", "role"])
          .select(sql<string | null>`coalesce(roles.stream_id, streams.stream_id)`.as("stream_id"))
          .union(
            qb
              .selectFrom("enrolments")
              .select(["member_id", code("trainee" as string).as("role")])
              .select(sql<string | null>`stream_id`.as("stream_id")),
          ),
      )
      .selectFrom("valid")
      .innerJoin("people", "people.member_id", "valid.member_id")
      .innerJoin("member_accounts as a", "a.member_id", "valid.member_id")
      .select(["account_key", "valid.member_id", "name", "role", "stream_id"])
      .select(
        derivedId("p_", sql.ref("account_key"), sql.ref("role"), sql`coalesce(stream_id, '*')`).as(
          "principal_id",
        ),
      ),
});
