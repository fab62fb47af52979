import { createIngestActivities } from "../../activities/ingest/index.ts";
import type { Feed } from "../../sources/source.ts";
import { openLanding } from "../../warehouse/landing/index.ts";
import { type LoadMeasure, measured } from "./measured.ts";

/** Reads a feed to its end into a folder. */
export function landAll(feed: Feed, folder: string): Promise<LoadMeasure> {
  const { landPage } = createIngestActivities({ landing: openLanding(folder), feeds: [feed] });
  return measured(async () => {
    let rowCount = 0;
    for (let done = false; !done;) {
      const page = await landPage({ feed: feed.name, until: "2026-10-05T09:00:00Z" });
      rowCount += page.recordCount;
      ({ done } = page);
    }
    return rowCount;
  });
}
