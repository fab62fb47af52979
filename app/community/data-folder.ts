import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";

/** Where everything of one community rests: `.vklad/`, moved by `--data`. */
export interface DataFolder {
  readonly root: string;
  readonly landing: string;
  readonly warehouse: string;
  readonly ledger: string;
  readonly snapshots: string;
  readonly chain: string;
  readonly keys: string;
  /** Files made for one principal's browser: derived, deletable. */
  readonly cache: string;
  readonly logs: string;
}

/** Makes the folders that are missing. Keys are readable by their owner only. */
export function openDataFolder(path: string): DataFolder {
  const root = resolve(path);
  const at = (name: string) => join(root, name);
  const folder: DataFolder = {
    root,
    landing: at("landing"),
    warehouse: at("warehouse.duckdb"),
    ledger: at("ledger.db"),
    snapshots: at("snapshots"),
    chain: at("chain"),
    keys: at("keys"),
    cache: at("cache"),
    logs: at("logs"),
  };
  for (const dir of [folder.landing, folder.snapshots, folder.chain, folder.cache, folder.logs])
    mkdirSync(dir, { recursive: true });
  mkdirSync(folder.keys, { recursive: true, mode: 0o700 });
  return folder;
}
