import { arrowRows, columnsOf } from "../../arrow-rows.ts";
import { defineComputed } from "../../model.ts";
import { stgDiscourseAccounts } from "../../staging/discourse/stg_discourse_accounts.ts";
import { stgNocodbAccounts } from "../../staging/nocodb/stg_nocodb_accounts.ts";

const columns = { source: "VARCHAR", native_id: "VARCHAR", account_key: "VARCHAR" } as const;

/** The only place where a native id meets its key; past `accounts` there are keys alone. */
export const accountKeys = defineComputed({
  name: "account_keys",
  description: "The keyed hash of each native id, one row an account.",
  from: [stgDiscourseAccounts, stgNocodbAccounts],
  grain: ["source", "native_id"],
  columns,
  compute(inputs, { accountKey }) {
    const keyed = (source: string) => (row: { native_id: string }) => ({
      source,
      native_id: row.native_id,
      account_key: accountKey(source, row.native_id),
    });
    return columnsOf(columns, [
      ...arrowRows(inputs, stgDiscourseAccounts).map(keyed("discourse")),
      ...arrowRows(inputs, stgNocodbAccounts).map(keyed("nocodb")),
    ]);
  },
});
