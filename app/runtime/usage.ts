import type { Clock } from "../community/clock.ts";
import type { DataFolder } from "../community/data-folder.ts";
import { openUsage, type UsageStore } from "../../warehouse/usage/index.ts";
import type { Log } from "./logs.ts";

/** Counts what is asked of systems. Where that is lost it is said in the log, and nothing stops. */
export function usageOf({
  folder,
  clock,
  log,
}: {
  readonly folder: DataFolder;
  readonly clock: Clock;
  readonly log: Log;
}): UsageStore & Disposable {
  return openUsage({
    file: folder.usage,
    now: () => clock.now().getTime(),
    onLost: (error) => log.write("usage_lost", { error: error.name }),
  });
}
