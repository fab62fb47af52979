import { derivedId } from "../../expressions.ts";
import { defineModel } from "../../model.ts";
import { memberRoots } from "./member_roots.ts";

export const memberAccounts = defineModel({
  name: "member_accounts",
  description: "Whose each account is, one row an account.",
  from: [memberRoots],
  grain: ["account_key"],
  columns: { account_key: "VARCHAR", member_id: "VARCHAR" },
  query: (db) =>
    db
      .selectFrom("member_roots")
      .select((eb) => ["account_key", derivedId("m_", eb.ref("root")).as("member_id")]),
});
