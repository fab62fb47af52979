import { isUtf8 } from "node:buffer";

import { sql } from "kysely";

import { readLineBytes } from "../landing/index.ts";
import { appendColumns } from "./append.ts";
import { keyOf, keyPaths, valuesAt } from "./key.ts";
import type { NewFile } from "./new-file.ts";
import { keepRefused, type Refused } from "./quarantine.ts";
import { literal } from "./literal.ts";
import { orderedAt } from "./order.ts";
import { rawTable } from "./raw-tables.ts";
import type { Transaction } from "./transaction.ts";
import { firstVersion, settle } from "./versions.ts";

/**
 * Loads one page line by line: what can be read is loaded, each other line goes to quarantine with
 * its reason, and records that share a key become versions in the order of their lines.
 */
export async function loadLines(transaction: Transaction, newFile: NewFile): Promise<void> {
  const { db } = transaction;
  const { file, manifest, stream, place } = newFile;
  const { lines } = await readLineBytes(file);
  const refused: Refused[] = [];
  const readable: string[] = [];
  for (const line of lines) {
    const record = line.toString("utf8");
    const reason = reasonToRefuse(line, record);
    if (reason === undefined) readable.push(record);
    else refused.push({ reason, record });
  }
  await stageLines(transaction, readable);
  const key = keyOf(valuesAt("line", keyPaths(manifest.primary_key)));
  await sql`
    create or replace temporary table keyed_lines as
    select *, row_number() over (partition by key order by line_number) - 1 as occurrence
    from (
      select line_number, line, json_valid(line) as is_valid,
        case when json_valid(line) then ${sql.raw(key)} end as key
      from file_lines
    )
  `.execute(db);
  const rounds = await sql<{ count: bigint | null }>`
    select max(occurrence) + 1 as count from keyed_lines where key is not null
  `.execute(db);
  // Each round is a version of each key at the most, compared with all before it.
  for (let round = 0; round < (rounds.rows[0]?.count ?? 0n); round += 1) {
    const since = firstVersion(place) + round;
    const observed = literal(new Date(manifest.until));
    const ordered = orderedAt(valuesAt("line", stream.changedAt ?? []), observed);
    await sql`
      insert into ${sql.raw(rawTable(stream.name))}
      select key, line, md5(line), ${sql.raw(observed)}, ${file.name}, ${BigInt(since)}, false,
        ${sql.raw(ordered)}
      from keyed_lines where key is not null and occurrence = ${BigInt(round)}
    `.execute(db);
    await settle(db, { stream, since, fileCount: 1 });
  }
  const unplaced = await sql<{ line: string; is_valid: boolean }>`
    select line, is_valid from keyed_lines where key is null order by line_number
  `.execute(db);
  const missingKey = `The record lacks its key: ${manifest.primary_key.join(", ")}.`;
  for (const { line, is_valid } of unplaced.rows) {
    const reason = is_valid ? missingKey : "The line is JSON that DuckDB does not read.";
    refused.push({ reason, record: line });
  }
  await keepRefused(db, newFile, refused);
}

/** Replaces the temporary table `file_lines`. */
export async function stageLines(
  { db, connection }: Transaction,
  lines: readonly string[],
): Promise<void> {
  const columns = { line_number: "BIGINT", line: "VARCHAR" };
  await sql
    .raw("create or replace temporary table file_lines (line_number BIGINT, line VARCHAR)")
    .execute(db);
  await appendColumns(connection, "file_lines", columns, {
    line_number: lines.map((_, index) => BigInt(index)),
    line: lines,
  });
}

/** DuckDB alone would take NaN and a comma at the end for JSON. */
function reasonToRefuse(bytes: Buffer, text: string): string | undefined {
  if (!isUtf8(bytes)) return "The line is not UTF-8.";
  try {
    JSON.parse(text);
    return undefined;
  } catch {
    return "The line is not JSON.";
  }
}
