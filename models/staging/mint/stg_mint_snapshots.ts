import { bigint, instant, instantOrNull, integer, text, textOrNull } from "../fields.ts";
import { stage } from "../stage.ts";

export const stgMintSnapshots = stage({
  name: "stg_mint_snapshots",
  description: "What the token's mint was like at a slot, one row a snapshot.",
  stream: "mint_snapshots",
  only: { path: "$.kind", is: "snapshot" },
  grain: ["genesis", "mint", "slot"],
  fields: {
    genesis: text("$.genesis"),
    mint: text("$.mint"),
    slot: bigint("$.slot"),
    /** Of the run that saw it. */
    seen_at: instant("$.at"),
    /** Of the slot, as the chain says; null where it says nothing. */
    block_time: instantOrNull("$.block_time"),
    decimals: integer("$.decimals"),
    /** Text: an amount of the token program may be larger than a BIGINT. */
    supply_base_units: text("$.supply_base_units"),
    treasury: text("$.treasury"),
    treasury_base_units: text("$.treasury_base_units"),
    mint_authority: textOrNull("$.mint_authority"),
    freeze_authority: textOrNull("$.freeze_authority"),
    /** Names what was held then; null where the node did not say. */
    holdings: textOrNull("$.holdings"),
    no_holders: textOrNull("$.no_holders", { oneOf: ["refused", "too_many", "does_not_add_up"] }),
  },
  dated: ["seen_at"],
});
