import { defineModel } from "../../model.ts";
import { accountKeys } from "../identity/account_keys.ts";
import { memberAccounts } from "../identity/member_accounts.ts";

export const posthogMembers = defineModel({
  name: "posthog_members",
  description: "Whose each id of PostHog is, where the ledger has a proof; one row an id.",
  from: [accountKeys, memberAccounts],
  grain: ["distinct_id"],
  columns: { distinct_id: "VARCHAR", member_id: "VARCHAR" },
  query: (db) =>
    db
      .selectFrom("account_keys")
      .innerJoin("member_accounts", "member_accounts.account_key", "account_keys.account_key")
      .where("source", "=", "posthog")
      .select(["native_id as distinct_id", "member_id"]),
});
