import {
  DuckDBTypeId,
  type DuckDBDateValue,
  type DuckDBDecimalType,
  type DuckDBDecimalValue,
  type DuckDBTimestampTZValue,
  type DuckDBType,
  type DuckDBValue,
} from "@duckdb/node-api";
import {
  Bool,
  DateDay,
  Decimal,
  Float64,
  Int32,
  Int64,
  TimestampMicrosecond,
  Utf8,
  makeData,
  type Data,
  type DataType,
} from "apache-arrow";

/** The types that models may declare, and DOUBLE for staging. */
export function arrowType(type: DuckDBType): DataType {
  switch (type.typeId) {
    case DuckDBTypeId.VARCHAR:
      return new Utf8();
    case DuckDBTypeId.BOOLEAN:
      return new Bool();
    case DuckDBTypeId.INTEGER:
      return new Int32();
    case DuckDBTypeId.BIGINT:
      return new Int64();
    case DuckDBTypeId.DOUBLE:
      return new Float64();
    case DuckDBTypeId.DATE:
      return new DateDay();
    case DuckDBTypeId.TIMESTAMP_TZ:
      return new TimestampMicrosecond("UTC");
    case DuckDBTypeId.DECIMAL: {
      const { scale, width } = type as DuckDBDecimalType;
      return new Decimal(scale, width, 128);
    }
    default:
      throw new TypeError(
        `A model's input column is ${String(type)}, which models cannot declare.`,
      );
  }
}

/** One column's values in Arrow's layout. `vectorFromArray` takes four times as long. */
export function arrowColumn(type: DuckDBType, values: readonly DuckDBValue[]): Data {
  const base = { length: values.length, ...validity(values) };
  const arrow = arrowType(type);
  // makeData's overloads want the exact class of each type; the switch has already matched it.
  const made = (buffers: object): Data => makeData({ type: arrow, ...base, ...buffers } as never);
  switch (type.typeId) {
    case DuckDBTypeId.VARCHAR:
      return made(textBuffers(values));
    case DuckDBTypeId.BOOLEAN:
      return made({ data: bits(values, (value) => value === true) });
    case DuckDBTypeId.INTEGER:
      return made({ data: Int32Array.from(values, (value) => Number(value ?? 0)) });
    case DuckDBTypeId.BIGINT:
      return made({ data: BigInt64Array.from(values, (value) => (value ?? 0n) as bigint) });
    case DuckDBTypeId.DOUBLE:
      return made({ data: Float64Array.from(values, (value) => Number(value ?? 0)) });
    case DuckDBTypeId.DATE:
      return made({
        data: Int32Array.from(values, (value) => (value as DuckDBDateValue | null)?.days ?? 0),
      });
    case DuckDBTypeId.TIMESTAMP_TZ:
      return made({
        data: BigInt64Array.from(
          values,
          (value) => (value as DuckDBTimestampTZValue | null)?.micros ?? 0n,
        ),
      });
    default:
      return made({ data: decimalWords(values) });
  }
}

function validity(values: readonly DuckDBValue[]) {
  const nullCount = values.reduce<number>((sum, value) => sum + (value === null ? 1 : 0), 0);
  return { nullCount, nullBitmap: nullCount > 0 ? bits(values, (value) => value !== null) : null };
}

/** Arrow pads bitmaps to 8 bytes. */
function bits(values: readonly DuckDBValue[], isSet: (value: DuckDBValue) => boolean): Uint8Array {
  const bitmap = new Uint8Array(((values.length + 63) >> 6) << 3);
  for (const [index, value] of values.entries()) {
    if (isSet(value)) bitmap[index >> 3] = (bitmap[index >> 3] ?? 0) | (1 << (index & 7));
  }
  return bitmap;
}

function textBuffers(values: readonly DuckDBValue[]) {
  const valueOffsets = new Int32Array(values.length + 1);
  let size = 0;
  for (const [index, value] of values.entries()) {
    if (value !== null) size += Buffer.byteLength(value as string);
    valueOffsets[index + 1] = size;
  }
  const data = Buffer.allocUnsafe(size);
  for (const [index, value] of values.entries()) {
    if (value !== null) data.write(value as string, valueOffsets[index] ?? 0);
  }
  return { valueOffsets, data };
}

function decimalWords(values: readonly DuckDBValue[]): Uint32Array {
  const words = new BigUint64Array(2 * values.length);
  for (const [index, value] of values.entries()) {
    const unscaled = (value as DuckDBDecimalValue | null)?.value ?? 0n;
    words[2 * index] = BigInt.asUintN(64, unscaled);
    words[2 * index + 1] = BigInt.asUintN(64, unscaled >> 64n);
  }
  return new Uint32Array(words.buffer);
}
