import { arrowRows, columnsOf } from "../../arrow-rows.ts";
import { defineComputed } from "../../model.ts";
import { accounts } from "./accounts.ts";
import { connectAccounts } from "./connect-accounts.ts";
import { currentLinks } from "./current_links.ts";
import { oneEach } from "./one-each.ts";

const columns = { account_key: "VARCHAR", root: "VARCHAR" } as const;

export const memberRoots = defineComputed({
  name: "member_roots",
  description: "What names each account's member: the earliest link, or the account itself.",
  from: [accounts, currentLinks],
  grain: ["account_key"],
  columns,
  compute(inputs) {
    const { roots } = connectAccounts(
      arrowRows(inputs, accounts),
      arrowRows(inputs, currentLinks),
      oneEach,
    );
    return columnsOf(
      columns,
      [...roots].map(([account_key, root]) => ({ account_key, root })),
    );
  },
});
