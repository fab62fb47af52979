/**
 * Whose each `distinct_id` of a PostHog project is. Events keep the id, which stays; whose it is
 * changes as persons merge, and each change is another version of this mapping.
 *
 * API: https://posthog.com/docs/api/query
 */
import { z } from "zod";

import { cursorFrom } from "../cursor.ts";
import { type KeyedHash, shapeOf } from "../records.ts";
import type { Feed, Json, Quarantined, Stream } from "../source.ts";
import type { PosthogOptions } from "./options.ts";
import { identifier } from "./personal.ts";
import { text } from "./sql.ts";
import { walkOn, type WalkCursor } from "./walk.ts";
import { type Key, readWindow, type Row, ROWS_MAX, type Window } from "./window.ts";

export const posthogDistinctIdsStream: Stream = {
  name: "posthog_distinct_ids",
  primaryKey: ["distinct_id"],
};

/** A person with more ids than that is no person. */
const WINDOWS_OF_ONE_MAX = 200;

const Mapped = z.looseObject({
  distinct_id: z.string().min(1).max(1_000),
  person_id: z.guid(),
});

/**
 * Read by person: a place among ids would be an id, which may be somebody's address, and places stand
 * in landing's manifests.
 */
export function posthogDistinctIds({
  hogql,
  hash,
  personsEveryHours,
  rowsMax = ROWS_MAX,
}: Pick<PosthogOptions, "hogql" | "hash" | "personsEveryHours" | "rowsMax">): Feed<WalkCursor> {
  const { name } = posthogDistinctIdsStream;

  async function read(given: Json, signal: AbortSignal) {
    const person = cursorFrom<string | null>(z.string().nullable(), given, {
      stream: name,
      start: null,
    });
    const rows: Row[] = [];
    let after: Key | null = person === null ? null : [person, ""];
    for (let windows = 0; windows < WINDOWS_OF_ONE_MAX; windows += 1) {
      const read = await readWindow(
        hogql,
        { ...DISTINCT_IDS, after, conditions: [], rowsMax },
        signal,
      );
      rows.push(...read.rows);
      if (read.isEnd) return { ...mappingsIn(rows, hash), next: null };
      // The last person may have more: the next page begins with it again.
      if (read.last !== null && read.last[0] !== person)
        return { ...mappingsIn(rows, hash), next: read.last[0] };
      after = read.last;
    }
    throw new Error(`One person of ${name} has no end of ids.`);
  }

  return {
    name,
    stream: posthogDistinctIdsStream,

    fetchPage: (request) =>
      walkOn(name, {
        request,
        everyHours: personsEveryHours,
        read: (after) => read(after, request.signal),
      }),

    async sweep({ after, signal }) {
      const { records, quarantined, next } = await read(after, signal);
      const keys = records.map(({ distinct_id }) => [distinct_id]);
      return { keys, records, quarantined, after: next, done: next === null };
    },
  };
}

const DISTINCT_IDS = {
  stream: posthogDistinctIdsStream.name,
  table: "person_distinct_ids",
  columns: ["distinct_id", "person_id"],
  order: ["toString(person_id)", "distinct_id"],
  keyOf: ({ distinct_id, person_id }) =>
    typeof distinct_id === "string" && typeof person_id === "string"
      ? [person_id, distinct_id]
      : null,
  literalOf: ([person, id]) => [text(person), text(id)],
} satisfies Partial<Window>;

function mappingsIn(rows: readonly Row[], hash: KeyedHash) {
  const records = new Map<string, { readonly distinct_id: string; readonly person_id: string }>();
  const quarantined: Quarantined[] = [];
  for (const row of rows) {
    const { success, data, error } = Mapped.safeParse(row);
    if (success) {
      const distinct_id = identifier(data.distinct_id, hash);
      records.set(distinct_id, { distinct_id, person_id: data.person_id });
    } else {
      const person_id = typeof row["person_id"] === "string" ? row["person_id"].slice(0, 64) : null;
      const id = row["distinct_id"];
      const distinct_id = typeof id === "string" ? identifier(id.slice(0, 1_000), hash) : null;
      quarantined.push({ record: { distinct_id, person_id }, reason: shapeOf(error) });
    }
  }
  return { records: [...records.values()], quarantined };
}
