import { z } from "zod";

import { sortOut, type Known } from "../records.ts";
import type { Json, Quarantined } from "../source.ts";

/** Only what keys, paging and privacy need: the rest lands as it came. */
const Keyed = z.looseObject({ id: z.string().min(1), updated: z.iso.datetime({ offset: true }) });

export type Annotation = Known<z.output<typeof Keyed>>;

const Readable = z.looseObject({
  group: z.string(),
  permissions: z.looseObject({ read: z.array(z.string()).min(1) }),
});

export interface Shared {
  readonly known: readonly Annotation[];
  readonly quarantined: readonly Quarantined[];
}

/**
 * Annotations that everybody in a configured group may read; of these, those that can be placed.
 *
 * Of an "only me" annotation and of another group's nothing is kept, not even that it exists: a token
 * shows its owner's private ones, and a moderator's list everybody's. Where it is not said who may
 * read one, its id is all that is kept.
 */
export function sharedOf(rows: readonly Json[], groups: readonly string[]): Shared {
  const shared: Json[] = [];
  const unclear: Quarantined[] = [];
  for (const row of rows) {
    const whose = whoseIs(row, groups);
    if (whose === "ours") shared.push(row);
    else if (whose === "unclear") unclear.push({ record: { id: idOf(row) }, reason: UNCLEAR });
  }
  const { known, quarantined } = sortOut(Keyed, shared);
  return { known, quarantined: [...unclear, ...quarantined] };
}

const UNCLEAR = "it does not say who may read it";

function whoseIs(row: Json, groups: readonly string[]): "ours" | "others" | "unclear" {
  const { data } = Readable.safeParse(row);
  if (data === undefined) return "unclear";
  const { group, permissions } = data;
  const isShared = permissions.read.some(
    (who) => who === `group:${group}` || who === "group:__world__",
  );
  return isShared && groups.includes(group) ? "ours" : "others";
}

/** The id of an annotation, whatever else is wrong with it; null where it has none. */
export function idOf(row: Json): string | null {
  return z.looseObject({ id: z.string() }).safeParse(row).data?.id ?? null;
}
