/**
 * Answers of the gateway to a page's queries, in place of Evidence's own DuckDB in the browser
 * (`@evidence-dev/universal-sql/client-duckdb`). No SQL is here: the build left each query's hash in
 * its page, and the values that it asks by.
 */
import { readJson } from "./gateway.js";

/** The three questions of Evidence's `Query`, around what `shell/page-queries.js` left of a query. */
const ASKED =
  /^(?:--.*\n)*(DESCRIBE |SELECT COUNT\(\*\) as rowCount FROM \()?SELECT \* FROM \(answer:([0-9a-f]{32})((?::[0-9a-z.]*)*)\s*\) AS "[^"]*"\)?$/;

/**
 * How a page asks: rows of a query, what its columns are, or how many rows there are, all out of one
 * answer. `tag` names the data that the session speaks of.
 */
export function answering({ tag, language }) {
  const answers = new Map();
  const answerTo = (path) => {
    if (!answers.has(path)) answers.set(path, readJson(path).then(tableOf));
    return answers.get(path);
  };
  const pathOf = (hash, values) => {
    const asked = values.map((value) => ["value", read(value)]);
    return `/data/answers/${hash}?${new URLSearchParams([["at", tag], ["language", language], ...asked])}`;
  };
  return async (text) => {
    const [, about, hash, written] = ASKED.exec(text.trim()) ?? [];
    if (hash === undefined)
      throw new Error("Pages ask what they were built with, and nothing else.");
    const values = written.split(":").slice(1);
    // While a page is being left its address has no such part any more.
    const { columns, rows } = values.includes("") ? NOTHING : await answerTo(pathOf(hash, values));
    if (about === undefined) return rows;
    return about.startsWith("DESCRIBE") ? columns : [{ rowCount: rows.length }];
  };
}

/** The other way round than `written` in `shell/page-queries.js`. */
function read(value) {
  return value
    .split(".")
    .map((number) => String.fromCodePoint(parseInt(number, 36)))
    .join("");
}

const KINDS = [
  [/^(DATE|TIMESTAMP)/, "date"],
  [/^(U?(TINY|SMALL|BIG|HUGE)?INT|U?INTEGER|DECIMAL|FLOAT|DOUBLE)/, "number"],
  [/^BOOLEAN/, "boolean"],
];

/** Rows as Evidence's components expect them, and its description of their columns. */
function tableOf({ columns, values }) {
  const kinds = columns.map(({ type }) => KINDS.find(([of]) => of.test(type))?.[1] ?? "string");
  const cell = (value, kind) => (kind === "date" && value !== null ? new Date(value) : value);
  const rows = (values[0] ?? []).map((_, row) =>
    Object.fromEntries(
      columns.map(({ name }, index) => [name, cell(values[index][row], kinds[index])]),
    ),
  );
  const types = columns.map(({ name }, index) => ({
    name,
    evidenceType: kinds[index],
    typeFidelity: "precise",
  }));
  return {
    columns: columns.map(({ name, type }) => ({ column_name: name, column_type: type })),
    rows: Object.defineProperty(rows, "_evidenceColumnTypes", { value: types }),
  };
}

const NOTHING = tableOf({ columns: [], values: [] });

/** Evidence imports these from here, for components that our pages do not use. */
export const query = () => {
  throw new Error("Only a page asks, by what it was built with.");
};
