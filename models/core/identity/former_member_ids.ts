import { derivedId } from "../../expressions.ts";
import { defineModel } from "../../model.ts";
import { currentLinks } from "./current_links.ts";
import { identityConflicts } from "./identity_conflicts.ts";
import { memberAccounts } from "./member_accounts.ts";

/**
 * Every id that a member may have had before links joined it.
 *
 * A plan is frozen with the ids of its day; a link made later renames the member, and the payment
 * must still be found by whom it belongs to.
 */
export const formerMemberIds = defineModel({
  name: "former_member_ids",
  description: "Ids that plans may know a member by, one row an id.",
  from: [memberAccounts, currentLinks, identityConflicts],
  grain: ["former_id"],
  columns: { former_id: "VARCHAR", member_id: "VARCHAR" },
  query: (db) =>
    db
      .selectFrom("member_accounts")
      .select((eb) => [derivedId("m_", eb.ref("account_key")).as("former_id"), "member_id"])
      .unionAll(
        db
          .selectFrom("current_links")
          .innerJoin("member_accounts", "account_key", "account_a")
          .where("link_id", "not in", (qb) => qb.selectFrom("identity_conflicts").select("link_id"))
          .select((eb) => [derivedId("m_", eb.ref("link_id")).as("former_id"), "member_id"]),
      ),
});
