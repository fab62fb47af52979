import { accounts } from "../../core/identity/accounts.ts";
import { memberAccounts } from "../../core/identity/member_accounts.ts";
import { defineModel } from "../../model.ts";

/** For the gateway and the operator alone: it names account keys, so `access.ts` gives it to nobody. */
export const gatewayAccounts = defineModel({
  name: "gateway_accounts",
  description: "Of which system each account is, whose, and what it shows; one row an account.",
  from: [accounts, memberAccounts],
  grain: ["account_key"],
  columns: {
    account_key: "VARCHAR",
    member_id: "VARCHAR",
    /** Null: known to the ledger only. */
    source: "VARCHAR?",
    name: "VARCHAR?",
    handle: "VARCHAR?",
    actor: "VARCHAR?",
    standing: "VARCHAR?",
  },
  query: (db) =>
    db
      .selectFrom("accounts as a")
      .innerJoin("member_accounts as m", "m.account_key", "a.account_key")
      .select(["a.account_key", "member_id", "source", "name", "handle", "actor", "standing"]),
});
