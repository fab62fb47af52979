import { sql, type Kysely } from "kysely";

import type { Stream } from "../../sources/source.ts";
import { rawTable } from "./tables.ts";
import { declaredOf } from "./unloaded.ts";

/** Takes back all that was loaded of these streams: their files are read from the first on. */
export async function forgetStreams(db: Kysely<any>, streams: readonly Stream[]): Promise<void> {
  for (const stream of streams) {
    await sql`delete from ${sql.raw(rawTable(stream.name))}`.execute(db);
    for (const table of ["quarantine", "landing_files", "loaded_streams"])
      await db.deleteFrom(table).where("stream", "=", stream.name).execute();
    const declared = declaredOf(stream);
    await db.insertInto("loaded_streams").values({ stream: stream.name, declared }).execute();
  }
}
