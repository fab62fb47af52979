import type { Config } from "./schema.ts";
import { CLUSTERS } from "./settlement-settings.ts";

/** Addresses of an explorer's pages: `{signature}` and `{address}` are still to be filled in. */
export interface Explorer {
  /** Null where it is turned off. */
  readonly transaction: string | null;
  readonly address: string | null;
}

/** What is on the chain, by what it is. */
export type OnChain = { readonly signature: string } | { readonly address: string };

/**
 * Explorers by the genesis of their cluster. The genesis decides and no setting, so that what was
 * paid on the embedded chain or on an unknown cluster is never looked for on another one.
 */
export type Explorers = Readonly<Record<string, Explorer>>;

export function explorersOf({ settlement }: Pick<Config, "settlement">): Explorers {
  const { transaction, address } = settlement.explorer;
  const on = (template: string, cluster: string) =>
    template === "" ? null : template.replaceAll("{cluster}", cluster);
  return Object.fromEntries(
    Object.entries(CLUSTERS).map(([cluster, { genesis }]) => [
      genesis,
      { transaction: on(transaction, cluster), address: on(address, cluster) },
    ]),
  );
}

/** Where a person looks at it; null where there is nothing to look at. */
export function explorerLink(explorers: Explorers, genesis: string, what: OnChain): string | null {
  const { transaction = null, address = null } = explorers[genesis] ?? {};
  if ("signature" in what) return filled(transaction, "{signature}", what.signature);
  return filled(address, "{address}", what.address);
}

function filled(template: string | null, place: string, value: string): string | null {
  return template?.replaceAll(place, () => encodeURIComponent(value)) ?? null;
}
