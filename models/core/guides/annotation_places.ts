import { arrowRows, columnsOf } from "../../arrow-rows.ts";
import { defineComputed, type Row } from "../../model.ts";
import { stgGuidesAddresses } from "../../staging/guides/stg_guides_addresses.ts";
import { stgGuidesPages } from "../../staging/guides/stg_guides_pages.ts";
import { stgHypothesisAnchors } from "../../staging/hypothesis/stg_hypothesis_anchors.ts";
import { stgHypothesisAnnotations } from "../../staging/hypothesis/stg_hypothesis_annotations.ts";
import { type Page, placeOf } from "./place-annotation.ts";
import { pageAddress } from "./page-address.ts";
import { shownWords } from "./shown-words.ts";

const columns = {
  annotation_id: "VARCHAR",
  /** `kept`, `moved`, `orphaned`, or `outside`: its page is no guide's. */
  state: "VARCHAR",
  /** Where it stands now; null where it stands nowhere. */
  section_id: "VARCHAR?",
  /** The page that it was made on, though it may be gone; null outside. */
  page_section_id: "VARCHAR?",
  /** How much of the quote is there, in thousandths of its letters; null without a quote. */
  likeness: "INTEGER?",
} as const;

/** What an annotation is about, found in the guides as they read now. */
export const annotationPlaces = defineComputed({
  name: "annotation_places",
  description: "Where each annotation stands in the guides as they read now; one row each.",
  from: [stgHypothesisAnnotations, stgHypothesisAnchors, stgGuidesPages, stgGuidesAddresses],
  grain: ["annotation_id"],
  columns,
  compute(inputs) {
    const annotations = arrowRows(inputs, stgHypothesisAnnotations);
    const anchors = new Map(
      arrowRows(inputs, stgHypothesisAnchors).map((row) => [row.annotation_id, row]),
    );
    const pages = arrowRows(inputs, stgGuidesPages)
      .toSorted((a, b) => (a.section_id < b.section_id ? -1 : 1))
      .map(({ section_id, guide_id, section_title, body }): Page => ({
        section_id,
        guide_id,
        words: shownWords(`${section_title}\n\n${body}`),
      }));
    const sectionAt = addressBook(arrowRows(inputs, stgGuidesAddresses));

    const placed = new Map<string, Row<typeof columns>>();
    for (const { annotation_id, uri } of annotations) {
      const anchor = anchors.get(annotation_id);
      const quote = anchor?.quote ?? null;
      const asked = {
        pageSectionId: sectionAt(uri),
        quote:
          quote === null
            ? null
            : { exact: quote, prefix: anchor?.prefix ?? null, suffix: anchor?.suffix ?? null },
      };
      placed.set(annotation_id, { annotation_id, ...placeOf(asked, pages) });
    }
    const rows = annotations.map(({ annotation_id, root_id }) => {
      const own = placed.get(annotation_id)!;
      if (root_id === null) return own;
      // A reply is about what its thread is about, and loses its place with it.
      const root = placed.get(root_id);
      if (root !== undefined) return { ...root, annotation_id, likeness: null };
      const isOutside = own.page_section_id === null;
      const nowhere = { section_id: null, likeness: null };
      return { ...own, ...nowhere, state: isOutside ? "outside" : "orphaned" };
    });
    return columnsOf(columns, rows);
  },
});

/** The section of a page's address, whatever way it is written; null for no guide's page. */
function addressBook(addresses: readonly Row<typeof stgGuidesAddresses.columns>[]) {
  const withQuery = new Map<string, string>();
  const without = new Map<string, string>();
  for (const { url, section_id } of addresses) {
    const isByQuery = URL.canParse(url) && new URL(url).search !== "";
    const book = isByQuery ? withQuery : without;
    book.set(pageAddress(url, { withQuery: isByQuery }), section_id);
  }
  return (uri: string): string | null =>
    withQuery.get(pageAddress(uri, { withQuery: true })) ??
    without.get(pageAddress(uri, { withQuery: false })) ??
    null;
}
