import { withheldLines } from "../../core/distributions/withheld_lines.ts";
import { memberAccounts } from "../../core/identity/member_accounts.ts";
import { members } from "../../core/identity/members.ts";
import { decimal } from "../../expressions.ts";
import { defineModel } from "../../model.ts";

export const committeeWithheld = defineModel({
  name: "committee_withheld",
  description:
    "Which lines of a plan were held or dropped, by whom and why, one row a plan and line.",
  from: [withheldLines, members, memberAccounts],
  grain: ["digest", "line_id"],
  columns: {
    digest: "VARCHAR",
    line_id: "VARCHAR",
    member_name: "VARCHAR",
    domain: "VARCHAR",
    points: "BIGINT",
    amount_base_units: "VARCHAR",
    /** `held`, `dropped`, or `released`: held, and to be paid by the next plan. */
    word: "VARCHAR",
    /** Null: the operator, from the machine. */
    by_name: "VARCHAR?",
    said_at: "TIMESTAMPTZ",
    reason: "VARCHAR",
  },

  query: (db) =>
    db
      .selectFrom("withheld_lines as w")
      // A member whose link was revoked since has no name any more; the line stands.
      .leftJoin("members as m", "m.member_id", "w.member_id")
      .leftJoin("member_accounts as a", "a.account_key", "w.actor")
      .leftJoin("members as said", "said.member_id", "a.member_id")
      .select(["w.digest", "w.line_id", "w.domain", "w.points", "w.said_at", "w.reason"])
      .select((eb) => [
        decimal(eb.ref("w.amount_base_units")).as("amount_base_units"),
        eb.fn.coalesce("m.name", "w.member_id").as("member_name"),
        eb
          .case()
          .when("is_released", "=", true)
          .then("released")
          .else(eb.ref("w.word"))
          .end()
          .as("word"),
        eb
          .case()
          .when("w.actor", "=", "operator")
          .then(null)
          .else(eb.fn.coalesce("said.name", "w.actor"))
          .end()
          .as("by_name"),
      ]),
});
