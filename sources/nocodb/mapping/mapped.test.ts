import { expect, test } from "vitest";

import { fc } from "../../../test/property.ts";
import type { Json } from "../../source.ts";
import { MAPPING, rowAs } from "./given-mapping.ts";

const STAMPS = { Создано: "2026-09-01 10:00:00+00:00", Изменено: null };
const ADA = { id: "usada", email: "#a", display_name: "Ада" };
const EVA = { id: "useva", email: "#e", display_name: "Ева" };
const IN_OUR_WORDS = {
  ...{ created_by: "usada", created_by_name: "Ада", modified_by: null, modified_by_name: null },
  ...{ created_at: "2026-09-01 10:00:00+00:00", updated_at: null },
};
const ATTEMPT = {
  ...{ Id: 9, ...STAMPS, Ответ: { Id: 5, Название: "…" }, nc___Ответы_id: 5 },
  ...{ Текст: "Граница проведена.", Решение: "принято", Оценка: 8 },
  ...{ "Кем создано": ADA, "Кем изменено": EVA },
};

test("a row of a Russian base with links is an attempt in our words", () => {
  const [record] = rowAs("Попытки", ATTEMPT);

  expect(record).toMatchObject({ table_id: "mp", table: "Попытки", Id: 9, role: "attempts" });
  expect(record?.as).toEqual({
    ...{ answer: "ma/5", task: null, cohort: null, cohort_id: null, number: 1 },
    ...{ text: "Граница проведена.", verdict: "accepted", grade: 4, comment: null },
    ...{ ...IN_OUR_WORDS, modified_by: "useva", modified_by_name: "Ева" },
  });
});

test("an answer names its task and cohort, and the cohort is known by its plain id", () => {
  const [record] = rowAs("Ответы", {
    ...{ Id: 5, ...STAMPS, Задание: { Id: 3 }, Поток: { Id: 2 }, "Кем создано": ADA },
  });

  expect(record?.as).toEqual({ task: "mt/3", cohort: "mc/2", cohort_id: "2", ...IN_OUR_WORDS });
});

test("a grade that cannot be read leaves the verdict unclear, never a verdict without it", () => {
  const [record] = rowAs("Попытки", { ...ATTEMPT, Оценка: 11 });

  expect([record?.as["verdict"], record?.as["grade"]]).toEqual(["unclear", null]);
});

test("a row of a table of reviews says a verdict on the attempt it links to", () => {
  const judged = { verdicts: { принято: "accepted" }, grades: { from: 1, to: 10 } } as const;
  const columns = { attempt: "Попытка", verdict: "Решение", grade: "Оценка" };
  const reviews = { table: "Отзывы", columns, ...judged };
  const [record] = rowAs(
    "Отзывы",
    {
      ...{ Id: 4, ...STAMPS, Попытка: { Id: 9 }, Решение: "принято", Оценка: 8 },
      "Кем создано": EVA,
    },
    { ...MAPPING, reviews },
  );

  expect(record?.role).toBe("reviews");
  expect(record?.as).toEqual({
    ...{ attempt: "mp/9", verdict: "accepted", grade: 4, comment: null },
    ...{ ...IN_OUR_WORDS, created_by: "useva", created_by_name: "Ева" },
  });
});

const FORMS = {
  ...MAPPING,
  attempts: {
    table: "Попытки",
    columns: { ...{ task: { is: 3 }, cohort: { is: 2 } }, text: "Текст", author: "Почта" },
  },
};
const MAIL = [{ id: "cm", title: "Почта", uidt: "Email" }];

test("a row of an anonymous form is of the address it names, as an account of its own", () => {
  const [, attempt] = rowAs(
    "Попытки",
    { ...ATTEMPT, "Кем создано": null, Почта: "#h" },
    FORMS,
    MAIL,
  );

  expect(attempt?.as["created_by"]).toBe("mail:#h");
});

test("who signed in is the author, whomever the row names", () => {
  const [, attempt] = rowAs("Попытки", { ...ATTEMPT, Почта: "#h" }, FORMS, MAIL);

  expect(attempt?.as["created_by"]).toBe("usada");
});

test("where each attempt is an answer, both land and name each other", () => {
  const records = rowAs("Попытки", { ...ATTEMPT, Id: 9 }, FORMS, MAIL);

  expect(
    records.map(({ table_id, Id, role, as }) => [table_id, Id, role, as["answer"], as["task"]]),
  ).toEqual([
    ["mp#answers", 9, "answers", undefined, "mt/3"],
    ["mp", 9, "attempts", "mp#answers/9", "mt/3"],
  ]);
});

test("a cohort of another table than the first is known by its table too", () => {
  const two = {
    ...MAPPING,
    cohorts: [
      { table: "Задания", columns: { title: "Название" } },
      { table: "Потоки", columns: { title: "Название" } },
    ],
    tasks: undefined,
  };

  const ids = ["Задания", "Потоки"].map((title) => {
    const [record] = rowAs(title, { Id: 2, Название: "Весна" }, two);
    return record?.as["cohort_id"];
  });

  expect(ids).toEqual(["2", "mc/2"]);
});

test("whatever stands in a row, it is mapped to our words or to none", () => {
  const titles = ["Ответ", "nc___Ответы_id", "Текст", "Решение", "Оценка", "Кем создано"];
  const fields = fc.dictionary(fc.constantFrom(...titles), fc.jsonValue({ maxDepth: 3 }));
  fc.assert(
    fc.property(fields, (row) => {
      const [record] = rowAs("Попытки", row as Record<string, Json>);
      const { verdict, grade } = record!.as;
      expect(["accepted", "returned", "unclear", null]).toContain(verdict);
      expect([1, 2, 3, 4, 5, null]).toContain(grade);
    }),
  );
});
