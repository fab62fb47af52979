import { z } from "zod";

import type { Json } from "../source.ts";

const Identified = z.looseObject({ id: z.int() });

/** The integer id of a record, null where it has none that can be read. */
export function idOf(record: Json): number | null {
  return Identified.safeParse(record).data?.id ?? null;
}

/** The keys a sweep reports for records whose key is `id`. */
export function keysOf(records: readonly Json[]): number[][] {
  return records.flatMap((record) => {
    const id = idOf(record);
    return id === null ? [] : [[id]];
  });
}
