/**
 * A page's SQL stays with the gateway. The build takes each query out of its page, into a list that
 * is not served, and leaves the query's hash there, with the values that it asks by.
 *
 * A query is a fence ```sql name, at the start of a line. It may name a part of its page's address as
 * `${params.name}`, bare, where a value stands: that becomes a bound parameter. Anything else that
 * would write text into a query, or bring a query in by another way, fails the build.
 */
import { createHash } from "node:crypto";

import { neededBy } from "../components/macros.js";

/** @param {string} id A page's file in the template that Vite builds. */
const pageOfFile = (id) => /\/src\/pages\/(.+)\/\+page\.md$/.exec(id)?.[1];

export function pageQueries() {
  return {
    name: "page-queries",
    enforce: "pre",
    transform(code, id) {
      const page = pageOfFile(id.replaceAll("\\", "/"));
      return page === undefined ? undefined : { code: withoutSql(page, code), map: null };
    },
  };
}

const QUERY = /^```sql ([a-z][a-z0-9_]*)\n([\s\S]*?)^```[ \t]*$/gm;

/** What would be a query, or text of one, for Evidence and is none for us. */
const OTHERWISE = /```.*|~~~.*|\$\{.*|^queries:.*|\{@partial.*/m;

/**
 * The queries of a page, in its order.
 *
 * @param {string} page Its address, as `committee/plan/[digest]`. @param {string} text Its Markdown.
 */
export function queriesOf(page, text) {
  const other = OTHERWISE.exec(text.replaceAll(QUERY, ""));
  if (other !== null) throw refusal(page, "outside of its queries", other[0]);
  return [...text.matchAll(QUERY)].map(([, name, written]) => {
    const { sql, params } = bound(written.trim(), page, name);
    const hash = createHash("sha256")
      .update(JSON.stringify([page, name, sql]))
      .digest("hex");
    return { hash: hash.slice(0, 32), page, name, sql, params, macros: neededBy(sql) };
  });
}

/** The page as the browser gets it. */
export function withoutSql(page, text) {
  const waiting = queriesOf(page, text);
  return text.replaceAll(QUERY, (_, name) => {
    const { hash, params } = waiting.shift();
    return `\`\`\`sql ${name}\nanswer:${[hash, ...params.map(written)].join(":")}\n\`\`\``;
  });
}

/**
 * A template that writes one value into a query's hash, in signs that no reader of SQL stumbles over:
 * its characters' numbers. While a page is being left, its address has no such part any more.
 */
const written = (name) =>
  `\${Array.from(params.${name} ?? "", (sign) => sign.codePointAt(0).toString(36)).join(".")}`;

/** Texts, quoted names and comments whole, and all that DuckDB or a template takes for a parameter. */
const TOKEN = /'[^']*'|"[^"]*"|--[^\n]*|\/\*[\s\S]*?\*\/|\$\{[^}]*\}?|\$|\?/g;

const PARAMETER = /^\$\{params\.([a-z]+)\}$/;

function bound(written, page, name) {
  const params = [];
  const sql = written.replaceAll(TOKEN, (token) => {
    const param = PARAMETER.exec(token)?.[1];
    if (param === undefined) {
      if (token.includes("${") || /^[$?]/.test(token)) throw refusal(page, `in ${name}`, token);
      return token;
    }
    if (!params.includes(param)) params.push(param);
    return `$${params.indexOf(param) + 1}::VARCHAR`;
  });
  return { sql, params };
}

function refusal(page, where, token) {
  return new Error(
    `The page ${page} holds ${token} ${where}. Expected queries in fences \`\`\`sql name, and in ` +
      "them ${params.name} without quotes for a part of the page's address, and nothing else.",
  );
}
