import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import { beforeAll, expect, test } from "vitest";

import { gapText } from "../../app/cli/mapping/words.ts";
import { Gap } from "../../sources/nocodb/mapping/gaps.ts";
import { testWithShared } from "../../test/shared.ts";
import { giveMacros } from "./queries.ts";

const ROOT = join(import.meta.dirname, "../..");

let connection: DuckDBConnection;

beforeAll(async () => {
  connection = await (await DuckDBInstance.create(":memory:")).connect();
  await giveMacros(connection);
});

/** Of many at once: DuckDB needs half a second to think about the query, and none to answer. */
async function allInRussian(reasons: readonly string[]): Promise<string[]> {
  const asked = reasons.map((_, index) => `($${index + 1})`).join(", ");
  const query = `SELECT reason(r) FROM (VALUES ${asked}) AS given(r)`;
  const rows = await connection.runAndReadAll(query, [...reasons]);
  return rows.getRows().map(([words]) => String(words));
}

async function inRussian(reason: string): Promise<string> {
  return String((await allInRussian([reason]))[0]);
}

testWithShared("a guide's fault names its file", "cases/quarantine-reason", async (path) => {
  const { reason } = JSON.parse(readFileSync(join(path, "input.json"), "utf8"));

  expect(await inRussian(reason)).toBe("osnovy/02.md: в начале нет шапки между строками ---");
});

const SAID = [
  ["unknown Attempts.Answer", "указывает на то, чего нет: Attempts.Answer"],
  ["missing user_id", "нет поля user_id"],
  ["not read: status 500", "источник не отдаёт: ответ 500"],
  ["not read: status 422 ERR_FIELD", "источник не отдаёт: ответ 422 ERR_FIELD"],
  ["missing attempts.text", "нет поля «текст» (попытки)"],
  ["unknown answers.cohort", "указывает на то, чего нет, поле «поток» (ответы)"],
  ["unreadable Попытки.Оценка", "не читается поле Попытки.Оценка"],
  ["id: Invalid input; user.name: Required", "не читаются поля: id; user.name"],
  ["Invalid input: expected object, received string", "запись не той формы"],
  ["a message longer than 16 MB", "сообщение длиннее 16 МБ"],
  ["unreadable message.chat", "не читается поле message.chat"],
  ["date_unixtime: expected seconds since 1970", "не читаются поля: date_unixtime"],
  ["user: neither a user nor a chat reacted", "не читаются поля: user"],
  ["verdict_by_author", "вердикт поставил автор ответа"],
  [
    "osnovy/введение: часть 1/02.md: order: Invalid input: expected number, received string",
    "osnovy/введение: часть 1/02.md: не читаются поля: order",
  ],
  [
    "osnovy/01.MD: broken YAML: Tabs are not allowed as indentation at line 1, column 1:",
    "osnovy/01.MD: не читается как YAML: строка 1, столбец 1",
  ],
  [
    "metody/guide.yaml: broken YAML: Unresolved alias (the anchor must be set before the alias): x",
    "metody/guide.yaml: не читается как YAML",
  ],
  ["a/02.md: its id is already that of a/01.md", "a/02.md: такой же id у файла a/01.md"],
  [
    "a/02.md: a/guide.yaml is missing or unreadable",
    "a/02.md: файла a/guide.yaml нет, или он не читается",
  ],
  [
    "a/02.mdx: line 7: its order is no number of up to 12 digits",
    "a/02.mdx: строка 7: порядок — не число до 12 цифр",
  ],
  ["./osnovy: its link leads nowhere: ENOENT", "./osnovy: ссылка никуда не ведёт: ENOENT"],
] as const;

test("each is said in its own words", async () => {
  const said = await allInRussian(SAID.map(([reason]) => reason));

  expect(said).toEqual(SAID.map(([, words]) => words));
});

const GAP = { table: "Попытки «1»", field: "text", named: "Текст'" } as const;

test.each(Gap.shape.code.options)(
  "a base that lacks something (%s) is told of alike",
  async (code) => {
    const gap = { ...GAP, code, role: "attempts" } as const;
    const asked = [code, gap.role, gap.table, gap.field, gap.named];

    const rows = await connection.runAndReadAll("SELECT gap($1, $2, $3, $4, $5)", asked);

    expect(rows.getRows()[0]?.[0]).toBe(gapText(gap, "ru"));
  },
);

/** Where the product writes down why it refuses: `reason: "…"`, `refused(…, "…")`, `return "The line …"`. */
const WRITTEN = [
  /\breason(?:OfRefusal)?(?::| =)\s*(?:\w+ \? \w+ : )?(?<text>"[^"]+"|`[^`]+`)/g,
  /\brefus(?:ed|al)\((?:[^()"`]|\([^()]*\))*?(?<text>"[^"]+"|`[^`]+`)\)/g,
  /\b(?:no|leaveOut)\([^"`;]*?(?<text>"[^"]+"|`[^`]+`)\)/g,
  /return (?<text>`it cannot be read: [^`]+`)/g,
  /return (?<text>"The line [^"]+")/g,
  /(?<text>"not read: [^"]+"|`not (?:read|shown): [^`]+`)/g,
  /\bunreadRecord\([^"()]*(?<text>"[^"]+")\)/g,
  /const [A-Z]+_KEY = (?<text>"[^"]+");/g,
  /\bmissingKey = (?<text>`[^`]+`)/g,
  // A constant that is a reason elsewhere: `reason: TOO_DEEP`.
  /const [A-Z_]+ = (?<text>`[a-z][^`]*`);/g,
];

function reasonsWritten(): string[] {
  const files = ["sources", "warehouse/duckdb", "models/core"].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => /(?<!\.test)\.ts$/.test(file) && !file.startsWith("testing"))
      // Why a mapping was guessed is no refusal.
      .filter((file) => !/mapping|meaning/.test(file))
      .map((file) => readFileSync(join(ROOT, folder, file), "utf8")),
  );
  const texts = files.flatMap((source) =>
    WRITTEN.flatMap((pattern) =>
      [...source.matchAll(pattern)].map(({ groups }) => (groups?.["text"] ?? "").slice(1, -1)),
    ),
  );
  // A column, and a path before a reason that stands elsewhere.
  const isType = (text: string) => text === "VARCHAR" || text === "${path}: ${reason}";
  return [...new Set(texts)].filter((text) => !isType(text)).toSorted();
}

const PLACEHOLDER = /\$\{[^{}]*\}/g;

test("every reason that the product writes has Russian words, and keeps what it names", async () => {
  const reasons = reasonsWritten();
  const untold: string[] = [];
  const asked = reasons.map((reason) => reason.replaceAll(PLACEHOLDER, "404"));
  for (const [index, words] of (await allInRussian(asked)).entries()) {
    const reason = reasons[index] ?? "";
    const isTold = /[а-яё]/i.test(words) && !/другая причина|[a-z]{3,} [a-z]{2,}/.test(words);
    if (!isTold) untold.push(`${reason}: ${words}`);
  }

  expect(untold).toEqual([]);
  expect(reasons).toContain("no front matter between ---");
  expect(reasons.length).toBeGreaterThan(8);
});

test("a reason without words is shown whole, as another one", async () => {
  expect(await inRussian("the moon is full")).toBe("другая причина: «the moon is full»");
});
