import {
  BIGINT,
  BLOB,
  BOOLEAN,
  DOUBLE,
  DuckDBBlobValue,
  DuckDBTimestampTZValue,
  HUGEINT,
  LIST,
  TIMESTAMPTZ,
  VARCHAR,
  listValue,
  type DuckDBListType,
  type DuckDBType,
  type DuckDBValue,
} from "@duckdb/node-api";

const BIGINT_MIN = -(1n << 63n);
const BIGINT_MAX = (1n << 63n) - 1n;

/**
 * The type a JavaScript value is bound as; undefined for null and for node-api's own values, which
 * carry their type. Left to itself, node-api takes a list's type from its first item and binds
 * every bigint as HUGEINT.
 */
export function parameterType(value: unknown): DuckDBType | undefined {
  if (typeof value === "bigint") {
    return value >= BIGINT_MIN && value <= BIGINT_MAX ? BIGINT : HUGEINT;
  }
  if (typeof value === "number") return Number.isSafeInteger(value) ? BIGINT : DOUBLE;
  if (typeof value === "string" || isPlainObject(value)) return VARCHAR;
  if (typeof value === "boolean") return BOOLEAN;
  if (value instanceof Date) return TIMESTAMPTZ;
  if (value instanceof Uint8Array) return BLOB;
  if (Array.isArray(value)) return LIST(itemType(value));
  return undefined;
}

/** The same value as node-api takes it; a plain object becomes JSON text. */
export function parameterValue(
  value: unknown,
  type: DuckDBType | undefined = parameterType(value),
): DuckDBValue {
  if (value === undefined || value === null) return null;
  if (typeof value === "number") return type === BIGINT || type === HUGEINT ? BigInt(value) : value;
  if (typeof value === "bigint") return type === DOUBLE ? Number(value) : value;
  if (value instanceof Date) return new DuckDBTimestampTZValue(BigInt(value.getTime()) * 1000n);
  if (value instanceof Uint8Array) return new DuckDBBlobValue(value);
  if (Array.isArray(value)) {
    const { valueType } = type as DuckDBListType;
    return listValue(value.map((item) => parameterValue(item, valueType)));
  }
  return isPlainObject(value) ? JSON.stringify(value) : (value as DuckDBValue);
}

function itemType(items: readonly unknown[]): DuckDBType {
  const types = items.map(parameterType).filter((type) => type !== undefined);
  const widest = types.find((type) => type === DOUBLE) ?? types.find((type) => type === HUGEINT);
  return widest ?? types[0] ?? VARCHAR;
}

export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype
  );
}
