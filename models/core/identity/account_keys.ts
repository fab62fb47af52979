import { arrowRows, columnsOf } from "../../arrow-rows.ts";
import { defineComputed } from "../../model.ts";
import { accountsOfSystems } from "../../staging/index.ts";

const columns = { source: "VARCHAR", native_id: "VARCHAR", account_key: "VARCHAR" } as const;

/** The only place where a native id meets its key; past `accounts` there are keys alone. */
export const accountKeys = defineComputed({
  name: "account_keys",
  description: "The keyed hash of each native id, one row an account.",
  from: accountsOfSystems,
  grain: ["source", "native_id"],
  columns,
  compute(inputs, { accountKey }) {
    const rows = accountsOfSystems.flatMap((model) =>
      arrowRows(inputs, model).map(({ native_id }) => ({
        source: model.source,
        native_id,
        account_key: accountKey(model.source, native_id),
      })),
    );
    return columnsOf(columns, rows);
  },
});
