import { bigint, text, textOrNull } from "../fields.ts";
import { stage } from "../stage.ts";

export const stgLedgerActors = stage({
  name: "stg_ledger_actors",
  description: "Accounts declared to be a bot's, an agent's or a person's, one row a declaration.",
  stream: "ledger_events",
  only: { path: "$.kind", is: "actor_declared" },
  grain: ["seq"],
  fields: {
    seq: bigint("$.seq"),
    account_key: text("$.payload.account"),
    actor: text("$.payload.actor", { oneOf: ["bot", "agent", "person"] }),
    owner_account_key: textOrNull("$.payload.owner"),
  },
});
