import type { Feed, Json, Key, LookPage, SweepPage } from "./source.ts";

export interface LargerPages {
  /** A page takes at most so many of the source's own pages together. */
  readonly pagesMax: number;
  /** No more is added to a page that holds so many records. */
  readonly recordsMax: number;
  /** The same for a page of a sweep, which may list keys alone. */
  readonly keysMax?: number;
}

/**
 * The same feed in fewer pages, for systems whose replies are small: each page of ours is a file
 * in landing and a step of a workflow. A record that comes twice alike within a page is kept once.
 */
export function inLargerPages<Cursor extends Json>(
  feed: Feed<Cursor>,
  { pagesMax, recordsMax, keysMax = recordsMax }: LargerPages,
): Feed<Cursor> {
  return {
    ...feed,
    ...inLargerSweeps(feed, { pagesMax, keysMax }),
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

function inLargerSweeps(
  { sweep, look }: Pick<Feed, "sweep" | "look">,
  { pagesMax, keysMax }: { readonly pagesMax: number; readonly keysMax: number },
): Pick<Feed, "sweep" | "look"> {
  const larger: { -readonly [K in "sweep" | "look"]?: NonNullable<Feed[K]> } = {};
  if (sweep !== undefined) {
    larger.sweep = async (request) => {
      let last = await sweep(request);
      const pages = [last];
      let keyCount = last.keys.length;
      while (!last.done && pages.length < pagesMax && keyCount < keysMax) {
        last = await sweep({ ...request, after: last.after });
        keyCount += last.keys.length;
        pages.push(last);
      }
      const marks = pages.flatMap((page) => page.marks ?? []);
      const unjudged = pages.flatMap((page) => page.unjudged ?? []);
      return { ...last, ...allShown(pages), marks, unjudged };
    };
  }
  if (look !== undefined) {
    larger.look = async (request) => {
      let last = await look(request);
      const pages = [last];
      let keys = without(request.keys, last);
      while (keys.length > 0 && pages.length < pagesMax) {
        last = await look({ ...request, keys, after: last.after });
        keys = without(keys, last);
        pages.push(last);
      }
      return { ...last, ...allShown(pages), gone: pages.flatMap(({ gone }) => gone) };
    };
  }
  return larger;
}

/** A record that comes twice alike is kept once; its key may well be listed twice. */
function allShown(pages: readonly Pick<SweepPage, "keys" | "records" | "quarantined">[]) {
  const records = new Map(pages.flatMap((page) => page.records ?? []).map(byText));
  const quarantined = new Map(pages.flatMap((page) => page.quarantined ?? []).map(byText));
  return {
    keys: pages.flatMap((page) => page.keys),
    records: [...records.values()],
    quarantined: [...quarantined.values()],
  };
}

function without(asked: readonly Key[], { keys, gone }: LookPage): readonly Key[] {
  const settled = new Set([...keys, ...gone].map((key) => JSON.stringify(key)));
  return asked.filter((key) => !settled.has(JSON.stringify(key)));
}

function byText<T>(item: T): [string, T] {
  return [JSON.stringify(item), item];
}
