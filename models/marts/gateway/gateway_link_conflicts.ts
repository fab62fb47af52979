import { identityConflicts } from "../../core/identity/identity_conflicts.ts";
import { defineModel } from "../../model.ts";

/** For the gateway and the operator alone: it names account keys, so `access.ts` gives it to nobody. */
export const gatewayLinkConflicts = defineModel({
  name: "gateway_link_conflicts",
  description: "Links that the ledger has and that were not applied, one row a link.",
  from: [identityConflicts],
  grain: ["link_id"],
  columns: {
    link_id: "VARCHAR",
    account_a: "VARCHAR",
    account_b: "VARCHAR",
    system: "VARCHAR",
  },
  query: (db) =>
    db.selectFrom("identity_conflicts").select(["link_id", "account_a", "account_b", "system"]),
});
