import { expect, test } from "vitest";

import { decode } from "./decode.ts";
import { rulesOf } from "./options.ts";
import { readSection } from "./section-file.ts";

const { fields } = rulesOf({ dir: "" });

/** What a page gives, or why it gives nothing. */
function read(content: string | Buffer, names: Partial<typeof fields> = {}) {
  const text = decode(Buffer.from(content));
  const section = "reason" in text ? text : readSection(text.value, { ...fields, ...names });
  return "reason" in section ? section.reason : section.value;
}

const idOf = (written: string) => read(`---\nid: ${written}\n---\n`);
const page = (front: string, text = "Т.\n") => read(`---\nid: x\n${front}\n---\n${text}`);

test.each([
  ["1.10", "1.10"],
  ["007", "007"],
  ["1e3", "1e3"],
  ["2026-09-01", "2026-09-01"],
  ["no", "no"],
  ["true", "true"],
  ["c#-3", "c#-3"],
  ["c # a comment", "c"],
  ['"а: б # в"', "а: б # в"],
  ["'it''s'", "it's"],
  ["sp ace id", "sp ace id"],
  ["системныи\u0306", "системный"],
  ["__proto__", "__proto__"],
])("the id %s is what is written: %s", (written, id) => {
  expect(idOf(written)).toMatchObject({ id });
});

test.each([
  ["", null],
  ["~", null],
  ['""', null],
])("the id %s is none", (written, id) => {
  expect(idOf(written)).toMatchObject({ id });
});

test.each([
  ["[a, b]", "line 2: its id is no text"],
  ["{a: b}", "line 2: its id is no text"],
  ['"a\\nb"', "line 2: its id is more than one line"],
])("the id %s is refused", (written, reason) => {
  expect(idOf(written)).toBe(reason);
});

test.each([
  ["order: 3", "3"],
  ["order: 010", "010"],
  ['order: "11"', "11"],
  ["order: 1.5", "1.5"],
  ["order: -2", "-2"],
  ["order:", null],
  ["title: А", null],
])("%s", (front, order) => {
  expect(page(front)).toMatchObject({ order });
});

test.each([
  ["order: .inf", "line 3: its order is no number of up to 12 digits"],
  ["order: 9007199254740993", "line 3: its order is no number of up to 12 digits"],
  ["order: first", "line 3: its order is no number of up to 12 digits"],
  ["order: [1]", "line 3: its order is no number of up to 12 digits"],
  ["id: y", "line 3: broken YAML: Map keys must be unique"],
  ["a: &a 1\nb: *a", "line 4: an alias of YAML; write the value itself"],
  ["a: &a\n  b: *a", "line 4: an alias of YAML; write the value itself"],
  ["title: !include other.md", "line 3: broken YAML: Unresolved tag: !include"],
  ['title: "\\uD83D half"', "line 3: a character that is none, half a pair or NUL"],
  ['title: "А\\0Б"', "line 3: a character that is none, half a pair or NUL"],
  ["title: [А]", "line 3: its title is no text"],
  [`a: ${"[".repeat(40)}${"]".repeat(40)}`, "line 3: its YAML is nested too deep"],
])("%s is refused with its line", (front, reason) => {
  expect(page(front)).toBe(reason);
});

test.each(["\tx: 1", "order:\u00a031", "title: [never closed", "title: а: б"])(
  "%j is refused with its line",
  (front) => {
    expect(page(front)).toMatch(/^line [2345]: broken YAML: /);
  },
);

test("a title is the front matter's, else the first heading", () => {
  const titles = [
    page("title: 2026"),
    page("title: 2026-09-01"),
    page("title: >\n  Два\n  слова"),
    page("", "Вступление.\n\n## Глава *первая* {#one}\n# Вторая\n"),
    page("", "```sh\n# не заголовок\n```\n~~~\n# и это\n~~~\n\nЗаголовок\n=========\n"),
    page("", '<h1 align="center">Имя <b>книги</b></h1>\n'),
    page("", "# C# ##\n"),
    page("", "Ни одного.\n"),
  ].map((section) => (section as { title: string | null }).title);

  expect(titles).toEqual([
    ...["2026", "2026-09-01", "Два слова", "Глава *первая*", "Заголовок", "Имя книги", "C#", null],
  ]);
});

