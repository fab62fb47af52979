import {
  BIGINT,
  BOOLEAN,
  DATE,
  DECIMAL,
  DuckDBDataChunk,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBTimestampTZValue,
  INTEGER,
  TIMESTAMPTZ,
  VARCHAR,
  type DuckDBConnection,
  type DuckDBType,
  type DuckDBValue,
} from "@duckdb/node-api";

import { declaredColumns, type DeclaredColumn, type DeclaredColumns } from "./declared.ts";

/** DuckDB's own vector size: a chunk cannot hold more. */
const CHUNK_ROWS_MAX = 2048;

const MS_PER_DAY = 86_400_000;

const TYPES: Readonly<Record<string, DuckDBType>> = {
  VARCHAR,
  BOOLEAN,
  INTEGER,
  BIGINT,
  "DECIMAL(38,0)": DECIMAL(38, 0),
  DATE,
  TIMESTAMPTZ,
};

/** Appends whole columns to a table that has exactly the declared columns, in their order. */
export async function appendColumns(
  connection: DuckDBConnection,
  table: string,
  columns: DeclaredColumns,
  values: Readonly<Record<string, readonly unknown[]>>,
): Promise<number> {
  const declared = declaredColumns(columns);
  const rowCount = values[declared[0]?.name ?? ""]?.length ?? 0;
  for (const { name } of declared) {
    const length = values[name]?.length;
    if (length !== rowCount) {
      throw new Error(
        `${table}.${name} holds ${length} values, expected ${rowCount} as elsewhere.`,
      );
    }
  }
  const types = declared.map(({ type }) => TYPES[type] ?? unknownType(type));
  const appender = await connection.createAppender(table);
  for (let start = 0; start < rowCount; start += CHUNK_ROWS_MAX) {
    const end = Math.min(start + CHUNK_ROWS_MAX, rowCount);
    const chunk = DuckDBDataChunk.create(types, end - start);
    chunk.setColumns(
      declared.map((column) =>
        (values[column.name] ?? [])
          .slice(start, end)
          .map((value) => toDuckDb(table, column, value)),
      ),
    );
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
  return rowCount;
}

/** Refuses what the column does not declare: node-api would truncate or coerce some of it. */
function toDuckDb(table: string, column: DeclaredColumn, value: unknown): DuckDBValue {
  if (value === null && column.isNullable) return null;
  switch (column.type) {
    case "VARCHAR":
      if (typeof value === "string") return value;
      break;
    case "BOOLEAN":
      if (typeof value === "boolean") return value;
      break;
    case "INTEGER":
      if (typeof value === "number" && (value | 0) === value) return value;
      break;
    case "BIGINT":
      if (typeof value === "bigint" && BigInt.asIntN(64, value) === value) return value;
      break;
    case "DECIMAL(38,0)":
      if (typeof value === "string" && /^-?\d{1,38}$/.test(value)) {
        return new DuckDBDecimalValue(BigInt(value), 38, 0);
      }
      break;
    case "DATE":
      if (typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value)) {
        return new DuckDBDateValue(Date.parse(value) / MS_PER_DAY);
      }
      break;
    case "TIMESTAMPTZ":
      if (value instanceof Date && !Number.isNaN(value.getTime())) {
        return new DuckDBTimestampTZValue(BigInt(value.getTime()) * 1000n);
      }
      break;
    default:
      return unknownType(column.type);
  }
  const expected = column.isNullable ? `${column.type} or null` : column.type;
  throw new TypeError(`${table}.${column.name} was given ${String(value)}, expected ${expected}.`);
}

function unknownType(type: string): never {
  throw new TypeError(`Models cannot declare ${type}; they can: ${Object.keys(TYPES).join(", ")}.`);
}
