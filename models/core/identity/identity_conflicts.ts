import { arrowRows, columnsOf } from "../../arrow-rows.ts";
import { defineComputed } from "../../model.ts";
import { accounts } from "./accounts.ts";
import { connectAccounts } from "./connect-accounts.ts";
import { currentLinks } from "./current_links.ts";
import { oneEach } from "./one-each.ts";

const columns = {
  link_id: "VARCHAR",
  account_a: "VARCHAR",
  account_b: "VARCHAR",
  valid_from: "TIMESTAMPTZ",
  /** In which both sides have an account, and a person has one. */
  system: "VARCHAR",
} as const;

export const identityConflicts = defineComputed({
  name: "identity_conflicts",
  description:
    "Links that would give one member two accounts where a person has one: not applied, one row a link.",
  from: [accounts, currentLinks],
  grain: ["link_id"],
  columns,
  compute(inputs) {
    const { refused } = connectAccounts(
      arrowRows(inputs, accounts),
      arrowRows(inputs, currentLinks),
      oneEach,
    );
    return columnsOf(columns, refused);
  },
});
