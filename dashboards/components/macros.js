import { locale, said } from "./language.js";
import { labels } from "./labels.js";
import { reasonMacros } from "./reasons.js";
import { figures } from "./words/figures.js";

/** From the end in groups of three. */
const thousands = (group) =>
  `replace(trim(reverse(regexp_replace(reverse(digits), '(\\d{3})', '\\1 ', 'g'))), ' ', '${group}')`;

/**
 * SQL functions for pages, by name, in the language that is set. Whoever makes them in a DuckDB sets
 * three variables: `as_of_ms` (BIGINT), the instant that the snapshot speaks of, so that no age depends
 * on anybody's clock; `token_decimals` (INTEGER) and `token_unit` (HUGEINT), which is 10 to their power.
 *
 * Points are integers of 10⁻⁶ and money is base units. Both are formatted by their digits: a double
 * would lose some.
 */
export function macros() {
  const { group, point, percent } = said(figures);
  const unit = "getvariable('token_unit')";
  const decimals = "getvariable('token_decimals')";
  const definitions = [
    `thousands(digits) AS ${thousands(group)}`,
    "signed(n, text) AS CASE WHEN n IS NULL THEN NULL WHEN n < 0 THEN '−' || text ELSE text END",
    // 1 234,567890
    `micro(n) AS signed(n, thousands((abs(n) // 1000000)::VARCHAR) || '${point}' ||
       lpad((abs(n) % 1000000)::VARCHAR, 6, '0'))`,
    // A whole amount has no fraction: 40 000.
    `in_tokens(n) AS signed(n, thousands((abs(n) // ${unit})::VARCHAR) ||
       CASE WHEN abs(n) % ${unit} = 0 THEN ''
       ELSE '${point}' || lpad((abs(n) % ${unit})::VARCHAR, ${decimals}, '0') END)`,
    "tokens(units) AS in_tokens(units::HUGEINT)",
    // For the axis of a chart: to look at, not to add up.
    `tokens_about(units) AS (units::HUGEINT)::DOUBLE / ${unit}::DOUBLE`,
    "points(p) AS micro(p::HUGEINT)",
    // Two digits after the comma, half away from zero: to look at, not to add up.
    `hundredths(n) AS signed(n, thousands((abs(n) // 100)::VARCHAR) || '${point}' ||
       lpad((abs(n) % 100)::VARCHAR, 2, '0'))`,
    "points_about(p) AS hundredths(sign(p) * ((abs(p::HUGEINT) + 5000) // 10000))",
    // Minutes as hours, to a tenth.
    `hours(m) AS thousands(((m * 10 + 30) // 60 // 10)::VARCHAR) || '${point}' || (m * 10 + 30) // 60 % 10`,
    // Of a sum and how many there are, to a tenth; NULL of none.
    `mean(total, count) AS CASE WHEN count > 0 THEN ((total * 20 + count) // (2 * count) // 10) ||
       '${point}' || (total * 20 + count) // (2 * count) % 10 END`,
    // Of a whole; NULL of none.
    `percent(part, whole) AS CASE WHEN whole > 0
       THEN (part * 200 + whole) // (2 * whole) || '${percent}' END`,
    `share(ppm) AS hundredths((ppm::HUGEINT + 50) // 100) || '${percent}'`,
    `month_name(period) AS string_split('${monthNames()}', ' ')[right(period, 2)::INTEGER] || ' ' ||
       left(period, 4)`,
    `domain_place(domain) AS list_position(['personal', 'community', 'world'], domain)`,
    `days_since(t) AS greatest(0, (getvariable('as_of_ms') - epoch_ms(t)::BIGINT) // 86400000)`,
    `label(kind, code) AS coalesce(${labelMap()}[kind || '.' || code], code)`,
    // What was done, by its title where it has one; the kind says more than the class where no title can.
    `done(kind, title, otherwise) AS CASE WHEN kind IS NULL THEN otherwise
       WHEN kind IN ('annotation', 'chat_answer') THEN label('done', kind) || coalesce(': ' || title, '')
       ELSE coalesce(title, label('done', kind)) END`,
    // What stands beside it and is no part of its points.
    `evidence(thanked_at, reply_count) AS CASE WHEN thanked_at IS NOT NULL
       THEN label('evidence', 'thanked')
       WHEN reply_count > 0 THEN label('evidence', 'answered') || ' ' || reply_count END`,
    // What it is and whom it serves: Помощь, сообщество.
    "meaning(kind, serves) AS label('class', kind) || ', ' || lower(label('domain', serves))",
    ...reasonMacros(),
  ];
  return Object.fromEntries(definitions.map((one) => [one.slice(0, one.indexOf("(")), one]));
}

/** Names of the macros that a query needs, and those that these need. */
export function neededBy(sql) {
  const all = macros();
  const needed = new Set();
  const look = (text) => {
    for (const [name, definition] of Object.entries(all)) {
      if (needed.has(name) || !new RegExp(`\\b${name}\\s*\\(`).test(text)) continue;
      needed.add(name);
      look(definition.slice(definition.indexOf(") AS ")));
    }
  };
  look(sql);
  return Object.keys(all).filter((name) => needed.has(name));
}

function monthNames() {
  const { format } = new Intl.DateTimeFormat(locale(), { month: "long", timeZone: "UTC" });
  return Array.from({ length: 12 }, (_, month) => format(Date.UTC(2026, month))).join(" ");
}

function labelMap() {
  const entries = Object.entries(labels()).flatMap(([kind, codes]) =>
    Object.entries(codes).map(
      ([code, text]) => `'${kind}.${code}': '${text.replaceAll("'", "''")}'`,
    ),
  );
  return `MAP {${entries.join(", ")}}`;
}
