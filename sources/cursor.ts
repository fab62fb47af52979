import { createHash } from "node:crypto";
import type { z } from "zod";

import { SourceCursorError } from "./errors.ts";
import { shapeOf } from "./records.ts";
import type { Json } from "./source.ts";

/** The cursor that landing gave back, or `start` before the first page. */
export function cursorFrom<T>(
  schema: z.ZodType<T>,
  cursor: Json,
  { stream, start }: { readonly stream: string; readonly start: T },
): T {
  if (cursor === null) return start;
  const result = schema.safeParse(cursor);
  if (result.success) return result.data;
  throw new SourceCursorError(stream, shapeOf(result.error));
}

/**
 * The instant from which the next run reads again. What became visible late, or changed after it
 * was passed, lies within the overlap; what comes again unchanged is no new version.
 */
export function rewound(instant: string, overlapMs: number): string {
  return new Date(Date.parse(instant) - overlapMs).toISOString();
}

/** The later of two instants; null is before all. */
export function laterOf(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return Date.parse(a) >= Date.parse(b) ? a : b;
}

/** Equal for equal JSON. For sources that are read whole: an unchanged whole gives no records. */
export function digestOf(value: Json): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}
