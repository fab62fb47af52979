import { sql } from "kysely";

import { defineModel } from "../../model.ts";
import { accountsOfSystems } from "../../staging/index.ts";
import { accounts } from "./accounts.ts";
import { memberAccounts } from "./member_accounts.ts";

const ownNames = accountsOfSystems
  .filter(({ isNameOwn }) => isNameOwn)
  .map(({ source }) => sql.lit(source));

export const members = defineModel({
  name: "members",
  description: "People, bots and agents as members, one row a member.",
  from: [memberAccounts, accounts],
  grain: ["member_id"],
  noted: ["member_id"],
  columns: {
    member_id: "VARCHAR",
    name: "VARCHAR",
    handle: "VARCHAR?",
    actor: "VARCHAR?",
  },

  query: (db) =>
    db
      .selectFrom("member_accounts")
      .innerJoin("accounts", "accounts.account_key", "member_accounts.account_key")
      .groupBy("member_id")
      .select([
        "member_id",
        // First the name that people wrote themselves.
        sql<string>`coalesce(
          min(name) filter (where source in (${sql.join(ownNames)})),
          min(name),
          min(handle),
          member_id
        )`.as("name"),
        sql<string | null>`min(handle)`.as("handle"),
        // A person who holds a bot's account too stays a person.
        sql<string | null>`case when count(actor) = count(*) then max(actor) end`.as("actor"),
      ]),
});
