import { findQuote, type Quote, soughtOf, type Sought, standsIn } from "./find-quote.ts";

export interface Page {
  readonly section_id: string;
  readonly guide_id: string;
  /** As `shownWords` gives them. */
  readonly words: string;
}

export interface Asked {
  /** Of the page that it was made on; null where that is no guide's. */
  readonly pageSectionId: string | null;
  /** Null for a note on a whole page, and where no words are quoted. */
  readonly quote: Quote | null;
}

export interface Place {
  readonly state: "kept" | "moved" | "orphaned" | "outside";
  readonly section_id: string | null;
  readonly page_section_id: string | null;
  readonly likeness: number | null;
}

/** So many pages are compared letter by letter, those that have most of the quote's words. */
const COMPARED_PAGES_MAX = 3;

/** Three words in a row are hardly ever chance. */
const WORDS_IN_A_ROW = 3;

/**
 * Kept: it stands on its page as it was quoted. Moved: reworded there, or on another page of the
 * guides. Orphaned: it stands nowhere. A note on a page is kept as long as the page is there.
 */
export function placeOf({ pageSectionId, quote }: Asked, pages: readonly Page[]): Place {
  if (pageSectionId === null) {
    return { state: "outside", section_id: null, page_section_id: null, likeness: null };
  }
  const own = pages.find(({ section_id }) => section_id === pageSectionId);
  const sought = quote === null ? null : soughtOf(quote);
  const at = { page_section_id: pageSectionId };
  // A quote of punctuation alone says no more than which page it is.
  if (sought === null || sought.needle === "") {
    return own === undefined
      ? { ...at, state: "orphaned", section_id: null, likeness: null }
      : { ...at, state: "kept", section_id: pageSectionId, likeness: null };
  }
  const here = own === undefined ? null : findQuote(sought, own.words);
  if (here?.likeness === 1_000) {
    return { ...at, state: "kept", section_id: pageSectionId, likeness: 1_000 };
  }
  const others = nearFirst(
    pages.filter((page) => page !== own),
    own?.guide_id,
  );
  // As it was on another page says more than reworded on its own: whoever moves a passage leaves
  // another one in its place.
  const verbatim = others.find(({ words }) => standsIn(sought, words));
  if (verbatim !== undefined) {
    return { ...at, state: "moved", section_id: verbatim.section_id, likeness: 1_000 };
  }
  if (here !== null) {
    return { ...at, state: "moved", section_id: pageSectionId, likeness: here.likeness };
  }
  const elsewhere = rewordedIn(sought, others);
  return elsewhere === null
    ? { ...at, state: "orphaned", section_id: null, likeness: null }
    : { ...at, state: "moved", ...elsewhere };
}

/** Pages of the same guide before others; within each in the order given. */
function nearFirst(pages: readonly Page[], guide: string | undefined): readonly Page[] {
  const { near = [], far = [] } = Object.groupBy(pages, ({ guide_id }) =>
    guide_id === guide ? "near" : "far",
  );
  return [...near, ...far];
}

function rewordedIn(
  sought: Sought,
  pages: readonly Page[],
): Pick<Place, "section_id" | "likeness"> | null {
  const runs = runsOf(sought.telling);
  const sharing = pages
    .map((page) => ({ page, count: runs.filter((run) => page.words.includes(run)).length }))
    .filter(({ count }) => count > 0)
    // Stable: of equals the nearer page comes first.
    .toSorted((a, b) => b.count - a.count)
    .slice(0, COMPARED_PAGES_MAX);
  let best: Pick<Place, "section_id" | "likeness"> | null = null;
  for (const { page } of sharing) {
    const found = findQuote(sought, page.words);
    if (found !== null && found.likeness > (best?.likeness ?? 0)) {
      best = { section_id: page.section_id, likeness: found.likeness };
    }
  }
  return best;
}

function runsOf(text: string): readonly string[] {
  const words = text.split(" ");
  const count = Math.max(1, words.length - WORDS_IN_A_ROW + 1);
  return [
    ...new Set(
      Array.from({ length: count }, (_, at) => words.slice(at, at + WORDS_IN_A_ROW).join(" ")),
    ),
  ];
}
