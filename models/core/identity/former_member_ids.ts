import { sql } from "kysely";

import { derivedId } from "../../expressions.ts";
import { defineModel } from "../../model.ts";
import { stgLedgerPlanLines } from "../../staging/ledger/stg_ledger_plan_lines.ts";
import { stgLedgerPlanShares } from "../../staging/ledger/stg_ledger_plan_shares.ts";
import { contributions } from "../contributions/contributions.ts";
import { currentLinks } from "./current_links.ts";
import { identityConflicts } from "./identity_conflicts.ts";
import { memberAccounts } from "./member_accounts.ts";

/**
 * Every id that a member may have had before links joined it, or before one was undone.
 *
 * A plan is frozen with the ids of its day; a link made later renames the member, and the payment
 * must still be found by whom it belongs to. What was earned under a link that is undone goes to
 * whoever did all of that work.
 */
export const formerMemberIds = defineModel({
  name: "former_member_ids",
  description: "Ids that plans may know a member by, one row an id.",
  from: [
    memberAccounts,
    currentLinks,
    identityConflicts,
    stgLedgerPlanLines,
    stgLedgerPlanShares,
    contributions,
  ],
  grain: ["former_id"],
  columns: { former_id: "VARCHAR", member_id: "VARCHAR" },
  query: (db) =>
    db
      .with("known", (qb) =>
        qb
          .selectFrom("member_accounts")
          .select((eb) => [derivedId("m_", eb.ref("account_key")).as("former_id"), "member_id"])
          .unionAll(
            qb
              .selectFrom("current_links")
              .innerJoin("member_accounts", "account_key", "account_a")
              .where("link_id", "not in", (sub) =>
                sub.selectFrom("identity_conflicts").select("link_id"),
              )
              .select((eb) => [derivedId("m_", eb.ref("link_id")).as("former_id"), "member_id"]),
          ),
      )
      .selectFrom("known")
      .select(["former_id", "member_id"])
      .unionAll((qb) =>
        qb
          .selectFrom("stg_ledger_plan_lines as l")
          // Named by a link that was undone since.
          .where("l.member_id", "not in", qb.selectFrom("known").select("former_id"))
          .innerJoin("stg_ledger_plan_shares as s", (join) =>
            join.onRef("s.digest", "=", "l.digest").onRef("s.line_id", "=", "l.line_id"),
          )
          .leftJoin("contributions as c", "c.contribution_id", "s.contribution_id")
          .groupBy("l.member_id")
          // Work of two people, or of nobody any more, is nobody's by itself: it stays in escrow.
          .having(sql<boolean>`count(distinct c.member_id) = 1 and count(c.member_id) = count(*)`)
          .select(["l.member_id as former_id", sql<string>`min(c.member_id)`.as("member_id")]),
      ),
});
