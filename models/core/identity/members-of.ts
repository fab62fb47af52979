import { defineModel } from "../../model.ts";
import { accountKeys } from "./account_keys.ts";
import { memberAccounts } from "./member_accounts.ts";

/** Whose each account of one system is, by the id that the system knows it by. */
export function membersOf<const N extends string>(of: {
  readonly name: N;
  /** What the system calls somebody: "forum user". */
  readonly who: string;
  readonly source: string;
}) {
  return defineModel({
    name: of.name,
    description: `Whose each ${of.who} is, one row a user. Native ids end here.`,
    from: [accountKeys, memberAccounts],
    grain: ["user_id"],
    noted: ["user_id"],
    columns: { user_id: "VARCHAR", account_key: "VARCHAR", member_id: "VARCHAR" },
    query: (db) =>
      db
        .selectFrom("account_keys")
        .innerJoin("member_accounts", "member_accounts.account_key", "account_keys.account_key")
        .where("source", "=", of.source)
        .select(["native_id as user_id", "account_keys.account_key", "member_id"]),
  });
}
