import { expect, test } from "vitest";

import { RUSSIAN } from "../../../sources/nocodb/mapping/propose/given-base.ts";
import { propose, settingsOf } from "../../../sources/nocodb/mapping/propose/propose.ts";
import { Tables } from "../../../sources/nocodb/mapping/settings.ts";
import { proposalText, settingsText } from "./proposal-text.ts";

const proposal = await propose(RUSSIAN, async () => []);

/** What a person pastes is what a configuration then says. */
async function pasted(lines: readonly string[]): Promise<unknown> {
  const source = `export default { ${lines.join("\n")} };`;
  const module = await import(`data:text/javascript,${encodeURIComponent(source)}`);
  return module.default;
}

test("what is printed to be pasted is the mapping that was proposed", async () => {
  const settings = settingsOf(proposal);

  const found = (await pasted(settingsText(proposal.proposed))) as { tables: unknown };

  expect(Tables.parse(found.tables)).toEqual(settings);
});

test("a title with an end of line in it ends no comment of what is pasted", async () => {
  const odd = RUSSIAN.map((table) =>
    table.id === "mt" ? { ...table, title: "Задания\nprocess.exit(1)" } : table,
  );
  const oddly = await propose(odd, async () => []);

  const found = (await pasted(settingsText(oddly.proposed))) as { tables: unknown };

  expect(Tables.parse(found.tables)).toEqual(settingsOf(oddly));
});

test("each guess is said with its reason, in the person's language", () => {
  const shown = { proposal, gaps: [], file: "vklad.config.ts" };

  const ru = proposalText(shown, "ru").slice(0, 7);
  const en = proposalText(shown, "en").slice(0, 7);

  expect([ru, en]).toEqual([
    [
      "Таблиц в базе: 7. Что чем служит и почему:",
      "",
      "  Потоки → потоки (в ней даты, в ней руководство, так называется)",
      "      Название → название (по нему узнают строку)",
      "      Руководство → руководство (так называется)",
      "      Начало → начало (так называется)",
      "      Конец → конец (так называется)",
    ],
    [
      "Tables in the base: 7. What is what, and why:",
      "",
      "  Потоки → cohorts (it holds dates, it holds a guide, it is called so)",
      "      Название → title (rows are known by it)",
      "      Руководство → guide (it is called so)",
      "      Начало → start (it is called so)",
      "      Конец → end (it is called so)",
    ],
  ]);
});

test("what is missing is said in the words of the base", () => {
  const gap = { role: "attempts", table: "Попытки", field: "text", named: "Текст" } as const;
  const gaps = [{ ...gap, code: "column_missing" } as const];

  const lines = proposalText({ proposal, gaps, file: "vklad.config.ts" }, "ru");

  expect(lines.slice(lines.indexOf("Чего не хватает:"))[1]).toBe(
    "  - таблица «Попытки»: нет столбца «Текст», в котором должно быть «текст»",
  );
});
