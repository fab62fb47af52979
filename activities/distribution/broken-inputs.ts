import {
  distributionState,
  type DistributionState,
  INPUTS_BROKEN,
  type Ledger,
  type ProposedPlan,
} from "../../warehouse/ledger/index.ts";
import { InputsBrokenError } from "./errors.ts";
import { readFrozen } from "./frozen-inputs.ts";
import type { LoadedInputs } from "./plan-inputs.ts";

/** Names of landing's files and feeds that are not what was loaded then; every byte is read. */
export type DamagedInputs = (loaded: LoadedInputs) => Promise<readonly string[]>;

const NAMED_MAX = 3;

/** Throws unless all that a new plan would be made from is whole. */
export async function assertWhole(loaded: LoadedInputs, damaged: DamagedInputs): Promise<void> {
  const names = await damaged(loaded);
  if (names.length > 0) throw new InputsBrokenError(named(names));
}

/**
 * Asks to void a plan of which nothing was sent yet, where landing is no longer what it was made
 * from: what was signed cannot be made again, so it does not count. True: it was asked now.
 */
export async function voidBroken(
  ledger: Ledger,
  {
    proposed,
    state,
    damaged,
    at,
  }: {
    readonly proposed: ProposedPlan;
    readonly state: DistributionState;
    readonly damaged: DamagedInputs;
    readonly at: Date;
  },
): Promise<boolean> {
  const { digest, event } = proposed;
  // What was found again after a loss is paid already, and nothing was frozen beside it.
  const frozen = event.kind === "plan_proposed" ? readFrozen(event.payload.frozen) : null;
  if (frozen === null || !isUnsent(state) || state.voidAsked !== null) return false;
  const names = await damaged(frozen);
  if (names.length === 0) return false;
  await ledger.append(
    "distribution_void_asked",
    { digest, reason: `${INPUTS_BROKEN}: ${named(names)}` },
    {
      actor: "schedule",
      at: at.toISOString(),
      uniqueKey: `inputs-broken:${digest}`,
      guard: (events) => {
        const now = distributionState(events, digest, at);
        // Paying began meanwhile: it is what was approved, and `vklad verify` tells of the damage.
        if (now === null || !isUnsent(now)) throw new InputsBrokenError(named(names));
      },
    },
  );
  return true;
}

function isUnsent({ settlement, batches }: DistributionState): boolean {
  return (
    settlement === null &&
    batches.every(({ attempts, status }) => {
      return attempts.length === 0 && status === "planned";
    })
  );
}

function named(names: readonly string[]): string {
  const more = names.length - NAMED_MAX;
  return names.slice(0, NAMED_MAX).join(", ") + (more > 0 ? ` (+${more})` : "");
}
