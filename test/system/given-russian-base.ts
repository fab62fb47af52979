import type { Base, BaseColumn, BaseTable, RowJson } from "../../demo/nocodb/base.ts";
import type { Json } from "../../sources/source.ts";

const COLUMN: Readonly<Record<string, string>> = {
  ...{ CreatedAt: "Создано", UpdatedAt: "Изменено" },
  ...{ CreatedBy: "Кем создано", LastModifiedBy: "Кем изменено" },
  ...{ Title: "Название", Guide: "Руководство", Starts: "Начало", Ends: "Конец" },
  ...{ Member: "Участник", Joined: "Дата записи", Section: "Раздел", Complexity: "Сложность" },
  ...{ Attempt: "Номер", Text: "Текст", Verdict: "Решение", Grade: "Оценка" },
  ...{ Comment: "Замечание" },
};

const TABLE: Readonly<Record<string, string>> = {
  ...{ Streams: "Потоки", Enrolments: "Записи", Tasks: "Задания" },
  ...{ Answers: "Ответы", Attempts: "Попытки" },
};

const VERDICT: Readonly<Record<string, string>> = {
  ...{ accepted: "принято", returned: "на доработку", null: "на проверке" },
};

const BETWEEN = "_nc_m2m_Попытки_Ответы";

/**
 * The same rows as a community with a base of its own would have them: titles in Russian, links of
 * every kind, ten grades and words for verdicts. Ids, people and instants stay.
 */
export function inRussian(base: Base): Base {
  const idOf = (title: string) => base.tables.find((table) => table.title === title)!.id;
  const enrolments = enrolmentIds(base);
  const tables = base.tables.map((table): BaseTable => {
    const changed = ({ Stream, Task, Answer, Verdict, Grade, ...rest }: RowJson): RowJson => ({
      ...Object.fromEntries(
        Object.entries(rest).map(([title, cell]) => [COLUMN[title] ?? title, cell]),
      ),
      ...(table.title === "Answers"
        ? throughEnrolment(Stream, rest, enrolments)
        : toOne("Поток", "Потоки", Stream)),
      ...toOne("Задание", "Задания", Task),
      ...(Answer === undefined ? {} : inBetween(rest["Id"]!, Answer)),
      ...(Verdict === undefined ? {} : { Решение: VERDICT[String(Verdict)] ?? Verdict }),
      ...(Grade === undefined ? {} : { Оценка: doubled(Grade) }),
    });
    return {
      ...table,
      title: TABLE[table.title]!,
      columns: table.columns.flatMap((column) => columnsFor(column, table.title, idOf)),
      rows: table.rows.map((row) => ({
        ...row,
        versions: row.versions.map(({ from, value }) => ({
          from,
          value: value === null ? null : changed(value),
        })),
      })),
    };
  });
  return { ...base, tables };
}

/** Many to one: the row as people see it, and its key in a hidden column. */
function toOne(title: string, table: string, key: Json | undefined): RowJson {
  if (key === undefined) return {};
  const shown = key === null ? null : { Id: key, Название: "…" };
  return { [title]: shown, [keyOf(table)]: key };
}

/** A lookup through another link: a list, even of one. */
function throughEnrolment(
  stream: Json | undefined,
  row: RowJson,
  enrolments: ReadonlyMap<string, Json>,
): RowJson {
  const user = row["CreatedBy"] as { id?: string } | null;
  const id = enrolments.get(`${String(stream)}:${user?.id}`) ?? null;
  return { ...toOne("Запись", "Записи", id), Поток: [{ Id: stream!, Название: "…" }] };
}

/** Many to many: a count, and the rows in between. */
function inBetween(attempt: Json, answer: Json): RowJson {
  const isKey = typeof answer === "number";
  const pair = { Попытки_id: attempt, Ответы_id: answer, Ответы: { Id: answer } };
  return { Ответ: isKey ? 1 : 0, [BETWEEN]: isKey ? [pair] : [] };
}

function doubled(grade: Json): Json {
  return typeof grade === "number" && grade >= 1 && grade <= 5 ? grade * 2 : grade;
}

function enrolmentIds(base: Base): ReadonlyMap<string, Json> {
  const rows = base.tables.find(({ title }) => title === "Enrolments")!.rows;
  return new Map(
    rows.flatMap(({ versions }) => {
      const row = versions.at(-1)?.value;
      const member = row?.["Member"] as { id?: string } | undefined;
      return row ? [[`${String(row["Stream"])}:${member?.id}`, row["Id"]!] as const] : [];
    }),
  );
}

const THROUGH = {
  fk_relation_column_id: "l_Answers_Запись",
  fk_lookup_column_id: "l_Enrolments_Поток",
};

function keyOf(table: string): string {
  return `nc_demo___${table}_id`;
}

function columnsFor(
  column: BaseColumn,
  table: string,
  idOf: (title: string) => string,
): readonly BaseColumn[] {
  const plain = (title: string, uidt: string, described: RowJson = {}, isSystem = false) => ({
    ...{ title, uidt, isSystem, described },
  });
  const link = (title: string, to: string, from = table): readonly BaseColumn[] => {
    const id = `k_${from}_${to}`;
    const colOptions = { type: "bt", fk_related_model_id: idOf(to), fk_child_column_id: id };
    return [
      plain(title, "LinkToAnotherRecord", { id: `l_${from}_${title}`, colOptions }),
      plain(keyOf(TABLE[to]!), "ForeignKey", { id }, true),
    ];
  };
  switch (column.title) {
    case "Stream":
      if (table !== "Answers") return link("Поток", "Streams");
      return [...link("Запись", "Enrolments"), plain("Поток", "Lookup", { colOptions: THROUGH })];
    case "Task":
      return link("Задание", "Tasks");
    case "Answer":
      return [
        plain("Ответ", "Links", {
          colOptions: {
            type: "mm",
            fk_related_model_id: idOf("Answers"),
            fk_mm_model_id: "mbetween",
          },
        }),
        plain(
          BETWEEN,
          "LinkToAnotherRecord",
          {
            colOptions: { type: "hm", fk_related_model_id: "mbetween" },
          },
          true,
        ),
      ];
    case "Verdict": {
      const options = Object.values(VERDICT).map((title) => ({ title }));
      return [plain("Решение", "SingleSelect", { colOptions: { options } })];
    }
    case "Grade":
      return [plain("Оценка", "Rating", { meta: { max: 10 } })];
    case "Title":
      return [plain("Название", column.uidt, { pv: 1 })];
    default:
      return [{ ...column, title: COLUMN[column.title] ?? column.title }];
  }
}
