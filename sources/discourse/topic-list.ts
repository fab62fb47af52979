import { z } from "zod";

import type { Http } from "../http.ts";
import { asSent, withoutFields } from "../records.ts";
import { readWithPageBefore } from "./page-before.ts";
import { isPrivate } from "./private.ts";

/** `per_page` above it is cut to it without a sign. */
const PAGE_TOPICS_MAX = 100;

const Envelope = z.object({ topic_list: z.object({ topics: z.array(asSent) }) });

/** Counted by being looked at: with it every topic would be new in every run. */
const withoutCounters = withoutFields({ drop: [["views"]] }, String);

/** Topics by last activity, from a page of the list and the page before it. */
export async function readTopics(http: Http, page: number, signal: AbortSignal) {
  const order = { order: "activity", ascending: "false", per_page: `${PAGE_TOPICS_MAX}` };
  const readPage = async (at: number) => {
    const query = { ...order, page: `${at}` };
    const { topic_list } = await http.get(Envelope, "/latest.json", { query, signal });
    return topic_list.topics.map(withoutCounters);
  };
  const read = await readWithPageBefore(readPage, { page, firstPage: 0 });
  return { ...read, rows: read.rows.filter((topic) => !isPrivate(topic)) };
}
