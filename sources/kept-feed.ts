import type { KeptContents } from "./hook.ts";
import type { Feed, Page, PageRequest, Stream } from "./source.ts";

/** As much as a megabyte of hook bodies each: some hundred are a page. */
const CONTENTS_PER_PAGE_MAX = 200;

type Read = Pick<Page<never>, "records" | "quarantined">;
type Contents = ReturnType<KeptContents["after"]>["contents"];

/**
 * A feed of what only hooks told of a stream. `recordsOf` is the connector's: it makes records of
 * them just as the live feed would, less what must never land.
 */
export function keptFeed(
  stream: Stream,
  kept: KeptContents,
  recordsOf: (contents: Contents, request: Omit<PageRequest<never>, "cursor">) => Promise<Read>,
  way = "hook",
): Feed {
  const name = `${stream.name}@${way}`;
  return {
    name,
    stream,
    async fetchPage({ cursor, until, signal }) {
      const asked = { place: cursor, until, countMax: CONTENTS_PER_PAGE_MAX };
      const { contents, unreadable, place, done } = kept.after(name, asked);
      const { records, quarantined } =
        contents.length === 0
          ? { records: [], quarantined: [] }
          : await recordsOf(contents, { until, signal });
      return { records, quarantined: [...quarantined, ...unreadable], cursor: place, done };
    },
  };
}
