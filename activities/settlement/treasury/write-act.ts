import type { DistributionState } from "../../../warehouse/ledger/distribution/distribution-state.ts";
import type { ChainPort } from "../chain/port.ts";
import { type TokenAccount, tokenAccountOf } from "../recipients.ts";
import { TreasuryActError, type TreasuryAct } from "./act.ts";
import { payableBatches, sumOf } from "./allowance.ts";
import { isApproved } from "./approved-states.ts";
import type { Owner } from "./instructions.ts";
import { type Multisig, multisigOf } from "./multisig.ts";
import { nonceOf } from "./nonce.ts";

type ActChain = Pick<ChainPort, "accounts" | "genesis" | "statuses">;

/** Where tokens are paid from, by the configuration. */
export interface ActSettings {
  readonly mint: string;
  readonly treasury: string;
  readonly settler: string;
  readonly decimals: number;
  /** The settler's nonce account. */
  readonly nonce: string;
}

/** A treasury as it stands: `multisig` is null where no multisig of ours owns it. */
export interface TreasuryNow {
  readonly held: TokenAccount;
  readonly multisig: Multisig | null;
  /** Null where there is no nonce account yet. */
  readonly nonce: string | null;
}

export async function treasuryNow(
  chain: Pick<ChainPort, "accounts">,
  { treasury, mint, settler, nonce }: ActSettings,
): Promise<TreasuryNow> {
  const { values } = await chain.accounts([treasury, nonce], "finalized");
  const held = tokenAccountOf(values[0] ?? null);
  if (held === null || held.mint !== mint) {
    throw new TreasuryActError(
      `settlement.treasury is ${treasury}; expected a token account of the mint ${mint}. Run ` +
        "`vklad settlement doctor`.",
    );
  }
  const { values: owners } = await chain.accounts([held.owner], "finalized");
  return {
    held,
    multisig: multisigOf(owners[0] ?? null),
    nonce: nonceOf(values[1] ?? null, settler),
  };
}

/** An allowance of exactly what an approved plan still pays, for the treasury's owners to sign. */
export async function allowanceAct(
  chain: ActChain,
  settings: ActSettings,
  state: DistributionState,
  by: readonly string[],
): Promise<TreasuryAct> {
  const { plan, digest } = state;
  assertPlanOf(settings, state);
  assertApproved(state);
  const amount = await leftToPay(chain, state);
  if (amount === 0n)
    throw new TreasuryActError(`Of plan ${digest.slice(0, 12)} nothing is left to pay.`);
  const { mint, decimals, settler: delegate } = settings;
  const named = { period: plan.period, digest: digest.slice(0, 24) };
  return await actOf(chain, settings, { mint, decimals, delegate, amount, plan: named }, by);
}

/** Takes back whatever the settler may spend. */
export async function revocationAct(
  chain: ActChain,
  settings: ActSettings,
  by: readonly string[],
): Promise<TreasuryAct> {
  return await actOf(chain, settings, null, by);
}

async function actOf(
  chain: ActChain,
  settings: ActSettings,
  allows: TreasuryAct["allows"],
  by: readonly string[],
): Promise<TreasuryAct> {
  const { treasury, settler } = settings;
  const now = await treasuryNow(chain, settings);
  if (now.held.owner === settler) {
    throw new TreasuryActError(
      `The treasury ${treasury} is the settler's own, which needs no allowance of anybody. ` +
        "`vklad treasury make` makes one that a committee owns.",
    );
  }
  if (now.nonce === null) {
    throw new TreasuryActError(
      `There is no nonce account ${settings.nonce} of the settler yet, by which signatures of ` +
        "different days go together. Run this where the settler's key is, and it is made.",
    );
  }
  return {
    genesis: await chain.genesis(),
    treasury,
    owner: ownerOf(now, by),
    allows,
    payer: settler,
    nonce: { account: settings.nonce, value: now.nonce },
  };
}

/** Throws unless these speak for the treasury. */
export function ownerOf({ held, multisig }: TreasuryNow, by: readonly string[]): Owner {
  const address = held.owner;
  if (multisig === null) {
    if (by.every((signer) => signer === address)) return { address, signers: [] };
    throw new TreasuryActError(`The treasury belongs to ${address}, which signs alone.`);
  }
  const { members, threshold } = multisig;
  const signers = by.length === 0 && threshold === members.length ? members : by;
  const stranger = signers.find((signer) => !members.includes(signer));
  const isEnough = new Set(signers).size === signers.length && signers.length >= threshold;
  if (stranger === undefined && isEnough) return { address, signers };
  throw new TreasuryActError(
    `${stranger ?? `${signers.length} signers`} cannot speak for the treasury: ${threshold} of its ` +
      `members sign, each once. Name those who will by --by: ${members.join(" ")}.`,
  );
}

function assertPlanOf(
  { mint, treasury, settler, decimals }: ActSettings,
  { digest, plan }: DistributionState,
): void {
  const expected = [mint, treasury, settler, decimals].join();
  const { chain } = plan;
  if ([chain.mint, chain.treasury, chain.settler, chain.decimals].join() === expected) return;
  throw new TreasuryActError(
    `Plan ${digest.slice(0, 12)} is paid from ${chain.treasury} of mint ${chain.mint} by ` +
      `${chain.settler}; the configuration names ${treasury} of ${mint} and ${settler}. Void the ` +
      "plan, and it is proposed anew as the configuration says.",
  );
}

/** What nobody approved gets no allowance: the owners would lend what no plan pays. */
function assertApproved(state: DistributionState): void {
  const { digest, plan, status, approvals, needed } = state;
  if (isApproved(state)) return;
  throw new TreasuryActError(
    `Plan ${digest.slice(0, 12)} of ${plan.period} is ${status}, and ${approvals.length} of ${needed} ` +
      "approvals count; expected one that is approved. `vklad distribute --status` says what is to " +
      "be done.",
  );
}

/** What no transaction of ours has paid: the chain may be ahead of the ledger. */
export async function leftToPay(
  chain: Pick<ChainPort, "statuses">,
  state: DistributionState,
): Promise<bigint> {
  const left = payableBatches(state);
  const sent = left.flatMap(({ batch, attempts }) =>
    attempts.map(({ signature }) => ({ batch, signature })),
  );
  if (sent.length === 0) return sumOf(left);
  const { values } = await chain.statuses(sent.map(({ signature }) => signature));
  const landed = new Set(
    sent.flatMap(({ batch }, index) => {
      const status = values[index] ?? null;
      const isLanded = status !== null && status.commitment !== "processed";
      return isLanded && status.error === null ? [batch] : [];
    }),
  );
  return sumOf(left.filter(({ batch }) => !landed.has(batch)));
}
