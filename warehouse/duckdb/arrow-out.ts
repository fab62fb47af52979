import type { DuckDBConnection, DuckDBType, DuckDBValue } from "@duckdb/node-api";
import { Field, RecordBatch, Schema, Struct, Table, makeData } from "apache-arrow";

import { arrowColumn, arrowType } from "./arrow-column.ts";

/** Bounds what is held twice while columns are turned into Arrow buffers. */
const BATCH_ROWS_MAX = 65_536;

/** All rows of a query as an Arrow table, in the query's order. node-api offers no Arrow itself. */
export async function arrowTable(connection: DuckDBConnection, sql: string): Promise<Table> {
  const result = await connection.stream(sql);
  const types = result.columnTypes();
  const schema = new Schema(
    result
      .deduplicatedColumnNames()
      .map((name, index) => new Field(name, arrowType(typeAt(types, index)), true)),
  );
  const batches: RecordBatch[] = [];
  let columns = emptyColumns(types);
  for await (const chunk of result) {
    for (const [index, column] of columns.entries()) {
      const vector = chunk.getColumnVector(index);
      for (let row = 0; row < chunk.rowCount; row += 1) column.push(vector.getItem(row));
    }
    if ((columns[0]?.length ?? 0) >= BATCH_ROWS_MAX) {
      batches.push(recordBatch(schema, types, columns));
      columns = emptyColumns(types);
    }
  }
  if ((columns[0]?.length ?? 0) > 0) batches.push(recordBatch(schema, types, columns));
  return new Table(schema, batches);
}

function recordBatch(
  schema: Schema,
  types: readonly DuckDBType[],
  columns: readonly DuckDBValue[][],
): RecordBatch {
  const children = columns.map((values, index) => arrowColumn(typeAt(types, index), values));
  const length = columns[0]?.length ?? 0;
  const type = new Struct(schema.fields);
  return new RecordBatch(schema, makeData({ type, length, nullCount: 0, children }));
}

function emptyColumns(types: readonly DuckDBType[]): DuckDBValue[][] {
  return types.map(() => []);
}

function typeAt(types: readonly DuckDBType[], index: number): DuckDBType {
  const type = types[index];
  if (type === undefined) throw new Error(`DuckDB named no type for column ${index}.`);
  return type;
}
