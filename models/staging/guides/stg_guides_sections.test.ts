import { expect, test } from "vitest";

import { givenWarehouse } from "../../../test/warehouse.ts";
import { buildThrough, rawRow, RUN } from "../../given.ts";
import { stgGuidesSections } from "./stg_guides_sections.ts";

interface Page {
  readonly order?: string | number;
  readonly order_group?: string;
  readonly place?: string;
  readonly text?: string;
  readonly is_translation?: boolean;
}

function page(section_id: string, given: Page = {}, guide_id = "g") {
  const titles = { guide_id, guide_title: guide_id, section_title: section_id };
  const path = `${guide_id}/${section_id}.md`;
  return rawRow(section_id, { section_id, ...titles, path, text: "Т.", ...given });
}

async function ordered(pages: readonly ReturnType<typeof page>[]) {
  await using warehouse = await givenWarehouse({ raw_guides_sections_current: pages });
  const rows = await buildThrough(warehouse, stgGuidesSections);
  const inOrder = rows.toSorted((a, b) => Number(a.section_order - b.section_order));
  return inOrder.map((row) => `${row.section_order} ${row.section_id}`);
}

test("sections stand by their orders, fractions too, and by path where they have none", async () => {
  const pages = [
    page("last", { place: "b" }),
    page("half", { order: "1.5" }),
    page("two", { order: "2" }),
    page("ten", { order: "10" }),
    page("one", { order: 1 }),
    page("first without", { place: "a" }),
  ];

  expect(await ordered(pages)).toEqual([
    ...["1 one", "2 half", "3 two", "4 ten", "5 first without", "6 last"],
  ]);
});

test("orders that begin anew in each folder are compared within it", async () => {
  const pages = [
    page("b1", { order: "1", order_group: "b" }),
    page("a2", { order: "2", order_group: "a" }),
    page("a1", { order: "1", order_group: "a" }),
  ];

  expect(await ordered(pages)).toEqual(["1 a1", "2 a2", "3 b1"]);
});

test("equal orders do not stop a build, and each guide counts from one", async () => {
  const pages = [page("y", { order: 1 }), page("x", { order: 1 }), page("z", {}, "other")];

  expect(await ordered(pages)).toEqual(["1 x", "1 z", "2 y"]);
});

test("a translation is no section of its own, and takes no place in the order", async () => {
  const pages = [page("one"), page("one@en", { is_translation: true }), page("two")];

  expect(await ordered(pages)).toEqual(["1 one", "2 two"]);
});

test("a section has its text as it was written, its file and when it was read", async () => {
  const text = "\r\n# Ё\u200b — <b>«e\u0301»</b>\n\n";
  await using warehouse = await givenWarehouse({
    raw_guides_sections_current: [page("x", { text, order: "3" }), page("y", { text: "" })],
  });

  const [x, y] = await buildThrough(warehouse, stgGuidesSections);

  expect(x).toEqual({
    ...{ section_id: "x", guide_id: "g", guide_title: "g", section_title: "x" },
    ...{ section_order: 1n, body: text, path: "g/x.md", access: null, read_at: RUN.as_of_day },
  });
  expect(y?.body).toBe("");
});
