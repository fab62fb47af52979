import { derivedId } from "../../expressions.ts";
import { identitySuggestions } from "../../core/identity/identity_suggestions.ts";
import { defineModel } from "../../model.ts";

/** For the gateway and the operator alone: it names account keys, so `access.ts` gives it to nobody. */
export const gatewaySuggestions = defineModel({
  name: "gateway_suggestions",
  description: "Accounts that may be one person's, with why; one row a pair.",
  from: [identitySuggestions],
  grain: ["suggestion_id"],
  columns: {
    suggestion_id: "VARCHAR",
    account_a: "VARCHAR",
    account_b: "VARCHAR",
    member_a: "VARCHAR",
    member_b: "VARCHAR",
    score: "INTEGER",
    reasons: "VARCHAR",
    place_a: "INTEGER",
    place_b: "INTEGER",
  },
  query: (db) =>
    db
      .selectFrom("identity_suggestions")
      .select(["account_a", "account_b", "member_a", "member_b"])
      .select(["score", "reasons", "place_a", "place_b"])
      .select((eb) =>
        derivedId("s_", eb.ref("account_a"), eb.ref("account_b")).as("suggestion_id"),
      ),
});
