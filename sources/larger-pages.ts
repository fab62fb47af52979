import type { Json, Feed } from "./source.ts";

export interface LargerPages {
  /** A page takes at most so many of the source's own pages together. */
  readonly pagesMax: number;
  /** No more is added to a page that holds so many records. */
  readonly recordsMax: number;
}

/**
 * The same feed in fewer pages, for systems whose replies are small: each page of ours is a file
 * in landing and a step of a workflow. A record that comes twice alike within a page is kept once.
 */
export function inLargerPages<Cursor extends Json>(
  feed: Feed<Cursor>,
  { pagesMax, recordsMax }: LargerPages,
): Feed<Cursor> {
  return {
    ...feed,
    async fetchPage(request) {
      let page = await feed.fetchPage(request);
      const records = new Map(page.records.map(byText));
      const quarantined = new Map(page.quarantined.map(byText));
      let isReread = page.isReread === true;
      for (let count = 1; count < pagesMax && records.size < recordsMax; count += 1) {
        if (page.done) break;
        page = await feed.fetchPage({ ...request, cursor: page.cursor });
        isReread ||= page.isReread === true;
        for (const [text, record] of page.records.map(byText)) records.set(text, record);
        for (const [text, refused] of page.quarantined.map(byText)) quarantined.set(text, refused);
      }
      const all = { records: [...records.values()], quarantined: [...quarantined.values()] };
      return { ...page, ...all, ...(isReread ? { isReread } : {}) };
    },
  };
}

function byText<T>(item: T): [string, T] {
  return [JSON.stringify(item), item];
}
