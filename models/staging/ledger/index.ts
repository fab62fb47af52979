import { stgLedgerActors } from "./stg_ledger_actors.ts";
import { stgLedgerApprovals } from "./stg_ledger_approvals.ts";
import { stgLedgerCataloguedTasks } from "./stg_ledger_catalogued_tasks.ts";
import { stgLedgerEscrows } from "./stg_ledger_escrows.ts";
import { stgLedgerExpiries } from "./stg_ledger_expiries.ts";
import { stgLedgerFormulas } from "./stg_ledger_formulas.ts";
import { stgLedgerLineReleases } from "./stg_ledger_line_releases.ts";
import { stgLedgerLinkRevocations } from "./stg_ledger_link_revocations.ts";
import { stgLedgerLinks } from "./stg_ledger_links.ts";
import { stgLedgerPaidBatches } from "./stg_ledger_paid_batches.ts";
import { stgLedgerPlanConflicts } from "./stg_ledger_plan_conflicts.ts";
import { stgLedgerPlanDomains } from "./stg_ledger_plan_domains.ts";
import { stgLedgerPlanExpired } from "./stg_ledger_plan_expired.ts";
import { stgLedgerPlanLines } from "./stg_ledger_plan_lines.ts";
import { stgLedgerPlanMembers } from "./stg_ledger_plan_members.ts";
import { stgLedgerPlanReleases } from "./stg_ledger_plan_releases.ts";
import { stgLedgerPlanShares } from "./stg_ledger_plan_shares.ts";
import { stgLedgerPlanWithheld } from "./stg_ledger_plan_withheld.ts";
import { stgLedgerPlans } from "./stg_ledger_plans.ts";
import { stgLedgerRoles } from "./stg_ledger_roles.ts";
import { stgLedgerSettlements } from "./stg_ledger_settlements.ts";
import { stgLedgerSuggestionRefusals } from "./stg_ledger_suggestion_refusals.ts";
import { stgLedgerVerdicts } from "./stg_ledger_verdicts.ts";
import { stgLedgerVoidedBatches } from "./stg_ledger_voided_batches.ts";
import { stgLedgerWallets } from "./stg_ledger_wallets.ts";

export const ledger = {
  read: [
    stgLedgerActors,
    stgLedgerApprovals,
    stgLedgerCataloguedTasks,
    stgLedgerEscrows,
    stgLedgerExpiries,
    stgLedgerFormulas,
    stgLedgerLineReleases,
    stgLedgerLinkRevocations,
    stgLedgerLinks,
    stgLedgerPaidBatches,
    stgLedgerPlans,
    stgLedgerRoles,
    stgLedgerSettlements,
    stgLedgerSuggestionRefusals,
    stgLedgerVerdicts,
    stgLedgerVoidedBatches,
    stgLedgerWallets,
  ],
  derived: [
    stgLedgerPlanConflicts,
    stgLedgerPlanDomains,
    stgLedgerPlanExpired,
    stgLedgerPlanLines,
    stgLedgerPlanMembers,
    stgLedgerPlanReleases,
    stgLedgerPlanShares,
    stgLedgerPlanWithheld,
  ],
  accounts: [],
};
