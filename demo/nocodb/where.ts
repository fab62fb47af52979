/**
 * NocoDB's filter grammar: `(Field,op,value)` with `~and`, `~or`, `~not` and parentheses.
 *
 * https://nocodb.com/docs/product-docs/developer-resources/rest-apis (comparison operators).
 * What time operators do was measured on 0.301.3 with SQLite.
 */
import type { Json } from "../../sources/source.ts";
import type { BaseColumn, RowJson } from "./base.ts";

export type Predicate = (row: RowJson) => boolean;

/** What the server answers to a filter it cannot take. */
export class WhereError extends Error {
  override readonly name = "WhereError";
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

const TIME_TYPES = new Set(["CreatedTime", "LastModifiedTime", "DateTime", "Date"]);

export function parseWhere(text: string, columns: readonly BaseColumn[]): Predicate {
  let position = 0;

  function either(): Predicate {
    let left = both();
    while (taken("~or")) {
      const [first, second] = [left, both()];
      left = (row) => first(row) || second(row);
    }
    return left;
  }

  function both(): Predicate {
    let left = one();
    while (taken("~and")) {
      const [first, second] = [left, one()];
      left = (row) => first(row) && second(row);
    }
    return left;
  }

  function one(): Predicate {
    if (taken("~not")) {
      const inner = one();
      return (row) => !inner(row);
    }
    if (!taken("(")) throw invalid(text);
    if (text[position] === "(" || text.startsWith("~not", position)) {
      const inner = either();
      if (!taken(")")) throw invalid(text);
      return inner;
    }
    const end = text.indexOf(")", position);
    if (end === -1) throw invalid(text);
    const parts = text.slice(position, end).split(",");
    position = end + 1;
    return condition(parts, columns);
  }

  function taken(token: string): boolean {
    if (!text.startsWith(token, position)) return false;
    position += token.length;
    return true;
  }

  const predicate = either();
  if (position !== text.length) throw invalid(text);
  return predicate;
}

function invalid(text: string): WhereError {
  return new WhereError(422, "ERR_INVALID_FILTER", `Invalid filter expression: ${text}`);
}

function condition(parts: readonly string[], columns: readonly BaseColumn[]): Predicate {
  const [field, operator, ...rest] = parts;
  const column = columns.find(({ title }) => title === field);
  if (column === undefined || operator === undefined) {
    throw new WhereError(404, "ERR_FIELD_NOT_FOUND", `Field '${field}' not found`);
  }
  const { title } = column;
  if (operator === "null" || (operator === "is" && rest[0] === "null")) {
    return (row) => (row[title] ?? null) === null;
  }
  if (operator === "notnull" || (operator === "isnot" && rest[0] === "null")) {
    return (row) => (row[title] ?? null) !== null;
  }
  if (TIME_TYPES.has(column.uidt)) return timeCondition(title, operator, rest);
  const value = rest.join(",");
  switch (operator) {
    case "eq":
      return (row) => same(row[title], value);
    case "neq":
      return (row) => !same(row[title], value);
    case "in": {
      const values = rest.map((item) => item.trim());
      return (row) => values.some((item) => same(row[title], item));
    }
    case "like": {
      const part = value.replaceAll("%", "").toLowerCase();
      return (row) =>
        String(row[title] ?? "")
          .toLowerCase()
          .includes(part);
    }
    default:
      return numberCondition(title, operator, Number(value));
  }
}

function same(cell: Json | undefined, value: string): boolean {
  return cell !== null && cell !== undefined && String(cell) === value;
}

function numberCondition(title: string, operator: string, bound: number): Predicate {
  const holds = comparison(operator);
  return (row) => {
    const cell = row[title];
    return typeof cell === "number" && holds(cell, bound);
  };
}

function comparison(operator: string): (cell: number, bound: number) => boolean {
  switch (operator) {
    case "gt":
      return (cell, bound) => cell > bound;
    case "gte":
    case "ge":
      return (cell, bound) => cell >= bound;
    case "lt":
      return (cell, bound) => cell < bound;
    case "lte":
    case "le":
      return (cell, bound) => cell <= bound;
    default:
      throw new WhereError(
        422,
        "ERR_INVALID_FILTER",
        `Operation '${operator}' is not supported for this field`,
      );
  }
}

function timeCondition(title: string, operator: string, rest: readonly string[]): Predicate {
  const [kind, value] = rest;
  if (kind !== "exactDate" || value === undefined) {
    const asked = rest.join(",");
    throw new WhereError(422, "ERR_INVALID_FILTER", `'${asked}' is not supported for '${title}'`);
  }
  const bound = instantOf(value);
  if (Number.isNaN(bound)) {
    throw new WhereError(422, "ERR_INVALID_FILTER", `'${value}' is not a valid date`);
  }
  if (operator === "eq") {
    const day = value.slice(0, 10);
    return (row) => String(row[title] ?? "").slice(0, 10) === day;
  }
  // Measured: with exactDate `gt` is as inclusive as `gte`, and both are exact to the second.
  const holds = comparison(operator === "gt" ? "gte" : operator);
  return (row) => {
    const cell = row[title];
    return typeof cell === "string" && holds(instantOf(cell), bound);
  };
}

function instantOf(text: string): number {
  const iso = text.trim().replace(" ", "T");
  const hasTime = iso.includes("T");
  const hasZone = /(?:Z|[+-]\d\d:?\d\d)$/.test(iso.slice(10));
  const parsed = Date.parse(hasTime && !hasZone ? `${iso}Z` : iso);
  return Math.floor(parsed / 1000) * 1000;
}
