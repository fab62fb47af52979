import type { Warehouse } from "../../warehouse/duckdb/index.ts";
import { noFailpoints, type FailpointHook } from "../../warehouse/failpoints.ts";
import {
  publishSnapshot,
  type PublishedTable,
  type Snapshot,
} from "../../warehouse/snapshot/index.ts";

export interface PublishDependencies {
  readonly warehouse: Warehouse;
  /** Where snapshots are kept. */
  readonly dir: string;
  /** The models that readers may see, by name and columns. */
  readonly tables: readonly PublishedTable[];
  readonly now?: () => number;
  /** Called after each publishing, also of what was published already. */
  readonly onPublished?: () => Promise<void>;
  /** Makes it current on other machines, too. */
  readonly share?: (snapshot: Snapshot) => Promise<unknown>;
  readonly failpoint?: FailpointHook;
}

export interface PublishedSnapshot {
  readonly digest: string;
  readonly asOf: string;
  /** False if the same was published already. */
  readonly isNew: boolean;
  readonly tables: readonly { readonly name: string; readonly rows: number }[];
}

export type PublishActivities = ReturnType<typeof createPublishActivities>;

export function createPublishActivities({
  warehouse,
  dir,
  tables,
  now = Date.now,
  onPublished = async () => undefined,
  share = async () => undefined,
  failpoint = noFailpoints,
}: PublishDependencies) {
  return {
    /** Makes the tables as they are the current snapshot. Again on the same tables: nothing. */
    async publishSnapshot({ asOf }: { asOf: string }): Promise<PublishedSnapshot> {
      const { snapshot, isNew } = await warehouse.transaction(({ db }) =>
        publishSnapshot(db, { dir, asOf, tables, now, failpoint }),
      );
      // Also where nothing is new here: an attempt before may have ended in between.
      await share(snapshot);
      await onPublished();
      return {
        digest: snapshot.digest,
        asOf: snapshot.asOf,
        isNew,
        tables: snapshot.tables.map(({ name, rows }) => ({ name, rows })),
      };
    },
  };
}
