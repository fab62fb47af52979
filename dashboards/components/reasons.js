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

  ["nested deeper than (\\d+) levels", "вложенность глубже \\1 уровней"],
  ["not shown: status (\\d+)", "источник не показывает: ответ \\1"],
  ["not read: status (\\d+( \\S+)?)", "источник не отдаёт: ответ \\1"],
  ["not read: no usable answer in time", "источник не ответил вовремя"],
  ["not read: larger than can be held", "больше, чем можно принять за раз"],
  ["not read: the answer has an unknown shape", "ответ источника незнакомой формы"],
  ["its linked rows cannot be read", "не читаются связанные с ней строки"],
  ["it has no primary key of one column", "у таблицы нет ключа из одного столбца"],
  ["its key is no whole number", "ключ таблицы — не целые числа"],
  [
    "the likes of this user are not shown: status (\\d+)",
    "источник не показывает отметки этого участника: ответ \\1",
  ],
  [
    "the archived threads of this channel are not shown: status (\\d+)",
    "источник не показывает архивные ветки этого канала: ответ \\1",
  ],
  [
    "the messages of this channel are not shown: status (\\d+)",
    "источник не показывает сообщения этого канала: ответ \\1",
  ],
  [
    "the (\\S+) of this channel are not shown: status (\\d+)",
    "источник не показывает что-то в этом канале (\\1): ответ \\2",
  ],
  ["this group is not shown to the token", "эта группа не открыта нашему ключу"],
  ["it does not say who may read it", "не сказано, кому её можно читать"],

  ["no front matter between ---", "в начале нет шапки между строками ---"],
  [
    "broken YAML: .* at line (\\d+), column (\\d+):?",
    "не читается как YAML: строка \\1, столбец \\2",
  ],
  ["broken YAML: .*", "не читается как YAML"],
  ["its id is already that of (.+)", "такой же id у файла \\1"],
  ["another file of its guide stands beside it", "рядом другой файл того же руководства"],
  ["it is UTF-16, not UTF-8", "файл в UTF-16, а нужен UTF-8"],
  ["it is not UTF-8", "не в кодировке UTF-8"],
  ["it holds a NUL character", "в тексте знак с кодом 0"],
  [
    "it holds (\\d+) bytes; a section has (\\d+) at the most",
    "в файле \\1 байт, а в разделе бывает не больше \\2",
  ],
  ["its name is not UTF-8", "имя не в кодировке UTF-8"],
  ["its link leads nowhere: (.+)", "ссылка никуда не ведёт: \\1"],
  ["its link leads out of the folder of guides", "ссылка ведёт из папки руководств наружу"],
  ["its link leads back to a folder above it", "ссылка ведёт назад, в папку над ней"],
  ["it is no file", "это не файл"],
  ["it cannot be read: (.+)", "не читается с диска: \\1"],
  ["broken YAML", "не читается как YAML"],
  ["its YAML is no list of fields", "в шапке не поля со значениями"],
  ["an alias of YAML; write the value itself", "ссылка YAML: впишите само значение"],
  ["its YAML is nested too deep", "слишком глубокая вложенность"],
  ["a character that is none, half a pair or NUL", "знак, которого нет: половина пары или код 0"],
  ["its front matter is TOML", "шапка в TOML, а нужен YAML"],
  ["its front matter has no end", "шапка не закрыта строкой ---"],
  ["it has no id", "нет id"],
  ["its (\\S+) is no text", "поле \\1 — не текст"],
  ["its (\\S+) is more than one line", "поле \\1 — больше одной строки"],
  ["its order is no number of up to 12 digits", "порядок — не число до 12 цифр"],
  ["its tasks are no list", "задания — не список"],
  [
    "its access is neither free nor for members",
    "в поле доступа не сказано ни «для всех», ни «для участников»",
  ],
  ["a task names no row", "задание не называет строку"],
  [
    "a complexity is no number above 0 and below 1000",
    "сложность — не число больше 0 и меньше 1000",
  ],
  ["(.+) is missing or unreadable", "файла \\1 нет, или он не читается"],

  ["The line is not UTF-8\\.", "строка не в кодировке UTF-8"],
  ["The line is not JSON\\.", "строка — не JSON"],
  ["The line is JSON that DuckDB does not read\\.", "строка — JSON, который не читает DuckDB"],
  ["The record lacks its key: (.+)\\.", "в записи нет ключа: \\1"],

  ["a message longer than (\\d+) MB", "сообщение длиннее \\1 МБ"],
  ["it is not JSON", "это не JSON"],
  [
    "unsupported by this Telegram Desktop",
    "этого Telegram Desktop выгружать не умеет: в выгрузке только номер",
  ],

  // What zod says of a record as a whole, and of its fields.
  ["Invalid [^:]*: expected .*|Invalid [a-z]+|Unrecognized key.*", "запись не той формы"],
];

