import { SMALL, AS_OF } from "../../demo/given-demo.ts";
import type { RowJson } from "../../demo/nocodb/base.ts";
import { valueAt } from "../../demo/timeline.ts";
import { call, insertAll, type Body, type Session } from "./session.ts";

/** A base that was made on the server: the ids of its tables by title. */
export interface Made {
  readonly base: string;
  readonly tables: ReadonlyMap<string, string>;
}

interface Column {
  readonly title: string;
  readonly uidt: string;
  readonly [option: string]: unknown;
}

/** Ends every address that is planted, and stands in no other text. */
export const PLANTED = "@planted.example";
export const PLANTED_PHONE = "+7900555";

const BY_PEOPLE = ["CreatedBy", "LastModifiedBy"];

/** The rows of one table of the demo as they are at its as-of, by their ids. */
function demoRows(title: string): readonly RowJson[] {
  const table = SMALL.base.tables.find((one) => one.title === title)!;
  const rows = table.rows.map(({ versions }) => valueAt(versions, AS_OF));
  return rows.filter((row) => row !== null).filter(({ Id }) => typeof Id === "number");
}

export async function makeBase(session: Session, title: string): Promise<string> {
  return String((await call(session, "POST", "/api/v2/meta/bases", { title }))["id"]);
}

async function makeTable(
  session: Session,
  base: string,
  { title, columns }: { title: string; columns: readonly Column[] },
): Promise<string> {
  const named = columns.map((column, index) => ({ column_name: `c${index}`, ...column }));
  const key = { title: "Id", column_name: "id", uidt: "ID", pk: true, ai: true };
  const body = { title, table_name: title, columns: [key, ...named] };
  const made = await call(session, "POST", `/api/v2/meta/bases/${base}/tables`, body);
  const table = String(made["id"]);
  for (const type of BY_PEOPLE)
    await call(session, "POST", `/api/v2/meta/tables/${table}/columns`, {
      title: type,
      uidt: type,
    });
  return table;
}

/** The demo's base, its rows in their order: what links them are numbers, as there. */
export async function fillDemo(session: Session): Promise<Made> {
  const base = await makeBase(session, "Demo");
  const tables = new Map<string, string>();
  for (const { title, columns } of SMALL.base.tables) {
    const own = columns
      .filter(({ uidt, isSystem }) => !isSystem && uidt !== "ID" && !BY_PEOPLE.includes(uidt))
      .map(({ title: name, uidt }) => ({ title: name, uidt, ...choicesOf(title, name, uidt) }));
    const table = await makeTable(session, base, { title, columns: own });
    tables.set(title, table);
    const kept = own.filter(({ uidt }) => uidt !== "User").map(({ title: name }) => name);
    const rows = demoRows(title).map((row) =>
      Object.fromEntries(kept.map((name) => [name, row[name] ?? null])),
    );
    await insertAll(session, table, rows);
  }
  return { base, tables };
}

/** A column of choices takes no other value. */
function choicesOf(table: string, title: string, uidt: string) {
  if (uidt !== "SingleSelect") return {};
  const values = new Set(demoRows(table).map((row) => row[title]));
  const options = [...values].filter(Boolean).map((value) => ({ title: String(value) }));
  return { colOptions: { options } };
}

const VERDICTS: Readonly<Record<string, string>> = {
  accepted: "принято",
  returned: "на доработку",
};

