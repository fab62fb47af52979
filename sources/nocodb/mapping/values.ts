import { isRawNumber } from "../../exact-json.ts";
import type { Json } from "../../source.ts";
import type { Bound } from "./binding.ts";

export type Row = Readonly<Record<string, Json>>;

/** What stands in a field of a row, as it was sent. */
export function cellOf(row: Row, bound: Bound | undefined): Json {
  if (bound === undefined) return null;
  return "is" in bound ? bound.is : (row[bound.title] ?? null);
}

/**
 * A cell as one plain value. A lookup sends a list even of one, and a linked row comes as its key
 * and what people see of it: that is what counts here. Several values stay what they are, which no
 * model can read.
 */
export function valueIn(cell: Json): Json {
  const one = only(cell);
  if (!isObject(one)) return one === "" ? null : one;
  const shown = Object.entries(one).filter(([key, value]) => !isKey(key) && !isObject(value));
  return shown.length === 1 ? (shown[0]?.[1] ?? null) : one;
}

/** The one element of a list; null of an empty one. */
export function only(cell: Json): Json {
  if (!Array.isArray(cell)) return cell;
  const items: readonly Json[] = cell;
  if (items.length > 1) return cell;
  return items.length === 0 ? null : only(items[0] ?? null);
}

export function isObject(value: Json): value is Row {
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) && !isRawNumber(value)
  );
}

/** NocoDB's own name of a key, whatever its case. */
export function isKey(title: string): boolean {
  return title.toLowerCase() === "id";
}