/** A reason of one file begins with its path. */
const OF_FILE = "(.+?\\.(?i:mdx?|markdown|ya?ml)|[^:]*/[^:]*): (.+)";

/** What is wrong with one line of it begins with the line's number. */
const OF_LINE = "line (\\d+): (.+)";

const PART = "(missing|unreadable|unknown) (\\w+)\\.(\\w+)";

/** A field of a workbook's record: what it is to us, and of which kind of record. */
const OF_WORKBOOK = `CASE regexp_extract(r, '${PART}', 1) WHEN 'missing' THEN 'нет поля «'
    WHEN 'unreadable' THEN 'не читается поле «' ELSE 'указывает на то, чего нет, поле «' END ||
  label('workbook_field', regexp_extract(r, '${PART}', 3)) || '» (' ||
  label('workbook_role', regexp_extract(r, '${PART}', 2)) || ')'`;

/**
 * What the mapping of a base lacks, by its code. Tables and columns are said by the titles they
 * have there; the terminal says the same (`app/cli/mapping/words.ts`, which a test compares).
 */
const GAPS = {
  no_table: "'«' || ROLE || '»: ни одна таблица не названа'",
  table_missing: "'«' || ROLE || '»: в базе нет таблицы «' || NAMED || '»'",
  two_roles:
    "'«' || ROLE || '»: таблица «' || TABLE || '» уже служит другим; оставьте ей что-то одно'",
  no_column: "'таблица «' || TABLE || '»: не назван столбец для «' || FIELD || '»'",
  column_missing:
    "'таблица «' || TABLE || '»: нет столбца «' || NAMED || '», в котором должно быть «' || FIELD || '»'",
  which_table:
    "'таблица «' || TABLE || '»: столбец «' || NAMED || '» («' || FIELD || '») может указывать на разные таблицы; назовите одну: { column: …, table: … }'",
  leads_elsewhere:
    "'таблица «' || TABLE || '»: столбец «' || NAMED || '» ведёт не туда, где «' || FIELD || '»'",
  no_creator:
    "'таблица «' || TABLE || '»: нет столбца типа «Кем создано» (Created by), и неизвестно, чья это работа; добавьте его'",
  no_modifier:
    "'таблица «' || TABLE || '»: нет столбца типа «Кем изменено» (Last modified by), и неизвестно, кто поставил решение; добавьте его'",
};

const HOLES = {
  ROLE: "label('workbook_role', role)",
  TABLE: "coalesce(table_title, '')",
  FIELD: "label('workbook_field', field)",
  NAMED: "coalesce(named, '')",
};

/** The macro `gap(code, role, table_title, field, named)`. */
function gapMacro() {
  const cases = Object.entries(GAPS).map(([code, text]) => {
    const filled = text.replace(/\b(ROLE|TABLE|FIELD|NAMED)\b/g, (hole) => HOLES[hole]);
    return `WHEN '${code}' THEN ${filled}`;
  });
  return `gap(code, role, table_title, field, named) AS CASE code ${cases.join(" ")} ELSE code END`;
}

/** The macros `reason(r)` and `gap(…)`, and what they are made of. */
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
       WHEN regexp_full_match(r, '${PART}') AND label('workbook_role',
         regexp_extract(r, '${PART}', 2)) <> regexp_extract(r, '${PART}', 2) THEN ${OF_WORKBOOK}
       ${cases.join("\n")}
       WHEN contains(r, ': ') THEN 'не читаются поля: ' || regexp_replace(r, ': [^;]*', '', 'g')
       ELSE 'другая причина: «' || r || '»' END`,
    `reason_of_line(r) AS CASE WHEN regexp_full_match(r, ${whole(OF_LINE)})
       THEN 'строка ' || regexp_extract(r, ${whole(`^${OF_LINE}$`)}, 1) || ': ' ||
         reason_of_record(regexp_extract(r, ${whole(`^${OF_LINE}$`)}, 2))
       ELSE reason_of_record(r) END`,
    `reason(r) AS CASE WHEN regexp_full_match(r, ${whole(OF_FILE)})
       THEN regexp_extract(r, ${whole(`^${OF_FILE}$`)}, 1) || ': ' ||
         reason_of_line(regexp_extract(r, ${whole(`^${OF_FILE}$`)}, 2))
       ELSE reason_of_line(r) END`,
    gapMacro(),
  ];
}

function quoted(text) {
  return text.replaceAll("'", "''");
}
