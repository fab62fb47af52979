import type { Kysely } from "kysely";

import type { WholeFolder } from "../landing/beyond.ts";

/** A folder of landing of which every file is loaded. */
export interface LoadedFolder extends WholeFolder {
  readonly stream: string;
}

/** By stream, in the order of landing. */
export async function readLoadedFolders(
  db: Kysely<any>,
): Promise<ReadonlyMap<string, readonly LoadedFolder[]>> {
  const rows = await db
    .selectFrom("loaded_folders")
    .select(["stream", "folder", "mark", "file_count"])
    .orderBy("stream")
    .orderBy("folder")
    .execute();
  return Map.groupBy(rows as LoadedFolder[], ({ stream }) => stream);
}

/** In the transaction after which all of them is loaded. */
export async function keepLoadedFolders(
  db: Kysely<any>,
  folders: readonly LoadedFolder[],
): Promise<void> {
  for (const [stream, ofStream] of Map.groupBy(folders, (one) => one.stream)) {
    await db
      .deleteFrom("loaded_folders")
      .where("stream", "=", stream)
      .where(
        "folder",
        "in",
        ofStream.map(({ folder }) => folder),
      )
      .execute();
    await db.insertInto("loaded_folders").values(ofStream).execute();
  }
}