test.each([
  ["a byte order mark", "\ufeff---\nid: x\n---\nТ."],
  ["lines of Windows", "---\r\nid: x\r\n---\r\nТ."],
  ["carriage returns alone", "---\rid: x\r---\rТ."],
  ["blank lines above", "\n \n---\nid: x\n---\nТ."],
  ["spaces after the dashes", "--- \nid: x\n---\t\nТ."],
  ["dots at the end", "---\nid: x\n...\nТ."],
  ["keys in quotes", '---\n"id": x\n---\nТ.'],
  ["dashes inside a value", "---\nid: x\nnote: |\n  а\n  ---\n  б\n---\nТ."],
])("%s make no difference", (_, content) => {
  expect(read(content)).toMatchObject({ id: "x", text: "Т." });
});

test("the text is what stands below, to the last character", () => {
  const text = "\r\n\t# Ё — е\u0301\u200b\r\n---\r\n<b>\u00a0</b>\n\n";

  expect(page("title: А", text)).toMatchObject({ text });
  expect(read("---\nid: x\n---")).toMatchObject({ text: "" });
});

test("a page without front matter is all text", () => {
  const none = { id: null, title: "Раз", text: "# Раз\n---\nдва\n", frontMatter: {} };

  expect(read("# Раз\n---\nдва\n")).toMatchObject(none);
  expect(read("---\n---\n")).toMatchObject({ id: null, frontMatter: {} });
});

test.each([
  ["---\nid: x\nтекст", "line 1: its front matter has no end"],
  ["+++\nid = 1\n+++\n", "line 1: its front matter is TOML"],
  ["\n---\n- a\n---\n", "line 3: its YAML is no list of fields"],
  ["---\nтекст\n---\n", "line 2: its YAML is no list of fields"],
])("%j is refused", (content, reason) => {
  expect(read(content)).toBe(reason);
});

test("front matter lands as JSON that says what was written", () => {
  const front = "v: 1.10\nn: 1.5\ni: 007\nd: 2026-09-01\nb: yes\nt: true\ne:\n__proto__: {a: 1}";

  const { frontMatter } = page(front) as { frontMatter: object };

  expect(JSON.stringify(frontMatter)).toBe(
    '{"id":"x","v":"1.10","n":1.5,"i":"007","d":"2026-09-01","b":"yes","t":true,"e":null,' +
      '"__proto__":{"a":1}}',
  );
  expect(({} as { a?: unknown }).a).toBeUndefined();
});

test("tasks are rows, alone or with a complexity; one that cannot be read is left out by name", () => {
  const front = [
    "tasks:",
    "  - 12",
    "  - Задания/13",
    "  - task: 14",
    "    complexity: 1.250000",
    "  - task: 15",
    "    complexity: 0",
    "  - task: 16",
    "    complexity: 1,5",
    "  - complexity: 2",
    "  - [17]",
  ].join("\n");

  expect(page(front)).toMatchObject({
    tasks: [{ task: "12" }, { task: "Задания/13" }, { task: "14", complexity: "1.250000" }],
    taskFaults: [
      "line 9: a complexity is no number above 0 and below 1000",
      "line 11: a complexity is no number above 0 and below 1000",
      "line 12: a task names no row",
      "line 13: a task names no row",
    ],
  });
  expect(page("tasks: 12")).toMatchObject({
    tasks: [],
    taskFaults: ["line 3: its tasks are no list"],
  });
});

test("fields may have other names, several of them, and stand inside others", () => {
  const front = "slug: /intro\nsidebar_label: Начало\nsidebar:\n  order: 4\nweight: 9";
  const names = {
    id: ["slug"],
    title: ["linkTitle", "sidebar_label"],
    order: ["sidebar.order", "weight"],
  };

  const section = read(`---\n${front}\n---\nТ.`, names);

  expect(section).toMatchObject({ id: "/intro", title: "Начало", order: "4" });
});
