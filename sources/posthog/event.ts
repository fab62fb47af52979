import { z } from "zod";

import { type KeyedHash, shapeOf } from "../records.ts";
import type { Json, Quarantined } from "../source.ts";
import { inMicroseconds } from "./instant.ts";
import { identifier } from "./personal.ts";
import { allowed, propertiesIn } from "./properties.ts";
import type { Row } from "./window.ts";

export const EVENT_COLUMNS = [
  "uuid",
  "event",
  "distinct_id",
  "timestamp",
  "created_at",
  "properties",
] as const;

const Instant = z.custom<string>((value) => inMicroseconds(value) !== null, "expected an instant");

const Event = z.looseObject({
  uuid: z.guid(),
  event: z.string().min(1).max(1_000),
  distinct_id: z.string().min(1).max(1_000),
  timestamp: Instant,
  created_at: Instant,
  properties: z.custom<Json>(
    (value) => propertiesIn(value as Json) !== null,
    "expected an object, or its JSON",
  ),
});

export interface Landable {
  readonly records: readonly Json[];
  readonly quarantined: readonly Quarantined[];
}

/**
 * Events as they land: instants in one form, whichever feed brings them, and of properties what is
 * allowed. What cannot be read lands with as little.
 */
export function landable(
  rows: readonly Row[],
  { properties, hash }: { readonly properties: readonly string[]; readonly hash: KeyedHash },
): Landable {
  const records: Json[] = [];
  const quarantined: Quarantined[] = [];
  for (const row of rows) {
    const read = Event.safeParse(row);
    const record = {
      uuid: lowered(shown(row["uuid"])),
      event: shown(row["event"], hash),
      distinct_id: shown(row["distinct_id"], hash),
      timestamp: inMicroseconds(row["timestamp"]) ?? shown(row["timestamp"]),
      created_at: inMicroseconds(row["created_at"]) ?? shown(row["created_at"]),
      properties: allowed(propertiesIn(row["properties"] ?? null) ?? {}, properties, hash),
    };
    if (read.success) records.push(record);
    else quarantined.push({ record, reason: shapeOf(read.error) });
  }
  return { records, quarantined };
}

/** What may stand in the place of a name or an instant; of anything else nobody knows what it holds. */
function shown(value: Json | undefined, hash?: KeyedHash): Json {
  if (typeof value === "number" || typeof value === "boolean") return value;
  if (typeof value !== "string" || value.length > 1_000) return null;
  return hash === undefined ? value.slice(0, 64) : identifier(value, hash);
}

function lowered(value: Json): Json {
  return typeof value === "string" ? value.toLowerCase() : value;
}
