/**
 * Posts of a Discourse forum by `/posts.json?before=`: the recent ones in each run, those of a month
 * within a day, older ones where their topic changed, and all of them again, slowly, because nothing tells of what the forum
 * rewrites by itself: quotations of a member who was renamed, above all.
 *
 * API: https://docs.discourse.org/#tag/Posts/operation/listPosts
 */
import { z } from "zod";

import { cursorFrom } from "../cursor.ts";
import { isSourceError } from "../errors.ts";
import type { Http } from "../http.ts";
import { landable, sortOut } from "../records.ts";
import type { Feed, Json, Page, Stream } from "../source.ts";
import { dueBelow, newPass, Pass } from "./all-again.ts";
import { afterListed, afterTopic, isListDue, NO_TOPICS, Topics } from "./changed-topics.ts";
import { askedTwice } from "./asked-twice.ts";
import { idOf, keysOf } from "./ids.ts";
import { afterPage, isMonthDue, Month, newMonth } from "./month-again.ts";
import { readPostsBelow } from "./posts-below.ts";
import { Keyed, monthFloor, readRecent, Recent } from "./recent-posts.ts";
import { REREAD, type Reread } from "./reread.ts";
import { readTopics } from "./topic-list.ts";

const Cursor = Recent.extend({
  /** Set while a run reads older posts: where the recent ones ended, and how much it may ask for. */
  older: z.object({ lowest: z.int(), repliesLeft: z.int() }).nullable().default(null),
  topics: Topics.default(NO_TOPICS),
  month: Month.nullable().default(null),
  pass: Pass.nullable().default(null),
});
type Cursor = z.output<typeof Cursor>;

const START: Cursor = {
  high: 0,
  floor: null,
  walk: null,
  older: null,
  topics: NO_TOPICS,
  month: null,
  pass: null,
};

export const discoursePostsStream: Stream = {
  name: "discourse_posts",
  primaryKey: ["id"],
  changedAt: ["$.updated_at", "$.created_at"],
};

export interface DiscoursePostsOptions {
  readonly http: Http;
  readonly reread?: Reread;
}

interface Step {
  readonly records?: Page<Json>["records"];
  readonly quarantined?: Page<Json>["quarantined"];
  readonly topics?: Topics;
  readonly month?: Month;
  readonly pass?: Pass;
}

export function discoursePosts({
  http,
  reread = REREAD,
}: DiscoursePostsOptions): Feed<Cursor | null> {
  const { name } = discoursePostsStream;

  async function readOlder(below: number | null, until: string, signal: AbortSignal) {
    const { posts, next } = await readPostsBelow(http, below, signal);
    const { known, quarantined } = sortOut(Keyed, posts);
    const inTime = known.filter(({ parsed }) => Date.parse(parsed.created_at) <= Date.parse(until));
    const records = inTime.map(({ record }) => record);
    return { records, quarantined, posts, known, next: next ?? 0 };
  }

  /** What is to be asked next of older posts, with one request or a few; null when nothing is. */
  async function stepDown(
    { topics, pass, high, floor, month }: Cursor,
    { lowest, until, signal }: { lowest: number; until: string; signal: AbortSignal },
  ): Promise<Step | null> {
    const [wanted] = topics.posts;
    if (wanted !== undefined) {
      const { next, records, quarantined } = await readOlder(wanted + 1, until, signal);
      const posts = topics.posts.filter((id) => id < next && id < wanted);
      return { records, quarantined, topics: { ...topics, posts } };
    }
    // Not before the list is read to its end: a topic that moves within it comes twice.
    if (topics.listing === null && topics.changed.length > 0) {
      const asked = { seenFrom: lowest, high, signal };
      return orNull(async () => ({ topics: await afterTopic(http, topics, asked) }));
    }
    if (isListDue(topics, until, reread.topicsEveryHours)) {
      return orNull(async () => {
        const { rows, isEnd } = await readTopics(http, topics.listing?.page ?? 0, signal);
        return { topics: afterListed(topics, rows, { isEnd, until, high }) };
      });
    }
    if (month === null) return { month: newMonth(until, high) };
    if (isMonthDue(month, until, reread.monthEveryHours)) {
      const { known, next, records, quarantined } = await readOlder(month.before, until, signal);
      const from = Date.parse(monthFloor(floor) ?? "");
      const areOlder = known.every(({ parsed }) => Date.parse(parsed.created_at) < from);
      const page = { next, count: known.length, areOlder, until, high };
      return { records, quarantined, month: afterPage(month, page) };
    }
    if (pass === null) return { pass: newPass(until, high) };
    const target = dueBelow(pass, until, reread.allEveryDays);
    if (target === null) return null;
    const { next, records, quarantined } = await readOlder(pass.before, until, signal);
    const after = next <= 1 ? newPass(until, high) : { ...pass, before: next };
    return { records, quarantined, pass: after };
  }

  return {
    name,
    stream: discoursePostsStream,

    async fetchPage({ cursor: given, ...request }) {
      const { until, signal } = request;
      const cursor = cursorFrom<Cursor>(Cursor, given, { stream: name, start: START });
      const { older } = cursor;
      if (older === null) {
        const read = await readRecent(http, cursor, request);
        if (read === null) return { records: [], quarantined: [], cursor: given, done: true };
        const { records, quarantined, recent, lowest } = read;
        const started = { lowest: lowest ?? 0, repliesLeft: reread.repliesPerRun };
        const next = { ...cursor, ...recent, older: lowest === null ? null : started };
        // The first time nothing is known that they could be compared with.
        const isReread = cursor.floor !== null;
        return { records, quarantined, cursor: next, done: false, isReread };
      }
      const { lowest, repliesLeft } = older;
      const step = repliesLeft > 0 ? await stepDown(cursor, { lowest, until, signal }) : null;
      if (step === null) {
        return { records: [], quarantined: [], cursor: { ...cursor, older: null }, done: true };
      }
      const { records = [], quarantined = [], ...changes } = step;
      const next = { ...cursor, ...changes, older: { lowest, repliesLeft: repliesLeft - 1 } };
      return { records, quarantined, cursor: next, done: false, isReread: true };
    },

    readAgain: (refused) => landable(Keyed, [refused]),

    /** A walk through the whole forum: the only way to learn which posts are gone. */
    async sweep({ after, until, signal }) {
      const before = cursorFrom(z.int().nullable(), after, { stream: name, start: null });
      const { posts, records, quarantined, next } = await readOlder(before, until, signal);
      return { keys: keysOf(posts), records, quarantined, after: next, done: next <= 1 };
    },

    /**
     * The page that should begin with the highest missing post, asked for twice where it does not:
     * what it covers is there or gone.
     */
    async look({ keys, after, until, signal }) {
      const highest = Math.max(...keys.map(([id]) => Number(id)));
      const { posts, records, quarantined, next } = await askedTwice(
        () => readOlder(highest + 1, until, signal),
        (reply) => !reply.posts.some((post) => idOf(post) === highest),
      );
      const shown = new Set<Json>(keysOf(posts).map(([id]) => id ?? null));
      const covered = keys.filter(([id]) => Number(id) >= next);
      return {
        keys: covered.filter(([id]) => shown.has(id ?? null)),
        gone: covered.filter(([id]) => !shown.has(id ?? null)),
        records,
        quarantined,
        after,
      };
    },
  };
}

/** Null where topics cannot be read: their own stream says so, and posts do not wait for them. */
async function orNull(read: () => Promise<Step>): Promise<Step | null> {
  try {
    return await read();
  } catch (error) {
    if (isSourceError(error)) return null;
    throw error;
  }
}
