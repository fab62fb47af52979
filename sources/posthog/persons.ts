/**
 * Persons of a PostHog project: which there are, and which were merged into another or deleted. Their
 * properties are not asked for: whoever has the project's public key may write them.
 *
 * API: https://posthog.com/docs/api/query
 */
import { z } from "zod";

import { cursorFrom } from "../cursor.ts";
import { shapeOf } from "../records.ts";
import type { Feed, Json, Quarantined, Stream } from "../source.ts";
import { inMicroseconds } from "./instant.ts";
import type { PosthogOptions } from "./options.ts";
import { text } from "./sql.ts";
import { walkOn, type WalkCursor } from "./walk.ts";
import { type Key, readWindow, type Row, ROWS_MAX, type Window } from "./window.ts";

export const posthogPersonsStream: Stream = { name: "posthog_persons", primaryKey: ["id"] };

const VERSION_DIGITS = 20;

const Place = z.tuple([z.string(), z.string().regex(/^\d{20}$/u)]);

const Person = z.looseObject({
  id: z.guid(),
  created_at: z.custom<string>((value) => inMicroseconds(value) !== null, "expected an instant"),
  version: z.int().nonnegative(),
  is_deleted: z.union([z.boolean(), z.literal(0), z.literal(1)]),
});

/** Each state of a person has a version there; the highest is what is landed. */
export function posthogPersons({
  hogql,
  personsEveryHours,
  rowsMax = ROWS_MAX,
}: Pick<PosthogOptions, "hogql" | "personsEveryHours" | "rowsMax">): Feed<WalkCursor> {
  const { name } = posthogPersonsStream;

  async function read(given: Json, signal: AbortSignal) {
    const after = cursorFrom<Key | null>(Place.nullable(), given, { stream: name, start: null });
    const window = { ...PERSONS, after, conditions: [], rowsMax };
    const { rows, last, isEnd } = await readWindow(hogql, window, signal);
    return { ...personsIn(rows), next: isEnd ? null : last };
  }

  return {
    name,
    stream: posthogPersonsStream,

    fetchPage: (request) =>
      walkOn(name, {
        request,
        everyHours: personsEveryHours,
        read: (after) => read(after, request.signal),
      }),

    async sweep({ after, signal }) {
      const { records, quarantined, next } = await read(after, signal);
      const keys = records.map(({ id }) => [id]);
      return { keys, records, quarantined, after: next, done: next === null };
    },
  };
}

const PERSONS = {
  stream: posthogPersonsStream.name,
  table: "raw_persons",
  columns: ["id", "created_at", "version", "is_deleted"],
  order: ["toString(id)", "version"],
  keyOf: ({ id, version }) =>
    typeof id === "string" && Number.isSafeInteger(version)
      ? [id, `${Number(version)}`.padStart(VERSION_DIGITS, "0")]
      : null,
  literalOf: ([id, version]) => [text(id), `${BigInt(version)}`],
} satisfies Partial<Window>;

function personsIn(rows: readonly Row[]) {
  const records = new Map<string, { readonly [key: string]: Json } & { readonly id: string }>();
  const quarantined: Quarantined[] = [];
  for (const row of rows) {
    const { success, data, error } = Person.safeParse(row);
    if (success) {
      const { id, version, is_deleted } = data;
      const created_at = inMicroseconds(data.created_at);
      // Rows come by version: the last of a person is the highest.
      records.set(id, { id, created_at, version, is_deleted: Boolean(is_deleted) });
    } else {
      const { id = null, version = null } = row;
      const shown = { id: scalar(id), version: scalar(version) };
      quarantined.push({ record: shown, reason: shapeOf(error) });
    }
  }
  return { records: [...records.values()], quarantined };
}

/** Of anything else nobody knows what it holds. */
function scalar(value: Json): Json {
  if (typeof value === "string") return value.slice(0, 64);
  return typeof value === "number" ? value : null;
}
