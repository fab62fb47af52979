import { expect, test } from "vitest";

import type { Json } from "../source.ts";
import { walk } from "../testing/walk.ts";
import { GUIDE, givenGuides, page } from "./given-guides.ts";
import type { GuidesSettings } from "./options.ts";

type Files = Readonly<Record<string, string>>;
type Settings = Omit<GuidesSettings, "dir">;

/** `guide/section: title` in the order in which they land, and what was refused. */
async function read(files: Files, settings: Settings = {}) {
  await using given = await givenGuides(files, settings);
  const { records, quarantined } = await walk(given.source);
  const text = (record: Json, field: string) =>
    String((record as Readonly<Record<string, Json>>)[field]);
  return {
    sections: records.map(
      (one) =>
        `${text(one, "guide_title")} / ${text(one, "section_id")}: ${text(one, "section_title")}`,
    ),
    refused: quarantined.map(({ reason }) => reason),
  };
}

test("one guide of many pages in one folder", async () => {
  const files = {
    "guide.yaml": GUIDE,
    "2-b.md": page({ id: "b" }, "# Второй\n"),
    "10-c.MD": page({ id: "c" }, "# Десятый\n"),
    "d.markdown": page({ id: "d", title: "Без номера" }),
  };

  expect(await read(files)).toEqual({
    sections: [
      "Системное мышление / c: Десятый",
      "Системное мышление / b: Второй",
      "Системное мышление / d: Без номера",
    ],
    refused: [],
  });
});

test("a guide is the nearest one above a page", async () => {
  const files = {
    "guide.yml": "id: all\ntitle: Всё\n",
    "readme.md": page({ id: "a", title: "А" }),
    "deep/guide.yaml": "id: deep\ntitle: Глубже\n",
    "deep/er/still/b.md": page({ id: "b", title: "Б" }),
  };

  expect((await read(files)).sections).toEqual(["Глубже / b: Б", "Всё / a: А"]);
});

/** As Docusaurus keeps them: few ids, titles in headings, orders anew in each folder. */
const NESTED: Files = {
  "intro.md": "# Введение\n",
  "basics/index.md": page({ sidebar_position: 1 }, "# Основы\n"),
  "basics/install.mdx": "---\nsidebar_position: 2\n---\nimport X from 'x'\n\n# Установка\n",
  "basics/install/linux.md": "Без заголовка.\n",
  "guides/index.md": page({ title: "Руководства" }),
};

test("a documentation without ids and guides loads whole, by paths and folders", async () => {
  const settings: Settings = {
    withoutId: "path",
    withoutGuide: "folder",
    fields: { order: ["sidebar_position"] },
  };

  expect(await read(NESTED, settings)).toEqual({
    sections: [
      "Основы / basics/index: Основы",
      "Основы / basics/install: Установка",
      "Основы / basics/install/linux: linux",
      "Руководства / guides/index: Руководства",
      "guide / intro: Введение",
    ],
    refused: [],
  });
});

test("a documentation without guides loads as the one that the configuration names", async () => {
  const settings: Settings = {
    withoutId: "path",
    withoutGuide: { id: "docs", title: "Документация" },
  };

  const { sections, refused } = await read(NESTED, settings);

  expect(sections.map((one) => one.split(" / ")[0])).toEqual(Array(5).fill("Документация"));
  expect(refused).toEqual([]);
});

test("one folder a section, its page an index, its id a field of another name", async () => {
  const files = {
    "web/html/index.md": page({ slug: "Web/HTML", title: "HTML" }),
    "web/html/_readme.txt": "",
    "web/css/index.md": page({ slug: "Web/CSS" }, "Без заголовка.\n"),
  };

  expect(await read(files, { fields: { id: ["slug"] }, withoutGuide: "folder" })).toEqual({
    sections: ["web / Web/CSS: css", "web / Web/HTML: HTML"],
    refused: [],
  });
});

test("without such settings each page that says too little is refused by name", async () => {
  expect(await read(NESTED)).toEqual({
    sections: [],
    refused: [
      "basics/index.md: line 1: it has no id",
      "basics/install.mdx: line 1: it has no id",
      "basics/install/linux.md: no front matter between ---",
      "guides/index.md: line 1: it has no id",
      "intro.md: no front matter between ---",
    ],
  });
});
