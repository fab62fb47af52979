import { sql, type Kysely } from "kysely";

import { jsonLine } from "../landing/json-line.ts";
import type { NewFile } from "./new-file.ts";

export interface Refused {
  readonly reason: string;
  /** As far as it can be shown as text. */
  readonly record: string;
}

/** What the source refused on the way in, and what of it a replay has mended. */
export async function quarantineOfManifest(db: Kysely<any>, file: NewFile): Promise<void> {
  const refused = file.manifest.quarantined.map(({ reason, record }) => ({
    reason,
    record: jsonLine(record),
  }));
  await keepRefused(db, file, refused);
  for (const { reason, record } of file.manifest.mended ?? [])
    await db
      .deleteFrom("quarantine")
      .where("stream", "=", file.stream.name)
      .where("reason", "=", reason)
      .where("record", "=", jsonLine(record))
      .execute();
}

/** A record refused before for the same reason is not counted again: overlaps bring it each day. */
export async function keepRefused(
  db: Kysely<any>,
  { file, manifest }: Pick<NewFile, "file" | "manifest">,
  refused: readonly Refused[],
): Promise<void> {
  for (const { reason, record } of refused) {
    await sql`
      insert into quarantine
      select ${file.stream}, ${reason}, ${record}, ${new Date(manifest.until)}, ${file.name}
      where not exists (
        select 1 from quarantine
        where stream = ${file.stream} and reason = ${reason} and record = ${record}
      )
    `.execute(db);
  }
}
