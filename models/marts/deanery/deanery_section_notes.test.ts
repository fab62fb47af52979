import { expect, test } from "vitest";

import { annotation } from "../../../sources/testing/annotations.ts";
import { givenWarehouse } from "../../../test/warehouse.ts";
import { annotations } from "../../core/guides/annotations.ts";
import { buildThrough, rawRow } from "../../given.ts";
import { deanerySectionNotes } from "./deanery_section_notes.ts";

const TEXT = "Граница отделяет систему от её окружения, и провести её — дело наблюдателя.";
const LOST = "Этих слов в руководстве больше нет, и никто не помнит, где они стояли";

const section = (id: string, text: string) => ({
  ...{ section_id: id, guide_id: "g", guide_title: "Основы", section_title: `О ${id}`, text },
  ...{ path: `${id}.md`, urls: [`https://guides.example.org/${id}/`] },
});

function on(id: string, page: string, exact: string | null, rest: object = {}) {
  const selector = exact === null ? [] : [{ type: "TextQuoteSelector", exact }];
  const uri = `https://guides.example.org/${page}/`;
  return rawRow(id, annotation(id, 0, { uri, target: [{ selector }], ...rest }));
}

const ANNOTATIONS = [
  on("kept", "borders", TEXT),
  on("moved", "roles", TEXT, { user: "acct:boris@hypothes.is" }),
  on("lost", "borders", LOST),
  on("reply", "borders", null, { references: ["kept"], user: "acct:boris@hypothes.is" }),
  on("elsewhere", "borders", TEXT, { uri: "https://news.example.org/" }),
  on("hidden", "borders", TEXT, { hidden: true }),
  on("waiting", "borders", TEXT, { moderation_status: "PENDING" }),
  on("approved", "roles", null, { moderation_status: "APPROVED" }),
];

async function given() {
  const pages = [section("borders", TEXT), section("roles", "О ролях.")];
  const current = pages.map((page) => rawRow(page.section_id, page));
  return givenWarehouse({
    raw_guides_sections_current: current,
    raw_guides_sections_versions: current.map((row) => ({ ...row, ordinal: 1n })),
    raw_hypothesis_annotations_current: ANNOTATIONS,
    raw_hypothesis_annotations_versions: ANNOTATIONS.map((row) => ({ ...row, ordinal: 1n })),
  });
}

test("each section says what is noted on it and what became of the places, and nothing is dropped", async () => {
  await using warehouse = await given();

  const rows = await buildThrough(warehouse, deanerySectionNotes);

  const [first] = rows;
  const at = { last_at: first?.last_at };
  const ofGuide = { guide_title: "Основы", language: null };
  const counted = rows.toSorted((a, b) => (a.section_id < b.section_id ? -1 : 1));
  expect(counted).toEqual([
    {
      ...{ section_id: "", guide_title: null, section_title: null, language: null, ...at },
      ...{ annotation_count: 1n, reply_count: 0n, member_count: 1n },
      ...{ kept_count: 0n, moved_count: 0n, orphaned_count: 0n },
    },
    {
      ...{ section_id: "borders", section_title: "О borders", ...ofGuide, ...at },
      ...{ annotation_count: 3n, reply_count: 1n, member_count: 2n },
      ...{ kept_count: 2n, moved_count: 1n, orphaned_count: 1n },
    },
    {
      ...{ section_id: "roles", section_title: "О roles", ...ofGuide, ...at },
      ...{ annotation_count: 1n, reply_count: 0n, member_count: 1n },
      ...{ kept_count: 1n, moved_count: 0n, orphaned_count: 0n },
    },
  ]);
});

test("what moderators hid or have not approved yet does not stand; a reply says whom it answers", async () => {
  await using warehouse = await given();

  const rows = await buildThrough(warehouse, annotations);

  const standing = rows.map(({ annotation_id }) => annotation_id).toSorted();
  expect(standing).toEqual(["approved", "elsewhere", "kept", "lost", "moved", "reply"]);
  const [kept, reply] = ["kept", "reply"].map((id) => rows.find((row) => row.annotation_id === id));
  expect(reply).toMatchObject({ root_id: "kept", parent_member_id: kept?.member_id });
  expect(reply?.member_id).not.toBe(kept?.member_id);
});
