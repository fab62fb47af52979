import { sql, type Kysely } from "kysely";

import type { Stream } from "../../sources/source.ts";
import { keyHashes } from "./key-hashes.ts";
import { forgetMarks } from "./noted.ts";
import { rawTable, rawViews } from "./raw-tables.ts";
import { declaredOf } from "./unloaded.ts";

/** Takes back all that was loaded of these streams: their files are read from the first on. */
export async function forgetStreams(db: Kysely<any>, streams: readonly Stream[]): Promise<void> {
  for (const stream of streams) {
    for (const table of [rawTable(stream.name), keyHashes(stream.name)])
      await sql`delete from ${sql.raw(table)}`.execute(db);
    for (const table of ["quarantine", "landing_files", "loaded_streams", "loaded_folders"])
      await db.deleteFrom(table).where("stream", "=", stream.name).execute();
    await forgetMarks(db, rawViews(stream.name));
    const declared = declaredOf(stream);
    await db
      .insertInto("loaded_streams")
      .values({ stream: stream.name, declared, record_count: 0n })
      .execute();
  }
}
