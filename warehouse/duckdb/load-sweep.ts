import { sql, type RawBuilder } from "kysely";

import type { Unjudged } from "../../sources/source.ts";
import { readLines } from "../landing/index.ts";
import { keyOf, sweptKeyPaths, valuesAt } from "./key.ts";
import { identifier } from "./literal.ts";
import { keepKeyHashes } from "./key-hashes.ts";
import { isOrdered } from "./order.ts";
import { stageLines } from "./load-lines.ts";
import type { NewFile } from "./new-file.ts";
import { DELETED_HASH, rawTable } from "./raw-tables.ts";
import { addToCount } from "./record-counts.ts";
import type { Transaction } from "./transaction.ts";
import { firstVersion } from "./versions.ts";

/**
 * Marks as deleted what a whole sweep did not find. A record that landed after the sweep began is
 * none of its business: the sweep may have passed its place before it was there.
 */
export async function loadSweep(transaction: Transaction, newFile: NewFile): Promise<void> {
  const { file, manifest, stream, place, placeBefore } = newFile;
  const { lines } = await readLines(file);
  await stageLines(transaction, lines);
  const existing = sql.raw(keyOf(valuesAt("line", sweptKeyPaths(manifest.primary_key))));
  const until = new Date(manifest.until);
  const deleted = await sql`
    insert into ${sql.raw(rawTable(stream.name))}
    select key, null, ${DELETED_HASH}, ${until}, ${file.name}, ${BigInt(firstVersion(place))}, true,
      -- After all that was seen: a source's clock may be ahead of the run's.
      ${isOrdered(stream) ? sql`greatest(seen.ordered_at, ${until})` : sql`null`}
    from ${sql.raw(identifier(`raw_${stream.name}_current`))} as seen
    where not seen.is_deleted
      and seen.version < ${BigInt(firstVersion(placeBefore + 1))}
      and seen.key not in (select ${existing} from file_lines)
      and not ${couldNotBeSeen(manifest.unjudged ?? [])}
  `.execute(transaction.db);
  await addToCount(transaction.db, stream.name, -(deleted.numAffectedRows ?? 0n));
  await keepKeyHashes(transaction.db, stream.name, firstVersion(place));
}

/** Where the sweep could not look, nothing was deleted as far as anybody knows. */
function couldNotBeSeen(unjudged: readonly Unjudged[]): RawBuilder<boolean> {
  const parts = unjudged.map(({ field, prefix, isWhole }) => {
    const found = sql`(seen.payload ->> ${sql.lit(`$."${field}"`)})`;
    if (isWhole === true) return sql`coalesce(${found} = ${prefix}, false)`;
    return sql`coalesce(starts_with(${found}, ${prefix}), false)`;
  });
  return sql<boolean>`(${sql.join([sql`false`, ...parts], sql` or `)})`;
}
