/**
 * A page's SQL may name a part of its address as `${params.name}`, bare, where a value stands. It
 * gets there as one text value, whatever somebody has typed into the address. Anything else that
 * would write text into a query fails the build: there is no other way in.
 */
export function pageValues() {
  return {
    name: "page-values",
    enforce: "pre",
    transform(code, id) {
      return id.endsWith(".md") ? { code: withValues(code, id), map: null } : undefined;
    },
  };
}

/** What Evidence takes for a query: any fence that is no programming language. */
const FENCE = /^([ \t]*```[^\n`]*\n)([\s\S]*?)^([ \t]*```)/gm;

/** Text from elsewhere that Evidence would put into a page after us. */
const FROM_ELSEWHERE = /^queries:|\{@partial/m;

/** @param {string} page A page's text. @param {string} file Its name, for the error. */
export function withValues(page, file) {
  const other = page.replaceAll(FENCE, "").match(/\$\{/) ?? page.match(FROM_ELSEWHERE);
  if (other !== null) throw refusal(file, other[0]);
  return page.replaceAll(FENCE, (_, open, sql, close) => `${open}${bound(sql, file)}${close}`);
}

/** Texts, quoted names and comments whole, and whatever a template would read: what begins first. */
const TOKEN = /'[^']*'|"[^"]*"|--[^\n]*|\/\*[\s\S]*?\*\/|\$\{[^}]*\}?|\$\$|[`\\]/g;

const PARAMETER = /^\$\{params\.([a-z]+)\}$/;

function bound(sql, file) {
  return sql.replaceAll(TOKEN, (token) => {
    const name = PARAMETER.exec(token)?.[1];
    if (name !== undefined) return valueOf(name);
    if (/\$\{|\$\$|[`\\]/.test(token)) throw refusal(file, token);
    return token;
  });
}

/**
 * SQL knows no escape in a text but the doubled quote. U+0000 cannot stand in SQL text at all, nor
 * in any value of ours. While a page is being left, its address has no such part any more.
 */
function valueOf(name) {
  return `'\${String(params.${name}).replaceAll("'", "''").replaceAll("\\0", "\\uFFFD")}'`;
}

function refusal(file, token) {
  return new Error(
    `${file} holds ${token}, which would write text into a query. Expected \${params.name} without ` +
      "quotes, in a query, for a part of the page's address, and nothing else.",
  );
}
