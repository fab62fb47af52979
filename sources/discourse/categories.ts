/**
 * Categories of a Discourse forum with their subcategories.
 *
 * API: https://docs.discourse.org/#tag/Categories/operation/listCategories
 */
import { z } from "zod";

import { cursorFrom, digestOf } from "../cursor.ts";
import type { Http } from "../http.ts";
import { asSent, sortOut, withoutFields } from "../records.ts";
import type { Feed, Json, Stream } from "../source.ts";
import { askedTwice } from "./asked-twice.ts";
import { keysOf } from "./ids.ts";
import { LEVELS_MAX, withMeanings } from "./meaning/inherit.ts";
import type { DiscourseOptions } from "./options.ts";

const Envelope = z.object({ category_list: z.object({ categories: z.array(asSent) }) });

const Keyed = z.looseObject({ id: z.int(), slug: z.string() });
const Parent = z.looseObject({ id: z.int(), has_children: z.literal(true) });

/** Featured topics are no part of a category: they have a stream of their own. */
const withoutTopics = withoutFields({ drop: [["topics"]] }, String);

export const discourseCategoriesStream: Stream = {
  name: "discourse_categories",
  primaryKey: ["id"],
};

/**
 * A few replies hold all, so a run reads all; the cursor is a digest that tells it apart. Another
 * mapping is another digest: the categories land again with what they are now.
 */
export function discourseCategories({
  http,
  categories: mapping = {},
}: Pick<DiscourseOptions, "http" | "categories">): Feed<string | null> {
  const { name } = discourseCategoriesStream;
  // A sweep lands what it reads, too.
  const readAll = async (signal: AbortSignal) =>
    withMeanings(await readCategories(http, signal), mapping);

  return {
    name,
    stream: discourseCategoriesStream,

    async fetchPage({ cursor, signal }) {
      const before = cursorFrom(z.string().nullable(), cursor, { stream: name, start: null });
      const all = await readAll(signal);
      const digest = digestOf(all);
      if (digest === before) return { records: [], quarantined: [], cursor, done: true };
      const { known, quarantined } = sortOut(Keyed, all);
      const records = known.map(({ record }) => record);
      return { records, quarantined, cursor: digest, done: true };
    },

    async sweep({ signal }) {
      const all = await readAll(signal);
      const { known, quarantined } = sortOut(Keyed, all);
      const records = known.map(({ record }) => record);
      return { keys: keysOf(all), records, quarantined, after: null, done: true };
    },
  };
}

/** Every category that the key may see, each level behind the one above it. */
export async function readCategories(http: Http, signal: AbortSignal): Promise<Json[]> {
  async function readBelow(parent: number | null): Promise<readonly Json[]> {
    const query = {
      show_subcategory_list: "true",
      ...(parent === null ? {} : { parent_category_id: `${parent}` }),
    };
    const { category_list } = await askedTwice(
      () => http.get(Envelope, "/categories.json", { query, signal }),
      (reply) => reply.category_list.categories.length === 0,
    );
    return category_list.categories.map(withoutTopics);
  }

  let level = await readBelow(null);
  const all = [...level];
  for (let depth = 1; depth < LEVELS_MAX; depth += 1) {
    const below: Json[] = [];
    for (const { parsed } of sortOut(Parent, level).known)
      below.push(...(await readBelow(parsed.id)));
    all.push(...below);
    level = below;
  }
  return all;
}
