/** What landed before values were cleaned by the type of their column. */
import { z } from "zod";

import { parseExactly } from "../../exact-json.ts";
import type { KeyedHash } from "../../records.ts";
import type { Json } from "../../source.ts";
import { cleanedRow } from "./cleaned.ts";
import { columnsIn, type Column } from "./columns.ts";
import { treatmentsIn, type Treatment, type Treatments } from "./treatment.ts";

const Described = z.looseObject({ id: z.string(), columns: z.array(z.json()) });
const Record = z.looseObject({ table_id: z.string(), fields: z.custom<Json>() });

/**
 * Cleans a landed record as its table's columns ask for, as far as the landed descriptions tell. Of
 * one that none of them names, contacts are looked for within its texts: it is too late to drop what
 * cannot be fetched again.
 */
export function landedCleaner(
  described: readonly Json[],
  hash: KeyedHash,
): (line: string) => string {
  const treatments = treatmentsOf(described);
  // What landed as a hash is one.
  const once: KeyedHash = (value) => (value.includes("@") ? hash(value) : value);
  return (line) => {
    const record = parsedOrNull(line);
    const found = Record.safeParse(record);
    if (!found.success || typeof record !== "object" || record === null) return line;
    const { table_id, fields } = found.data;
    const known = treatments.get(table_id.split("#", 1)[0] ?? "") ?? new Map();
    const cleaned = cleanedRow(fields, withUnknown(fields, known), once);
    // Written again only where something changes: the digits of a number stay as they landed.
    return JSON.stringify(cleaned) === JSON.stringify(fields)
      ? line
      : JSON.stringify({ ...record, fields: cleaned });
  };
}

/** Each version of a description counts: a column that once held addresses has them in old rows. */
function treatmentsOf(described: readonly Json[]): ReadonlyMap<string, Treatments> {
  const versions = described.flatMap((meta) => {
    const found = Described.safeParse(meta);
    return found.success ? [{ id: found.data.id, columns: columnsIn(meta) }] : [];
  });
  const latest = new Map<string, readonly Column[]>(
    versions.map(({ id, columns }) => [id, columns]),
  );
  const known = new Map<string, Map<string, Treatment>>();
  for (const { id, columns } of versions) {
    const ofTable = known.get(id) ?? new Map<string, Treatment>();
    known.set(id, ofTable);
    for (const [title, treatment] of treatmentsIn(id, new Map([...latest, [id, columns]])))
      if ((ofTable.get(title)?.kind ?? "sent") === "sent") ofTable.set(title, treatment);
  }
  return known;
}

const SEARCHED: Treatment = { kind: "json" };

function withUnknown(fields: Json, known: Treatments): Treatments {
  if (typeof fields !== "object" || fields === null || Array.isArray(fields)) return known;
  const titles = Object.keys(fields).filter((title) => !known.has(title));
  return new Map([...known, ...titles.map((title) => [title, SEARCHED] as const)]);
}

function parsedOrNull(line: string): Json {
  try {
    return parseExactly(line) as Json;
  } catch {
    return null;
  }
}
