import { defineModel } from "../../model.ts";
import { accountKeys } from "./account_keys.ts";
import { memberAccounts } from "./member_accounts.ts";

export const telegramUsers = defineModel({
  name: "telegram_users",
  description: "Whose each user of Telegram is, one row a user. Native ids end here.",
  from: [accountKeys, memberAccounts],
  grain: ["user_id"],
  columns: { user_id: "VARCHAR", account_key: "VARCHAR", member_id: "VARCHAR" },
  query: (db) =>
    db
      .selectFrom("account_keys")
      .innerJoin("member_accounts", "member_accounts.account_key", "account_keys.account_key")
      .where("source", "=", "telegram")
      .select(["native_id as user_id", "account_keys.account_key", "member_id"]),
});
