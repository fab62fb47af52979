import { expect, test } from "vitest";

// @ts-expect-error Plain JavaScript, as the browser runs it.
import { observedOf } from "../components/observed.js";

const rows = (forum: string, workbook: string) => [
  { stream: "discourse_posts", state: forum },
  { stream: "nocodb_records", state: workbook },
];

test("where every source was read, nothing is left to say, nor before there is any", () => {
  expect(observedOf(rows("read", "read"))).toEqual([]);
  expect(observedOf([])).toEqual([]);
});

test.each([
  ["read", "not_connected", ["Рабочие тетради не подключены"]],
  ["not_connected", "read", ["Форум не подключён"]],
  ["not_connected", "not_connected", ["Ни форум, ни рабочие тетради не подключены"]],
  ["read", "unread", ["Ещё ни разу не прочитано до конца: рабочие тетради."]],
  ["unread", "unread", ["Ещё ни разу не прочитано до конца: форум и рабочие тетради."]],
  [
    "unread",
    "not_connected",
    ["Ещё ни разу не прочитано до конца: форум.", "Рабочие тетради не подключены"],
  ],
])("of a forum that is %s and workbooks that are %s is said what cannot be told", (...given) => {
  const [forum, workbook, beginnings] = given;
  const said = observedOf(rows(forum, workbook)) as string[];

  expect(said).toHaveLength(beginnings.length);
  for (const [index, beginning] of beginnings.entries())
    expect(said[index]?.startsWith(beginning)).toBe(true);
});
