import { expect, test } from "vitest";

import { annotation } from "../../../sources/testing/annotations.ts";
import { givenWarehouse } from "../../../test/warehouse.ts";
import { buildThrough, rawRow } from "../../given.ts";
import { annotationPlaces } from "./annotation_places.ts";

const SITE = "https://guides.example.org";
const BORDER = "Граница отделяет систему от её окружения, и провести её — дело наблюдателя.";
const ROLE = "Роль — это то, что делают; исполнитель — тот, кто сегодня это делает.";

interface Page {
  readonly text: string;
  readonly guide?: string;
  readonly urls?: readonly string[];
}

const pageRecord = (id: string, { text, guide = "g", urls = [`${SITE}/${id}/`] }: Page) => ({
  ...{ section_id: id, guide_id: guide, guide_title: guide, section_title: id },
  ...{ path: `${guide}/${id}.md`, text, urls },
});

const onPage = (page: string, exact: string | null, rest: object = {}) => ({
  uri: `${SITE}/${page}/`,
  target: [
    {
      selector:
        exact === null ? [] : [{ type: "TextQuoteSelector", exact, prefix: "", suffix: "" }],
    },
  ],
  ...rest,
});

/** `state section` by annotation. */
async function placed(
  pages: Readonly<Record<string, Page>>,
  annotations: Readonly<Record<string, object>>,
  { gone = {} }: { gone?: Readonly<Record<string, Page>> } = {},
) {
  const rows = Object.entries(pages).map(([id, page]) => rawRow(id, pageRecord(id, page)));
  const were = Object.entries(gone).map(([id, page]) => rawRow(id, pageRecord(id, page)));
  await using warehouse = await givenWarehouse({
    raw_guides_sections_current: rows,
    raw_guides_sections_versions: [...rows, ...were].map((row) => ({ ...row, ordinal: 1n })),
    raw_hypothesis_annotations_current: Object.entries(annotations).map(([id, rest]) =>
      rawRow(id, annotation(id, 0, rest as Parameters<typeof annotation>[2])),
    ),
  });
  const found = await buildThrough(warehouse, annotationPlaces);
  return Object.fromEntries(
    found.map((row) => [row.annotation_id, [row.state, row.section_id, row.likeness]]),
  );
}

const PAGES = { borders: { text: `# Граница\n\n${BORDER}` }, roles: { text: ROLE } };

test("an annotation whose words stand as they did is kept, a reworded one has moved", async () => {
  const reworded = BORDER.replace("наблюдателя", "того, кто смотрит");

  const before = await placed(PAGES, { a: onPage("borders", BORDER) });
  const after = await placed(
    { ...PAGES, borders: { text: reworded } },
    { a: onPage("borders", BORDER) },
  );

  expect(before).toEqual({ a: ["kept", "borders", 1_000] });
  expect(after).toEqual({ a: ["moved", "borders", expect.any(Number)] });
  expect(after["a"]?.[2]).toBeLessThan(1_000);
});

test("words that went to another page are followed, reworded ones too", async () => {
  const pages = {
    borders: { text: "О другом." },
    far: { text: BORDER, guide: "h" },
    near: { text: `Вступление.\n\n${BORDER}` },
  };
  const reworded = { ...pages, far: { text: "" }, near: { text: BORDER.replace("её", "свою") } };

  expect(await placed(pages, { a: onPage("borders", BORDER) })).toEqual({
    a: ["moved", "near", 1_000],
  });
  expect((await placed(reworded, { a: onPage("borders", BORDER) }))["a"]?.slice(0, 2)).toEqual([
    ...["moved", "near"],
  ]);
});

test("words that went elsewhere are followed past what was written in their place", async () => {
  const left = BORDER.replace("дело наблюдателя", "дело договорённости");
  const pages = { borders: { text: left }, near: { text: BORDER } };

  expect(await placed(pages, { a: onPage("borders", BORDER) })).toEqual({
    a: ["moved", "near", 1_000],
  });
});

test("words that stand nowhere any more leave an orphan, on a page that is gone, too", async () => {
  const annotations = {
    lost: onPage("borders", "Этих слов в руководстве больше нет, и никто не помнит, где были"),
    note: onPage("old", null),
    followed: onPage("old", ROLE),
  };
  const gone = { old: { text: ROLE } };

  expect(await placed(PAGES, annotations, { gone })).toEqual({
    lost: ["orphaned", null, null],
    note: ["orphaned", null, null],
    followed: ["moved", "roles", 1_000],
  });
});

test("a note on a page is kept with it, and one on a page of nobody's guides is outside", async () => {
  const annotations = {
    note: onPage("borders", null),
    outside: { ...onPage("borders", BORDER), uri: "https://news.example.org/borders/" },
  };

  expect(await placed(PAGES, annotations)).toEqual({
    note: ["kept", "borders", null],
    outside: ["outside", null, null],
  });
});

test("a reply stands with the thread's first annotation, and is an orphan once that is gone", async () => {
  const annotations = {
    root: onPage("borders", ROLE),
    reply: onPage("borders", null, { references: ["root"] }),
    deep: onPage("borders", null, { references: ["root", "reply"] }),
    lonely: onPage("borders", null, { references: ["gone"] }),
  };

  expect(await placed(PAGES, annotations)).toEqual({
    root: ["moved", "roles", 1_000],
    reply: ["moved", "roles", null],
    deep: ["moved", "roles", null],
    lonely: ["orphaned", null, null],
  });
});

test.each([
  "http://www.guides.example.org/borders",
  "https://guides.example.org/borders/index.html#h2",
  "https://guides.example.org/borders.html?utm_source=tg",
])("one page is one page, however it is addressed: %s", async (uri) => {
  expect(await placed(PAGES, { a: { ...onPage("borders", BORDER), uri } })).toEqual({
    a: ["kept", "borders", 1_000],
  });
});

test("an address in other letters or with a query that tells pages apart is known", async () => {
  const pages = {
    a: { text: BORDER, urls: [`${SITE}/основы/граница/`] },
    b: { text: ROLE, urls: [`${SITE}/?p=2`] },
  };
  const annotations = {
    letters: { ...onPage("", BORDER), uri: `${SITE}/${encodeURI("основы/граница")}` },
    query: { ...onPage("", ROLE), uri: `${SITE}/?p=2` },
    other: { ...onPage("", ROLE), uri: `${SITE}/?p=3` },
  };

  expect(await placed(pages, annotations)).toEqual({
    letters: ["kept", "a", 1_000],
    query: ["kept", "b", 1_000],
    other: ["outside", null, null],
  });
});

test("the same pages and annotations in another order stand in the same places", async () => {
  const annotations = { a: onPage("x", BORDER), b: onPage("borders", ROLE.slice(0, 50)) };
  const pages = { x: { text: "Пусто." }, copy: { text: BORDER }, ...PAGES };
  const reversed = Object.fromEntries(Object.entries(pages).toReversed());

  const first = await placed(pages, annotations);

  expect(await placed(reversed, annotations)).toEqual(first);
  expect(first).toEqual({ a: ["moved", "borders", 1_000], b: ["moved", "roles", 1_000] });
});
