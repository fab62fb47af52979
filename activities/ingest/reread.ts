import type { Json, Page } from "../../sources/source.ts";
import type { Landing } from "../../warehouse/landing/index.ts";

/**
 * Of a page that was read again what landing does not know so. Reading all of a stream's landing
 * costs less than keeping the same records again each time.
 */
export async function unknownOf(
  page: Page<Json>,
  landing: Landing,
  feed: string,
): Promise<Page<Json>> {
  if (page.records.length + page.quarantined.length === 0) return page;
  const known = await landing.known(feed);
  return {
    ...page,
    records: page.records.filter((record) => !known.isSame(record)),
    quarantined: page.quarantined.filter((item) => !known.isRefused(item)),
  };
}
