import { z } from "zod";

import type { Json } from "../../source.ts";
import type { Categories, Meaning } from "./settings.ts";

/** Discourse allows three levels at most (`max_category_nesting`). */
export const LEVELS_MAX = 3;

const Placed = z.looseObject({ id: z.int(), parent_category_id: z.int().nullish() });

/** Which category's mapping counts for one: its own, else that of the nearest one above it. */
export function mappedBy(
  categories: readonly Json[],
  mapping: Categories,
): ReadonlyMap<number, string> {
  const placed = categories.flatMap((category) => Placed.safeParse(category).data ?? []);
  const parents = new Map(placed.map(({ id, parent_category_id }) => [id, parent_category_id]));
  const found = placed.flatMap(({ id }) => {
    let at: number | null | undefined = id;
    for (let level = 0; level < LEVELS_MAX && at !== undefined && at !== null; level += 1) {
      if (mapping[at] !== undefined) return [[id, `${at}`] as const];
      at = parents.get(at);
    }
    return [];
  });
  return new Map(found);
}

/**
 * The categories as they were sent, each with what the configuration says of its posts as `as`. It
 * lands, so that points can be told from what landed alone.
 */
export function withMeanings(categories: readonly Json[], mapping: Categories): Json[] {
  const by = mappedBy(categories, mapping);
  return categories.map((category) => {
    const { data } = Placed.safeParse(category);
    if (data === undefined) return category;
    // A field of that name which the forum sends says nothing of what posts are worth.
    const { as: _as, ...sent } = category as { readonly [key: string]: Json };
    const from = by.get(data.id);
    const meaning = from === undefined ? undefined : mapping[from];
    if (from === undefined || meaning === undefined) return sent;
    return { ...sent, as: { topic: parts(meaning.topic), reply: parts(meaning.reply), from } };
  });
}

function parts(meaning: Meaning): Json {
  const [name = "", domain = ""] = meaning.split("/");
  return { class: name, domain };
}
