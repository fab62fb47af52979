import type { Quarantined } from "../source.ts";
import { NocodbUnmappedError } from "./mapping/errors.ts";
import { select, type Selected, type Selection } from "./mapping/select.ts";
import type { NocodbOptions } from "./options.ts";
import { readingOf } from "./reading.ts";
import type { Moment, Structure, Structures } from "./structure.ts";

/** Who reads the records of a base. */
export interface Reader extends NocodbOptions {
  readonly structures: Structures;
  /** Its feed's name: what it has seen of the base is told apart by it. */
  readonly name: string;
}

/** The tables that the mapping names, of all bases, as they are at one moment. */
export interface MappedTables {
  readonly structure: Structure;
  readonly selection: Selection;
  /** By id, so that a walk through them has an order that stays. */
  readonly inOrder: readonly Selected[];
  readonly quarantined: readonly Quarantined[];
}

export async function mappedTables(
  { structures, tables, name }: Reader,
  moment: Omit<Moment, "reader">,
): Promise<MappedTables> {
  if (tables === null) throw new NocodbUnmappedError();
  const structure = await structures.at({ ...moment, reader: name });
  const selection = select(structure.tables, tables);
  const inOrder = selection.selected.toSorted((a, b) => (a.table.id < b.table.id ? -1 : 1));
  return { structure, selection, inOrder, quarantined: structure.quarantined };
}

export function nextTable(
  { inOrder }: MappedTables,
  finished: string | null,
): Selected | undefined {
  return inOrder.find(({ table }) => finished === null || table.id > finished);
}

/** How a mapped table is read; a code where it cannot be. */
export function readingIn(mapped: MappedTables, chosen: Selected, signal: AbortSignal) {
  const { selection, structure } = mapped;
  return readingOf(chosen, { selection, structure, signal });
}
