import { sql } from "kysely";

import { readLines } from "../landing/index.ts";
import { keyOfSweep } from "./key.ts";
import { identifier } from "./literal.ts";
import { stageLines } from "./load-lines.ts";
import type { NewFile } from "./new-file.ts";
import { DELETED_HASH, rawTable } from "./tables.ts";
import type { Transaction } from "./transaction.ts";
import { firstVersion } from "./versions.ts";

/**
 * Marks as deleted what a whole sweep did not find. A record that landed after the sweep began is
 * none of its business: the sweep may have passed its place before it was there.
 */
export async function loadSweep(transaction: Transaction, newFile: NewFile): Promise<void> {
  const { file, manifest } = newFile;
  const { lines } = await readLines(file);
  await stageLines(transaction, lines);
  const existing = sql.raw(keyOfSweep("line", manifest.primary_key));
  const after = manifest.after ?? file.number - 1;
  await sql`
    insert into ${sql.raw(rawTable(file.stream))}
    select key, null, ${DELETED_HASH}, ${new Date(manifest.until)}, ${file.name},
      ${BigInt(firstVersion(file.number))}, true
    from ${sql.raw(identifier(`raw_${file.stream}_current`))} as seen
    where not seen.is_deleted
      and seen.version < ${BigInt(firstVersion(after + 1))}
      and seen.key not in (select ${existing} from file_lines)
  `.execute(transaction.db);
}
