import { instant, integer, text, textOrNull } from "../fields.ts";
import { stage } from "../stage.ts";

export const stgLedgerPlans = stage({
  name: "stg_ledger_plans",
  description: "Frozen plans of distributions, one row a plan.",
  stream: "ledger_events",
  only: { path: "$.kind", is: "plan_proposed" },
  grain: ["digest"],
  fields: {
    digest: text("$.payload.digest"),
    period: text("$.payload.plan.period"),
    revision: integer("$.payload.plan.revision"),
    predecessor: textOrNull("$.payload.plan.predecessor"),
    proposer_account_key: text("$.payload.plan.proposer"),
    proposed_at: instant("$.payload.plan.proposed_at"),
    expires_at: instant("$.payload.plan.expires_at"),
    threshold: integer("$.payload.plan.committee.threshold"),
    genesis: text("$.payload.plan.chain.genesis"),
    mint: text("$.payload.plan.chain.mint"),
  },
});
