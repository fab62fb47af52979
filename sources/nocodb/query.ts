import { z } from "zod";

import type { Json } from "../source.ts";
import type { Columns } from "./base.ts";

/** Titles that mean nothing to the grammar of filters, sorts and lists of fields. */
const PLAIN = /^[\p{L}\p{N}_][\p{L}\p{N}_ -]*$/u;

const Meta = z.looseObject({
  columns: z.array(z.looseObject({ id: z.string().nullish(), title: z.string() })),
});

/**
 * How queries name a table's key and stamps: by title, as documented, and by id where brackets,
 * commas or quotes of a title would be read as grammar.
 */
export function namedInQueries(columns: Columns, meta: Json): Columns {
  const described = Meta.parse(meta).columns;
  const nameOf = (title: string) =>
    PLAIN.test(title) ? title : (described.find((one) => one.title === title)?.id ?? title);
  const orNull = (title: string | null) => (title === null ? null : nameOf(title));
  return {
    key: nameOf(columns.key),
    created: orNull(columns.created),
    updated: orNull(columns.updated),
  };
}

/** A row that was never changed has no second stamp, so both are asked for. */
export function changedSince({ created, updated }: Columns, since: string): string {
  const conditions = [created, updated]
    .filter((column) => column !== null)
    // A bare timestamp is refused; with `exactDate` it is exact to the second and inclusive.
    .map((column) => `(${column},gte,exactDate,${stampOf(since)})`);
  return conditions.length > 1 ? `(${conditions.join("~or")})` : conditions.join("");
}

/** An instant as NocoDB itself writes it. */
function stampOf(instant: string): string {
  const iso = new Date(instant).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)}+00:00`;
}
