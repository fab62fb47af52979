/**
 * The browser's DuckDB, in place of Evidence's own `@evidence-dev/universal-sql/client-duckdb`.
 * Reads one snapshot a role, served by the gateway; loads no extension and reaches no other host.
 */
import { AsyncDuckDB, VoidLogger } from "@duckdb/duckdb-wasm";
import EngineWorker from "@duckdb/duckdb-wasm/dist/duckdb-browser-eh.worker.js?worker";
import engine from "@duckdb/duckdb-wasm/dist/duckdb-eh.wasm?url";
import { Type } from "apache-arrow";

import { said } from "./language.js";
import { macros } from "./macros.js";
import { decimals } from "./token.js";
import { shell } from "./words/shell.js";

const SETTINGS = [
  // As Evidence sets them.
  "SET ieee_floating_point_ops = false",
  "SET old_implicit_casting = true",
  "SET autoinstall_known_extensions = false",
  "SET autoload_known_extensions = false",
];

let starting;

/** Starts the engine once; called early, because its 34 MB take the longest. */
export function initDB() {
  return (starting ??= start());
}

async function start() {
  const db = new AsyncDuckDB(new VoidLogger(), new EngineWorker());
  await db.instantiate(engine);
  await db.open({
    query: { castBigIntToDouble: true, castTimestampToDate: true, castDecimalToDouble: true },
  });
  return db;
}

const connections = new Map();

/** A connection on which the role's snapshot is what queries mean. One a role: `USE` is its own. */
function connectionOf(role, granted) {
  if (!connections.has(role)) connections.set(role, connect(role, granted));
  return connections.get(role);
}

async function connect(role, { url, asOf }) {
  const [response, db] = await Promise.all([fetch(url, { credentials: "same-origin" }), initDB()]);
  if (!response.ok) {
    connections.delete(role);
    const { sessionOver, notLoaded } = said(shell);
    throw new Error(response.status === 401 ? sessionOver : notLoaded(response.status));
  }
  await db.registerFileBuffer(`${role}.duckdb`, new Uint8Array(await response.arrayBuffer()));
  const connection = await db.connect();
  const attach = [`ATTACH '${role}.duckdb' AS "${role}" (READ_ONLY)`, `USE "${role}"`];
  for (const sql of [...SETTINGS, ...attach, ...macros({ asOf, decimals: decimals() })])
    await connection.query(sql);
  return connection;
}

/** Rows of a query on a role's snapshot, as Evidence's components expect them. */
export async function query(role, granted, sql) {
  const connection = await connectionOf(role, granted);
  try {
    return rowsOf(await connection.query(sql));
  } catch (error) {
    throw new Error(inWords(error.message), { cause: error });
  }
}

function inWords(message) {
  const table = /Table with name (\S+) does not exist/.exec(message)?.[1];
  return table === undefined ? message : said(shell).noTable(table);
}

const KINDS = {
  [Type.Date]: "date",
  [Type.Timestamp]: "date",
  [Type.Float]: "number",
  [Type.Int]: "number",
  [Type.Bool]: "boolean",
};

/** Evidence's own reader turns a NULL date into 1 January 1970. */
function rowsOf(table) {
  const columns = table.schema.fields.map(({ name, type }, index) => ({
    name,
    evidenceType: KINDS[type.typeId] ?? "string",
    values: table.getChildAt(index),
  }));
  const rows = Array.from({ length: table.numRows }, (_, row) =>
    Object.fromEntries(
      columns.map(({ name, evidenceType, values }) => [name, cell(values.get(row), evidenceType)]),
    ),
  );
  const types = columns.map(({ name, evidenceType }) => ({
    name,
    evidenceType,
    typeFidelity: "precise",
  }));
  return Object.defineProperty(rows, "_evidenceColumnTypes", { value: types });
}

function cell(value, evidenceType) {
  if (value === null) return null;
  return evidenceType === "date" ? new Date(value) : value;
}

// The rest of what Evidence imports from here; the layout opens the database itself.
export const arrowTableToJSON = rowsOf;
export const setParquetURLs = async () => {};
export const updateSearchPath = async () => {};
export const emptyDbFs = async () => {};
