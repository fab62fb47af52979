import { LABELS } from "./labels.js";

/**
 * Why a record was refused, in the words of the pages: the whole reason as a regular expression of
 * DuckDB (RE2), and what it says in Russian. What it names (a field, a file, an answer's status)
 * stays as it is. The first that fits counts.
 */
const REASONS = [
  ["missing (.+)", "нет поля \\1"],
  ["unreadable (.+)", "не читается поле \\1"],
  ["unknown (.+)", "указывает на то, чего нет: \\1"],

  ["not shown: status (\\d+)", "источник не показывает таблицу: ответ \\1"],
  ["it has no primary key of one column", "у таблицы нет ключа из одного столбца"],
  [
    "the likes of this user are not shown: status (\\d+)",
    "источник не показывает отметки этого участника: ответ \\1",
  ],

  ["no front matter between ---", "в начале нет шапки между строками ---"],
  [
    "broken YAML: .* at line (\\d+), column (\\d+):?",
    "не читается как YAML: строка \\1, столбец \\2",
  ],
  ["broken YAML: .*", "не читается как YAML"],
  ["its id is already that of (.+)", "такой же id у файла \\1"],
  ["(.+) is missing or unreadable", "файла \\1 нет, или он не читается"],

  ["The line is not UTF-8\\.", "строка не в кодировке UTF-8"],
  ["The line is not JSON\\.", "строка — не JSON"],
  ["The line is JSON that DuckDB does not read\\.", "строка — JSON, который не читает DuckDB"],
  ["The record lacks its key: (.+)\\.", "в записи нет ключа: \\1"],

  // What zod says of a record as a whole, and of its fields.
  ["Invalid [^:]*: expected .*|Invalid [a-z]+|Unrecognized key.*", "запись не той формы"],
];

/** A reason of one file begins with its path. */
const OF_FILE = "(.+?\\.(?i:md|markdown|ya?ml)|[^:]*/[^:]*): (.+)";

/** The macro `reason(r)`, and what it is made of. */
export function reasonMacros() {
  const whole = (pattern) => `'(?s)${quoted(pattern)}'`;
  const cases = REASONS.map(
    ([pattern, words]) =>
      `WHEN regexp_full_match(r, ${whole(pattern)})
       THEN regexp_replace(r, ${whole(`^(?:${pattern})$`)}, '${quoted(words)}')`,
  );
  const codes = Object.keys(LABELS.quarantine).map((code) => `'${code}'`);
  return [
    `reason_of_record(r) AS CASE
       WHEN r IN (${codes.join(", ")}) THEN label('quarantine', r)
       ${cases.join("\n")}
       WHEN contains(r, ': ') THEN 'не читаются поля: ' || regexp_replace(r, ': [^;]*', '', 'g')
       ELSE 'другая причина: «' || r || '»' END`,
    `reason(r) AS CASE WHEN regexp_full_match(r, ${whole(OF_FILE)})
       THEN regexp_extract(r, ${whole(`^${OF_FILE}$`)}, 1) || ': ' ||
         reason_of_record(regexp_extract(r, ${whole(`^${OF_FILE}$`)}, 2))
       ELSE reason_of_record(r) END`,
  ];
}

function quoted(text) {
  return text.replaceAll("'", "''");
}