/** The same content in Russian, with links of each kind and contacts wherever they can stand. */
export async function fillRussian(session: Session): Promise<Made> {
  const base = await makeBase(session, "Тетради");
  const text = (title: string) => ({ title, uidt: "LongText" });
  const name = { title: "Название", uidt: "SingleLineText", pv: true };
  const options = Object.values(VERDICTS).map((title) => ({ title }));
  const columns: Readonly<Record<string, readonly Column[]>> = {
    Потоки: [name],
    Задания: [name, text("Лишнее")],
    Участники: [
      { title: "Почта", uidt: "Email", pv: true },
      { title: "Телефон", uidt: "PhoneNumber" },
      { title: "Ещё", uidt: "JSON" },
    ],
    Ответы: [text("Заметка (своя), личная")],
    Попытки: [
      { title: "Номер", uidt: "Number" },
      text("Текст"),
      { title: "Решение", uidt: "SingleSelect", colOptions: { options } },
      { title: "Оценка", uidt: "Rating" },
    ],
  };
  const tables = new Map<string, string>();
  for (const [title, own] of Object.entries(columns))
    tables.set(title, await makeTable(session, base, { title, columns: own }));
  const idOf = (title: string) => tables.get(title)!;
  const add = (table: string, column: Column) =>
    call(session, "POST", `/api/v2/meta/tables/${idOf(table)}/columns`, column);
  const link = (parent: string, child: string, type: string, title: string) =>
    add(parent, {
      title,
      uidt: type === "mm" ? "Links" : "LinkToAnotherRecord",
      type,
      parentId: idOf(parent),
      childId: idOf(child),
    });
  await link("Потоки", "Ответы", "hm", "Ответы потока");
  await link("Задания", "Ответы", "hm", "Ответы на задание");
  await link("Ответы", "Попытки", "hm", "Попытки ответа");
  await link("Потоки", "Участники", "mm", "Участники потока");

  const meta = await metaOf(session, idOf("Потоки"));
  const members = columnNamed(meta, "Участники потока");
  const mail = columnNamed(await metaOf(session, idOf("Участники")), "Почта");
  await add("Потоки", {
    title: "Адреса",
    uidt: "Lookup",
    fk_relation_column_id: members["id"],
    fk_lookup_column_id: mail["id"],
  });

  const people = Array.from({ length: 60 }, (_, index) => ({
    Почта: `member${index}${PLANTED}`,
    Телефон: `${PLANTED_PHONE}${1000 + index}`,
    Ещё: { mail: `other${index}${PLANTED}`, deep: [{ phone: `${PLANTED_PHONE}1234` }] },
  }));
  await insertAll(session, idOf("Участники"), people);
  await insertAll(
    session,
    idOf("Потоки"),
    demoRows("Streams").map(({ Title }) => ({ Название: Title })),
  );
  await insertAll(
    session,
    idOf("Задания"),
    demoRows("Tasks").map(({ Title }) => ({ Название: Title })),
  );
  const answers = demoRows("Answers");
  const cohorts = places(demoRows("Streams"));
  const tasks = places(demoRows("Tasks"));
  const toCohort = await foreignKey(session, idOf("Ответы"), idOf("Потоки"));
  const toTask = await foreignKey(session, idOf("Ответы"), idOf("Задания"));
  await insertAll(
    session,
    idOf("Ответы"),
    answers.map(({ Stream, Task }) => ({
      [toCohort]: cohorts.get(Stream) ?? null,
      [toTask]: tasks.get(Task) ?? null,
    })),
  );
  const answerAt = places(answers);
  const toAnswer = await foreignKey(session, idOf("Попытки"), idOf("Ответы"));
  await insertAll(
    session,
    idOf("Попытки"),
    demoRows("Attempts").map(({ Answer, Attempt, Text, Verdict, Grade }) => ({
      [toAnswer]: answerAt.get(Answer) ?? null,
      Номер: Attempt,
      Текст: Text,
      Решение: VERDICTS[String(Verdict)] ?? null,
      Оценка: typeof Grade === "number" && Grade <= 5 ? Grade * 2 : null,
    })),
  );
  const forty = Array.from({ length: 40 }, (_, index) => ({ Id: index + 1 }));
  const linked = `/api/v2/tables/${idOf("Потоки")}/links/${String(members["id"])}/records/1`;
  await call(session, "POST", linked, forty);
  return { base, tables };
}

/** What a row's id became on a server that counts from one. */
function places(rows: readonly RowJson[]): ReadonlyMap<unknown, number> {
  return new Map(rows.map(({ Id }, index) => [Id, index + 1]));
}

export function metaOf(session: Session, table: string): Promise<Body> {
  return call(session, "GET", `/api/v2/meta/tables/${table}`);
}

export function columnNamed(meta: Body, title: string): Body {
  const columns = meta["columns"] as readonly Body[];
  const found = columns.find((column) => column["title"] === title);
  if (found === undefined) throw new Error(`${String(meta["title"])} has no column ${title}.`);
  return found;
}

/** The column in which rows of one table keep the key of another's. */
export async function foreignKey(session: Session, table: string, related: string) {
  return String((await linkTo(session, table, related)).key["title"]);
}

export async function linkTo(session: Session, table: string, related: string) {
  const columns = (await metaOf(session, table))["columns"] as readonly Body[];
  const link = columns.find(
    ({ colOptions }) => colOptions?.type === "bt" && colOptions.fk_related_model_id === related,
  );
  const key = columns.find(({ id }) => id === link?.["colOptions"].fk_child_column_id);
  if (link === undefined || key === undefined)
    throw new Error(`${table} has no link to ${related}.`);
  return { link, key };
}
