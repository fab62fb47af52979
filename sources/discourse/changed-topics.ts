/**
 * Topics whose own change says that old posts of theirs may have changed: posts that were moved or
 * restored, a new title or category, an edited last post. No list tells of the posts themselves.
 */
import { createHash } from "node:crypto";
import { z } from "zod";

import type { Http } from "../http.ts";
import { sortOut } from "../records.ts";
import type { Json } from "../source.ts";
import { askedTwice, isRefusal } from "./asked-twice.ts";

const HOUR_MS = 3_600_000;

const Marks = z.record(z.string(), z.string());

export const Topics = z.object({
  /** When the list was read to its end last; null before the first time. */
  listed: z.string().nullable(),
  /** The highest id of a post then. */
  high: z.int(),
  /** What the list said of each topic, by id: see `markOf`. */
  marks: Marks,
  /** A list that is being read: its next page, and what it has said so far. */
  listing: z.object({ page: z.int(), marks: Marks }).nullable(),
  /** Topics that changed, with what was said of them before. */
  changed: z.array(z.object({ id: z.int(), before: z.string().nullable(), now: z.string() })),
  /** Posts to be read again, the highest id first. */
  posts: z.array(z.int()),
});
export type Topics = z.infer<typeof Topics>;

export const NO_TOPICS: Topics = {
  listed: null,
  high: 0,
  marks: {},
  listing: null,
  changed: [],
  posts: [],
};

const Listed = z.looseObject({
  id: z.int(),
  posts_count: z.int(),
  title: z.string().nullish(),
  category_id: z.int().nullish(),
  bumped_at: z.string().nullish(),
  last_posted_at: z.string().nullish(),
});

const Stream = z.object({ post_stream: z.object({ stream: z.array(z.int()) }) });

export function isListDue({ listed, listing }: Topics, until: string, everyHours: number): boolean {
  if (listing !== null || listed === null) return true;
  return Date.parse(until) - Date.parse(listed) >= everyHours * HOUR_MS;
}

/** Topics after one more page of the list, of which these are the rows. */
export function afterListed(
  topics: Topics,
  rows: readonly Json[],
  { isEnd, until, high }: { isEnd: boolean; until: string; high: number },
): Topics {
  const { page, marks: saidBefore } = topics.listing ?? { page: 0, marks: {} };
  const marks = { ...saidBefore };
  const changed = [...topics.changed];
  for (const { parsed } of sortOut(Listed, rows).known) {
    const before = topics.marks[parsed.id] ?? null;
    const now = markOf(parsed);
    marks[parsed.id] = now;
    // The first list is what later ones are compared with.
    if (topics.listed === null || now === before) continue;
    if (!changed.some(({ id }) => id === parsed.id)) changed.push({ id: parsed.id, before, now });
  }
  if (!isEnd) return { ...topics, changed, listing: { page: page + 1, marks } };
  // What is not listed any more is forgotten, so that it is new should it come back.
  const whole = { ...topics, changed, marks, listing: null, listed: until };
  return changed.length > 0 ? whole : { ...whole, high };
}

/** Topics once posts of the first changed one are noted; those from `seenFrom` on were just read. */
export async function afterTopic(
  http: Http,
  topics: Topics,
  { seenFrom, high, signal }: { seenFrom: number; high: number; signal: AbortSignal },
): Promise<Topics> {
  const [topic, ...changed] = topics.changed;
  if (topic === undefined) return topics;
  const ids = await idsOf(http, topic.id, signal);
  const old = oldPostsOf(topic, ids, topics.high).filter((id) => id < seenFrom);
  const posts = [...new Set([...topics.posts, ...old])].toSorted((a, b) => b - a);
  const noted = { ...topics, changed, posts };
  return changed.length > 0 ? noted : { ...noted, high };
}

/** Which posts of a topic that changed may have changed. */
function oldPostsOf(
  { before, now }: { readonly before: string | null; readonly now: string },
  ids: readonly number[],
  high: number,
): readonly number[] {
  // A topic that came up again, or was made of posts of others.
  if (before === null) return ids;
  const [countBefore, nameBefore] = before.split(".");
  const [count, name] = now.split(".");
  const added = ids.filter((id) => id > high).length;
  if (name !== nameBefore || Number(count) !== Number(countBefore) + added) return ids;
  // Bumped without a new post: the last one was edited.
  return added === 0 ? ids.slice(-1) : [];
}

async function idsOf(http: Http, topic: number, signal: AbortSignal): Promise<readonly number[]> {
  try {
    const { post_stream } = await askedTwice(
      () => http.get(Stream, `/t/${topic}.json`, { signal }),
      (reply) => reply.post_stream.stream.length === 0,
    );
    return post_stream.stream;
  } catch (error) {
    // Deleted or hidden since it was listed.
    if (isRefusal(error)) return [];
    throw error;
  }
}

/** Count, name and place, activity: `12.aZ3_.Q-9b`. Short, because a forum has thousands. */
function markOf(topic: z.infer<typeof Listed>): string {
  const { posts_count, title = null, category_id = null } = topic;
  const { bumped_at = null, last_posted_at = null } = topic;
  return [posts_count, short([title, category_id]), short([bumped_at, last_posted_at])].join(".");
}

function short(value: Json): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("base64url").slice(0, 5);
}
