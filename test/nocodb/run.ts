/**
 * Our reading of a real NocoDB, compared with the server row by row: `npm run real-nocodb`.
 *
 * Needs npm's registry at the first run, and is no part of `npm test`.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { DEMO_TABLES } from "../../demo/nocodb/mapping.ts";
import { call, insertAll, type Session } from "./session.ts";
import { fillDemo, fillRussian, columnNamed, linkTo, metaOf, type Made } from "./fill.ts";
import { reading, type Reading } from "./reading.ts";
import { realNocodb } from "./server.ts";

const RUSSIAN_TABLES = {
  cohorts: { table: "Потоки", columns: { title: "Название" } },
  tasks: { table: "Задания", columns: { title: "Название" } },
  answers: { table: "Ответы", columns: { task: "Задания", cohort: "Потоки" } },
  attempts: {
    table: "Попытки",
    columns: {
      answer: "Ответы",
      number: "Номер",
      text: "Текст",
      verdict: "Решение",
      grade: "Оценка",
    },
    verdicts: { принято: "accepted", "на доработку": "returned" },
    grades: { from: 1, to: 10 },
  },
} as const;

const BULK = 20_000;
const REQUESTS_PER_TABLE_MAX = 3;

const dir = mkdtempSync(join(tmpdir(), "vklad-nocodb-"));
try {
  await using server = await realNocodb(join(dir, "server"));
  const { session } = server;
  const demo = await timed("the demo's base filled", () => fillDemo(session));
  const russian = await timed("the Russian base filled", () => fillRussian(session));
  const token = String(
    (await call(session, "POST", "/api/v1/tokens", { description: "vklad" }))["token"],
  );
  const at = { dir, url: session.url, token };
  await using ofDemo = await reading({ ...at, base: demo.base, tables: DEMO_TABLES });
  await using ofRussian = await reading({ ...at, base: russian.base, tables: RUSSIAN_TABLES });
  const both = [
    ["demo", ofDemo, demo],
    ["Russian", ofRussian, russian],
  ] as const;

  for (const [name, read, made] of both) await compared(`${name}: first run`, read, session, made);
  for (const [name, read] of both) await unchanged(`${name}: unchanged`, read);

  await timed("edited, deleted, re-linked, renamed, added, dropped", () =>
    changeBoth(session, { demo, russian }),
  );
  for (const [name, read, made] of both)
    await compared(`${name}: changed and swept`, read, session, made);

  await timed(`${BULK} rows loaded at once`, () => bulkLoad(session, russian));
  await compared("Russian: after the bulk", ofRussian, session, russian);
  for (let run = 1; run <= 3; run += 1) await unchanged(`Russian: unchanged, ${run}`, ofRussian);
  await compared("Russian: swept", ofRussian, session, russian);
  for (const [name, read] of both) await contacts(name, read);
  console.log("The warehouse equals the server row by row.");
} finally {
  rmSync(dir, { recursive: true, force: true });
}
process.exit(0);

async function compared(title: string, read: Reading, session: Session, made: Made) {
  const { requestCount, ms } = await read.run({ sweep: true });
  const rowCount = await read.equals(session, made);
  console.log(`${title}: ${rowCount} rows equal, ${requestCount} requests, ${ms} ms`);
}

async function unchanged(title: string, read: Reading) {
  const { requestCount, ms } = await read.run({ sweep: false });
  const perTable = requestCount / read.tableCount;
  console.log(`${title}: ${requestCount} requests for ${read.tableCount} tables, ${ms} ms`);
  if (perTable > REQUESTS_PER_TABLE_MAX) throw new Error(`${title}: ${perTable} requests a table.`);
}

async function contacts(name: string, read: Reading) {
  const found = await read.plantedContacts();
  if (found.length > 0) throw new Error(`${name}: contacts landed in ${found.join(", ")}.`);
  console.log(`${name}: no planted contact in landing or warehouse`);
}

async function changeBoth(session: Session, { demo, russian }: { demo: Made; russian: Made }) {
  const records = (table: string) => `/api/v2/tables/${table}/records`;
  const attempts = demo.tables.get("Attempts")!;
  await call(session, "PATCH", records(attempts), [
    { Id: 3, Text: "edited", Verdict: "returned" },
    { Id: 7, Comment: "edited" },
  ]);
  await call(session, "DELETE", records(attempts), [{ Id: 11 }, { Id: 12 }]);
  const [answers, tasks] = [russian.tables.get("Ответы")!, russian.tables.get("Задания")!];
  const dropped = columnNamed(await metaOf(session, tasks), "Лишнее");
  await call(session, "DELETE", `/api/v2/meta/columns/${String(dropped["id"])}`);
  const { link } = await linkTo(session, answers, tasks);
  // From the side of the row that keeps the key, and from the other one.
  const linked = `/api/v2/tables/${answers}/links/${String(link["id"])}/records/5`;
  await call(session, "POST", linked, { Id: 2 });
  const back = columnNamed(await metaOf(session, tasks), "Ответы на задание");
  const others = `/api/v2/tables/${tasks}/links/${String(back["id"])}/records/1`;
  await call(session, "POST", others, [{ Id: 6 }]);
  const note = columnNamed(await metaOf(session, answers), "Заметка (своя), личная");
  await call(session, "PATCH", `/api/v2/meta/columns/${String(note["id"])}`, {
    ...note,
    title: "Заметка",
  });
  await call(session, "POST", `/api/v2/meta/tables/${answers}/columns`, {
    title: "Новое",
    column_name: "new_one",
    uidt: "SingleLineText",
  });
  await call(session, "PATCH", records(answers), [{ Id: 9, Новое: "в новой колонке" }]);
}

async function bulkLoad(session: Session, { tables }: Made) {
  const rows = Array.from({ length: BULK }, (_, index) => ({ Номер: 1, Текст: `bulk ${index}` }));
  await insertAll(session, tables.get("Попытки")!, rows);
}

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  const result = await work();
  console.log(`${what}: ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  return result;
}
