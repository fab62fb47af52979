import { readCurrentSnapshot, readRows } from "../../warehouse/snapshot/index.ts";
import type { RefusedRecord } from "./source-states.ts";
import { streamOf } from "../../sources/source.ts";

/** What the load or the models refused of a stream's records, for one reason. */
export interface RefusedLater {
  readonly stream: string;
  readonly reason: string;
  readonly count: number;
  readonly last_seen_at: string;
}

export interface PublishedRefusals {
  readonly asOf: string;
  readonly refused: readonly RefusedLater[];
}

const TABLE = "deanery_quarantine";

/**
 * What was refused after it had landed, as it was published last: so it is known beside whoever has
 * the warehouse open. Null before anything was published.
 */
export async function refusedLater(
  snapshots: string,
  landed: readonly RefusedRecord[],
): Promise<PublishedRefusals | null> {
  const snapshot = await readCurrentSnapshot(snapshots);
  if (snapshot === null || !snapshot.tables.some(({ name }) => name === TABLE)) return null;
  const byStream = new Set(landed.map(({ feed, reason }) => `${streamOf(feed)} ${reason}`));
  const rows = await readRows(snapshot, TABLE);
  const refused = rows
    .map((row) => ({
      stream: String(row["stream"]),
      reason: String(row["reason"]),
      count: Number(row["quarantined_count"]),
      last_seen_at: (row["last_seen_at"] as Date).toISOString(),
    }))
    .filter(({ stream, reason }) => !byStream.has(`${stream} ${reason}`));
  return { asOf: snapshot.asOf, refused };
}
