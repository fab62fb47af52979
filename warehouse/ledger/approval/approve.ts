import { acceptedApprovals, refusalOf } from "./accepted-approvals.ts";
import type { RefusalCode, SignedApproval } from "./accepted-approvals.ts";
import { seatOf } from "./committee.ts";
import { distributionState } from "../distribution/distribution-state.ts";
import { keyIdOf } from "./ed25519.ts";
import type { AnyLedgerEvent, LedgerEvent } from "../store/events.ts";
import { isClosed } from "../rebase/rebase.ts";
import type { Ledger } from "../store/ledger.ts";
import type { ProposedPlan } from "../plan/proposed-plans.ts";
import { openPlanOf, plansOf } from "../plan/proposed-plans.ts";

const EXPLANATIONS: Readonly<Record<RefusalCode, string>> = {
  wrong_digest: "No plan with this digest was proposed. Load the page again and read the plan.",
  superseded: "A newer revision replaced this plan. Read that one and sign its digest.",
  closed:
    "This plan is settled or voided, or is about to be, or its month was closed by a re-basing. There is nothing to approve.",
  predecessor_open: "The revision before is approved and not yet paid or voided on the chain.",
  expired: "The plan's time to approve is over. It has to be proposed again.",
  committee_changed: "Committee or threshold changed. The plan has to be proposed again.",
  proposer: "Whoever proposed the plan cannot approve it. Another member has to.",
  not_member: "This account is not on the plan's committee.",
  key_not_registered: "This key is not registered for this member. Register it first.",
  key_not_confirmed: "Another committee member has to confirm this key first.",
  bad_signature: "The signature does not fit this key and the plan's approval text.",
};

/** An approval that changes nothing; `code` says why. */
export class ApprovalRefusedError extends Error {
  override readonly name = "ApprovalRefusedError";
  readonly code: RefusalCode;
  constructor(code: RefusalCode, digest: string) {
    super(`The approval of ${digest} was refused (${code}). ${EXPLANATIONS[code]}`);
    this.code = code;
  }
}

/**
 * Stores a committee member's signature over a plan, or throws ApprovalRefusedError.
 *
 * Checked under the ledger's write lock, so a revision or a change of the committee cannot slip in
 * between. A member who has approved already gets the stored approval.
 */
export async function approve(
  ledger: Ledger,
  approval: SignedApproval & { readonly digest: string; readonly now: Date },
): Promise<LedgerEvent<"plan_approved">> {
  const { digest, account, publicKey, signature, now } = approval;
  const events = await ledger.read();
  const proposed = plansOf(events).find((plan) => plan.digest === digest);
  if (proposed === undefined) throw new ApprovalRefusedError("wrong_digest", digest);
  const { committee, expiresAt } = proposed.plan;
  const seat = seatOf(events, committee.members, account);
  const refusal = approvalRefusal(events, proposed, approval, now);
  const earlier = acceptedApprovals(events, proposed).find((one) => one.account === seat);
  const stored = events.find(({ seq }) => seq === earlier?.seq);
  // `closed`: it may have been settled before the answer to this approval arrived.
  const isRepeat = stored?.kind === "plan_approved" && stored.payload.public_key === publicKey;
  if (isRepeat && (refusal === null || refusal === "closed")) return stored;
  if (refusal !== null) throw new ApprovalRefusedError(refusal, digest);

  return await ledger.append(
    "plan_approved",
    {
      digest,
      account: seat ?? account,
      public_key: publicKey,
      committee_version: committee.version,
      expires_at: expiresAt,
      signature,
    },
    {
      actor: seat ?? account,
      at: now.toISOString(),
      uniqueKey: `approval:${digest}:${seat ?? account}:${keyIdOf(publicKey)}`,
      guard: (current) => {
        const code = approvalRefusal(current, proposed, approval, now);
        if (code !== null) throw new ApprovalRefusedError(code, digest);
      },
    },
  );
}

/** Also looks at what became of the plan and of the one before it. */
function approvalRefusal(
  events: readonly AnyLedgerEvent[],
  proposed: ProposedPlan,
  approval: SignedApproval,
  now: Date,
): RefusalCode | null {
  const { digest, plan } = proposed;
  if (openPlanOf(events, plan.period)?.digest !== digest) return "superseded";
  const state = distributionState(events, digest, now);
  if (state?.status === "settled" || state?.status === "voided") return "closed";
  // A signature given after that would make a plan approved that somebody stopped.
  if (state?.voidAsked != null || state?.revisionAsked != null) return "closed";
  if (isClosed(events, plan.period)) return "closed";
  const predecessor =
    plan.predecessor === null ? null : distributionState(events, plan.predecessor, now);
  if (predecessor?.blocksRevision === true) return "predecessor_open";
  return refusalOf(events, proposed, approval, now);
}
