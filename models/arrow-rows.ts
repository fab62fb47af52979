import type { Table } from "apache-arrow";

import type { Columns, Relation, Row } from "./model.ts";

/** A computed model's input as typed rows, in the input's order. */
export function arrowRows<N extends string, C extends Columns>(
  inputs: Readonly<Record<string, Table>>,
  relation: Relation<N, C>,
): Row<C>[] {
  const table = inputs[relation.name];
  if (table === undefined) throw new Error(`${relation.name} is not among the model's inputs.`);
  const columns = Object.entries(relation.columns).map(([name, type]) => {
    const column = table.getChild(name);
    if (column === null) throw new Error(`${relation.name} came without its column ${name}.`);
    return { name, column, isInstant: type.startsWith("TIMESTAMPTZ") };
  });
  return Array.from({ length: table.numRows }, (_, index) => {
    const cells = columns.map(({ name, column, isInstant }) => {
      const cell: unknown = column.get(index);
      // Arrow gives an instant as milliseconds.
      return [name, isInstant && cell !== null ? new Date(Number(cell)) : cell];
    });
    return Object.fromEntries(cells) as Row<C>;
  });
}

/** Rows as the columns that a computed model returns. */
export function columnsOf<C extends Columns>(
  columns: C,
  rows: readonly Row<C>[],
): { [K in keyof C]: readonly Row<C>[K][] } {
  const entries = Object.keys(columns).map((name) => [name, rows.map((row) => row[name])]);
  return Object.fromEntries(entries) as { [K in keyof C]: readonly Row<C>[K][] };
}
