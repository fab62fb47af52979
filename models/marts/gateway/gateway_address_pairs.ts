import { addressPairs } from "../../core/identity/address_pairs.ts";
import { defineModel } from "../../model.ts";

/** For the operator alone: it names account keys, so `access.ts` gives it to nobody. */
export const gatewayAddressPairs = defineModel({
  name: "gateway_address_pairs",
  description: "Accounts with one confirmed address, one row a pair.",
  from: [addressPairs],
  grain: ["account_a", "account_b"],
  columns: { account_a: "VARCHAR", account_b: "VARCHAR", address_hash: "VARCHAR" },
  query: (db) =>
    db
      .selectFrom("address_pairs")
      .where("is_confirmed", "=", true)
      .select(["account_a", "account_b", "address_hash"]),
});
