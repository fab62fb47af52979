import { defineModel } from "../../model.ts";
import { accountKeys } from "./account_keys.ts";
import { memberAccounts } from "./member_accounts.ts";

export const nocodbMembers = defineModel({
  name: "nocodb_members",
  description: "Whose each workbook user is, one row a user. Native ids end here.",
  from: [accountKeys, memberAccounts],
  grain: ["user_id"],
  columns: { user_id: "VARCHAR", account_key: "VARCHAR", member_id: "VARCHAR" },
  query: (db) =>
    db
      .selectFrom("account_keys")
      .innerJoin("member_accounts", "member_accounts.account_key", "account_keys.account_key")
      .where("source", "=", "nocodb")
      .select(["native_id as user_id", "account_keys.account_key", "member_id"]),
});
