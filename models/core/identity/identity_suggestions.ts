import { arrowRows, columnsOf } from "../../arrow-rows.ts";
import { defineComputed } from "../../model.ts";
import { stgLedgerSuggestionRefusals } from "../../staging/ledger/stg_ledger_suggestion_refusals.ts";
import { enrolments } from "../workbook/enrolments.ts";
import { accounts } from "./accounts.ts";
import { addressPairs } from "./address_pairs.ts";
import { memberAccounts } from "./member_accounts.ts";
import { oneEach } from "./one-each.ts";
import { suggestionsFor } from "./suggest/rank.ts";

const columns = {
  account_a: "VARCHAR",
  account_b: "VARCHAR",
  member_a: "VARCHAR",
  member_b: "VARCHAR",
  score: "INTEGER",
  /** Codes of `suggest/evidence.ts`, the strongest first, with spaces between them. */
  reasons: "VARCHAR",
  /** Place among the suggestions for each of the two members, 1 for the first. */
  place_a: "INTEGER",
  place_b: "INTEGER",
} as const;

/** Computed, because names are compared by rules that SQL cannot say. It links nobody. */
export const identitySuggestions = defineComputed({
  name: "identity_suggestions",
  description: "Accounts that may be one person's, for a person to decide; one row a pair.",
  from: [accounts, memberAccounts, enrolments, addressPairs, stgLedgerSuggestionRefusals],
  grain: ["account_a", "account_b"],
  columns,
  compute(inputs) {
    const members = new Map(
      arrowRows(inputs, memberAccounts).map(({ account_key, member_id }) => [
        account_key,
        member_id,
      ]),
    );
    const cohorts = Map.groupBy(arrowRows(inputs, enrolments), ({ member_id }) => member_id);
    const candidates = arrowRows(inputs, accounts).flatMap((account) => {
      const member_id = members.get(account.account_key);
      if (member_id === undefined || account.actor !== null) return [];
      const own = cohorts.get(member_id) ?? [];
      return [{ ...account, member_id, cohorts: new Set(own.map(({ cohort_id }) => cohort_id)) }];
    });
    const pair = ({ account_a, account_b }: { account_a: string; account_b: string }) =>
      `${account_a} ${account_b}`;
    const rows = suggestionsFor(candidates, {
      oneEach,
      sharing: new Set(arrowRows(inputs, addressPairs).map(pair)),
      refused: new Set(arrowRows(inputs, stgLedgerSuggestionRefusals).map(pair)),
    });
    return columnsOf(
      columns,
      rows.map(({ reasons, ...row }) => ({ ...row, reasons: reasons.join(" ") })),
    );
  },
});
