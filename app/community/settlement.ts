import { DEFAULT_CAPS, type Caps } from "../../activities/settlement/caps.ts";
import type { Config } from "./schema.ts";
import { findSecret, type Secret, secretOf } from "./secrets.ts";
import { CLUSTERS } from "./settlement-settings.ts";

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
  /** Null: the one of the data folder. */
  readonly settlerKeyFile: string | null;
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
    settlerKeyFile: env["VKLAD_SETTLEMENT_KEY_FILE"] ?? null,
  };
}

export function capsOf({ settlement }: Config): Caps {
  const named = Object.entries(settlement.caps).map(([cap, value]) => [cap, BigInt(value ?? 0)]);
  return { ...DEFAULT_CAPS, ...Object.fromEntries(named) } as Caps;
}
