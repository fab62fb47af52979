import { expect, test } from "vitest";

import { checkInRussian, descriptionInRussian } from "./in-russian.ts";
import { modelGraph } from "./graph.ts";

const nodes = [...modelGraph().values()];

test("every table of the graph has its Russian sentence, and says what a row is", () => {
  const without = nodes.filter(
    ({ name }) =>
      !/[а-яё].*(строка — .+|одна строка|сама учётная запись)\.$/i.test(descriptionInRussian(name)),
  );

  expect(without.map(({ name }) => name)).toEqual([]);
});

test("every check of every model has its Russian words", () => {
  const names = nodes.flatMap(({ model }) => (model?.checks ?? []).map(({ name }) => name));

  expect(names.filter((name) => checkInRussian(name) === name)).toEqual([]);
  expect(checkInRussian("member_id is not null")).toBe("member_id всегда заполнено");
});
