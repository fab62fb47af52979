import { sql } from "kysely";

import { memberAccounts } from "../../core/identity/member_accounts.ts";
import { people } from "../../core/identity/people.ts";
import { defineModel } from "../../model.ts";

/** Whoever signed or proposed something is named, also after they have left. */
export const gatewayNames = defineModel({
  name: "gateway_names",
  description: "How the gateway calls whoever has an account, one row an account.",
  from: [memberAccounts, people],
  grain: ["account_key"],
  columns: {
    account_key: "VARCHAR",
    /** With the handle, where two people have one name. */
    name: "VARCHAR",
  },

  query: (db) =>
    db
      .with("named", (qb) =>
        qb
          .selectFrom("people")
          // Who is in no system has an id and no name.
          .whereRef("name", "<>", "member_id")
          .select(["member_id", "name", "handle"])
          .select((eb) =>
            eb.fn
              .countAll<bigint>()
              .over((over) => over.partitionBy("name"))
              .as("sharing_count"),
          ),
      )
      .selectFrom("member_accounts as a")
      .innerJoin("named", "named.member_id", "a.member_id")
      .select("a.account_key")
      .select(
        sql<string>`case when sharing_count > 1 and handle is not null and handle <> name
          then name || ' (' || handle || ')' else name end`.as("name"),
      ),
});
