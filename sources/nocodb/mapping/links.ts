import type { Json } from "../../source.ts";
import type { Bound } from "./binding.ts";
import { cellOf, isKey, isObject, only, type Row } from "./values.ts";

export interface LinkOptions {
  /** The table that the link points to. */
  readonly target: string;
  /** The row's own key: rows in between name both ends. */
  readonly id: Json;
}

/**
 * The row that a field names, as `<table id>/<row id>`. Null where it names none; the list of all
 * where it names several, which no model takes for one.
 */
export function linkIn(row: Row, bound: Bound | undefined, { target, id }: LinkOptions): Json {
  if (bound === undefined) return null;
  const keys = keysIn(row, bound, id);
  const references = [...new Set(keys)].map((key) => `${target}/${key}`);
  return references.length > 1 ? references : (references[0] ?? null);
}

function keysIn(row: Row, bound: Bound, id: Json): string[] {
  if ("is" in bound) return keyIn(bound.is);
  // The key beside the link is exact, where a linked row shows only what people read.
  const kept = bound.key === null ? [] : keyIn(row[bound.key] ?? null);
  if (kept.length > 0) return kept;
  const between = bound.junction === null ? null : row[bound.junction];
  if (Array.isArray(between)) return between.flatMap((pair: Json) => otherKeyIn(pair, id));
  const cell = cellOf(row, bound);
  // How many are linked says nothing of which.
  if (bound.isCount && typeof only(cell) === "number") return [];
  return Array.isArray(cell) ? cell.flatMap(keyIn) : keyIn(cell);
}

/** A key as text. Decimal columns send whole numbers with zeros behind the point. */
function keyIn(cell: Json): string[] {
  const one = only(cell);
  if (isObject(one)) {
    const key = Object.entries(one).find(([title]) => isKey(title)) ?? Object.entries(one)[0];
    return key === undefined || isObject(key[1]) ? [] : keyIn(key[1]);
  }
  if (Array.isArray(one)) return one.flatMap(keyIn);
  if (typeof one !== "string" && typeof one !== "number") return [];
  const text = String(one).trim();
  return text === "" ? [] : [text.replace(/^(\d+)\.0+$/, "$1")];
}

/** A row in between holds the keys of both ends under `…_id`: the other one, or ours twice. */
function otherKeyIn(pair: Json, id: Json): string[] {
  if (!isObject(pair)) return keyIn(pair);
  const ends = Object.entries(pair)
    .filter(([title, value]) => title.toLowerCase().endsWith("_id") && !isObject(value))
    .flatMap(([, value]) => keyIn(value));
  const own = ends.indexOf(String(id));
  return own === -1 ? ends : ends.toSpliced(own, 1);
}
