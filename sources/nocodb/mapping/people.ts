import type { Json } from "../../source.ts";
import type { Bound } from "./binding.ts";
import { cellOf, isObject, only, type Row } from "./values.ts";

export interface Person {
  readonly id: string | null;
  readonly name: string | null;
}

const NOBODY: Person = { id: null, name: null };

/** Whom a field of NocoDB's user types names: one user, or a list of one. */
export function personIn(cell: Json): Person {
  const user = only(cell);
  if (!isObject(user)) return NOBODY;
  const { id } = user;
  // An id is taken to the letter: it is part of a row's identity.
  return {
    id: typeof id === "string" && id !== "" ? id : null,
    name: textIn(user["display_name"]),
  };
}

/**
 * Whom a mapped column names: a user, or the hash of an address as an account of its own, which
 * the deanery links to a member. A name that somebody typed is nobody.
 */
export function namedIn(row: Row, bound: Bound | undefined): Person {
  if (bound === undefined || "is" in bound) return NOBODY;
  const cell = cellOf(row, bound);
  if (!bound.isAddress) return personIn(cell);
  const hash = textIn(only(cell));
  return hash === null ? NOBODY : { id: `mail:${hash}`, name: null };
}

/** Who made the row; of a row of an anonymous form, whom it names. */
export function creatorOf(
  row: Row,
  { title, author }: { readonly title: string | null; readonly author: Bound | undefined },
): Person {
  const creator = title === null ? NOBODY : personIn(row[title] ?? null);
  return creator.id === null ? namedIn(row, author) : creator;
}

function textIn(value: Json | undefined): string | null {
  return typeof value === "string" && value.trim() !== "" ? value : null;
}
