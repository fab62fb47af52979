import { DEFAULT_CAPS, type Caps } from "../../activities/settlement/caps.ts";
import type { TokenCaps } from "../../activities/settlement/signer/token-caps.ts";
import type { Config } from "./schema.ts";
import { findSecret, type Secret, secretOf } from "./secrets.ts";
import { CLUSTERS } from "./settlement-settings.ts";
import { baseUnits } from "./tokens.ts";

type ClusterName = keyof typeof CLUSTERS;

/** How to pay on a cluster. */
export interface ClusterSettings {
  readonly name: string;
  /** Null where the cluster has no name of its own. */
  readonly genesis: string | null;
  /** Addresses of nodes may hold keys. */
  readonly rpc: Secret;
  readonly witnesses: readonly Secret[];
  readonly mint: string;
  readonly treasury: string;
  /** Null: whoever owns the treasury pays. */
  readonly settler: string | null;
}

/** The cluster of the configuration and the environment; null for the embedded chain. */
export function clusterOf(config: Config, env: NodeJS.ProcessEnv): ClusterSettings | null {
  const { cluster, witnesses, mint, treasury, settler = null } = config.settlement;
  if (cluster === "embedded" || mint === undefined || treasury === undefined) return null;
  const named = Object.hasOwn(CLUSTERS, cluster) ? CLUSTERS[cluster as ClusterName] : null;
  const others = findSecret(env, "VKLAD_SETTLEMENT_WITNESSES")
    ?.reveal()
    .split(/[\s,]+/);
  return {
    name: named === null ? new URL(cluster).host : cluster,
    genesis: named?.genesis ?? null,
    rpc: findSecret(env, "VKLAD_SETTLEMENT_RPC") ?? secretOf(named?.url ?? cluster),
    witnesses: (others ?? witnesses).filter((url) => url !== "").map(secretOf),
    mint,
    treasury,
    settler,
  };
}

/** The socket of a signer that runs by itself; null: whoever pays starts one. */
export function signerSocketOf({ settlement }: Config, env: NodeJS.ProcessEnv): string | null {
  return env["VKLAD_SETTLEMENT_SIGNER"] || (settlement.signer ?? null);
}

export function capsOf({ settlement }: Config): Caps {
  const named = Object.entries(settlement.caps)
    .filter(([cap]) => Object.hasOwn(DEFAULT_CAPS, cap))
    .map(([cap, value]) => [cap, BigInt(value ?? 0)]);
  return { ...DEFAULT_CAPS, ...Object.fromEntries(named) } as Caps;
}

/** What the signer signs for at the most, in base units. */
export function tokenCapsOf({ settlement: { caps }, budgets, token }: Config): TokenCaps {
  const units = (text: string | undefined) =>
    text === undefined ? null : baseUnits(text, token.decimals);
  return {
    plan: units(caps.planTokens),
    line: units(caps.lineTokens),
    person: units(caps.personTokens),
    hour: units(caps.hourTokens),
    budgets: Object.values(budgets).reduce(
      (sum, text) => sum + baseUnits(text, token.decimals),
      0n,
    ),
  };
}
