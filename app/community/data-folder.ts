import { join, resolve } from "node:path";

import type { LedgerPlace } from "../../warehouse/ledger/index.ts";

/** Where everything of one community rests: `.vklad/`, moved by `--data`. */
export interface DataFolder {
  readonly root: string;
  readonly landing: string;
  /** What was read of each stream of landing: derived, deletable. */
  readonly known: string;
  readonly warehouse: string;
  /** In this folder, unless the configuration puts it into a database. */
  readonly ledger: LedgerPlace;
  /** What webhooks told, until it is read. */
  readonly inbox: string;
  /** How much was asked of each system. */
  readonly usage: string;
  readonly snapshots: string;
  readonly chain: string;
  /** What the signer remembers, where it has no folder of its own. */
  readonly signer: string;
  readonly keys: string;
  /** Files made for one principal's browser: derived, deletable. */
  readonly cache: string;
  readonly logs: string;
}

/** Where things rest, or will: each store makes its own folder once it has something to keep. */
export function dataFolder(path: string): DataFolder {
  const root = resolve(path);
  const at = (name: string) => join(root, name);
  return {
    root,
    landing: at("landing"),
    known: at("known"),
    warehouse: at("warehouse.duckdb"),
    ledger: { file: at("ledger.db") },
    inbox: at("inbox.db"),
    usage: at("usage.db"),
    snapshots: at("snapshots"),
    chain: at("chain"),
    signer: at("signer"),
    keys: at("keys"),
    cache: at("cache"),
    logs: at("logs"),
  };
}
