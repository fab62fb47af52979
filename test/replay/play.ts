/** Polls a forum that lives through its published history again, as the product does. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { sql } from "kysely";

import { createIngestActivities } from "../../activities/ingest/index.ts";
import { standingClock } from "../../demo/clock.ts";
import type { PostJson } from "../../demo/discourse/forum.ts";
import { discourseTwin } from "../../demo/discourse/twin.ts";
import { discourseHttp } from "../../sources/discourse/options.ts";
import { discoursePosts, discoursePostsStream } from "../../sources/discourse/posts.ts";
import type { Http } from "../../sources/http.ts";
import type { Feed } from "../../sources/source.ts";
import { openWarehouse } from "../../warehouse/duckdb/index.ts";
import { openLanding } from "../../warehouse/landing/index.ts";
import { ingest } from "../../workflows/ingest.ts";
import { runtimeOf } from "../../workflows/testing.ts";
import type { RecordedHistory } from "./recorded-history.ts";

const DAY_MS = 86_400_000;
/** In so many days each post is read again, however old it is: twice `allEveryDays` and some. */
const AGAIN_DAYS = 30;
/** They move with each reader, and do not land. */
const COUNTERS = new Set(["reads", "readers_count", "score", "incoming_link_count"]);

export interface Replayed {
  readonly polls: number;
  /** Posts that the warehouse holds exactly as they were at the end, of all there were. */
  readonly asPublished: number;
  readonly posts: number;
  /** Changes of a text that the warehouse holds, of all that polls had between them. */
  readonly editsCaught: number;
  readonly edits: number;
  readonly requests: number;
  readonly records: number;
  readonly seconds: number;
  /** Rows of the raw table. */
  readonly rows: number;
  /** What a second replay of the end read, every post at least once, and how many rows it added. */
  readonly second: { readonly records: number; readonly added: number };
  /** What is otherwise, a sentence each. */
  readonly faults: readonly string[];
}

export interface ReplayOptions {
  /** The first so many polls; absent: all. */
  readonly polls?: number;
  readonly onPoll?: (done: number, total: number) => void;
}

/** Reads a forum at each of its polls until all is read, loads what landed, and reads all once more. */
export async function replay(
  history: RecordedHistory,
  { polls: pollsMax = Infinity, onPoll = () => undefined }: ReplayOptions = {},
): Promise<Replayed> {
  const polls = history.polls.slice(0, pollsMax);
  const last = polls.at(-1) ?? 0;
  const dir = mkdtempSync(join(tmpdir(), "vklad-replay-"));
  // What is past the last poll of a slice has not happened, however late it is read.
  const frozen = standingClock(polls[0] ?? 0);
  const key = { apiKey: "key", apiUsername: "system" };
  const twin = await discourseTwin({ forum: history.forum, clock: frozen, ...key });
  let requests = 0;
  const http = counted(
    discourseHttp({ url: twin.url, ...key, perSecond: 100_000, burst: 100_000 }),
    () => (requests += 1),
  );
  let records = 0;
  const feed = counting(discoursePosts({ http }), (count) => (records += count));
  const landing = openLanding(join(dir, "landing"));
  const act = createIngestActivities({ landing, feeds: [feed] });

  async function poll(at: number): Promise<void> {
    frozen.set(Math.min(at, last));
    const until = new Date(at).toISOString();
    for (;;) {
      const { done } = await ingest(runtimeOf(act), { feed: feed.name, until });
      if (done) return;
    }
  }

  /** A poll a day from so many days after the last on: nothing happens any more. */
  async function daysFrom(day: number): Promise<void> {
    for (let more = 1; more <= AGAIN_DAYS; more += 1) await poll(last + (day + more) * DAY_MS);
  }

  try {
    const began = performance.now();
    for (const [done, at] of polls.entries()) {
      await poll(at);
      onPoll(done + 1, polls.length);
    }
    await daysFrom(0);
    const seconds = (performance.now() - began) / 1_000;
    const asked = { requests, records };
    const first = await heldIn(join(dir, "warehouse.duckdb"), landing);
    await daysFrom(AGAIN_DAYS);
    const again = await heldIn(join(dir, "warehouse.duckdb"), landing);
    const posts = comparePosts(history.postsAt(last), first.posts);
    const edits = compareTexts(history.textsUntil(last), first.texts);
    return {
      polls: polls.length,
      asPublished: posts.same,
      posts: posts.all,
      editsCaught: edits.same,
      edits: edits.all,
      ...asked,
      seconds,
      rows: first.rows,
      second: { records: records - asked.records, added: again.rows - first.rows },
      faults: [...posts.faults, ...edits.faults],
    };
  } finally {
    await twin.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** What the forum shows, though landing knows it and keeps none of it. */
function counting(feed: Feed, onRecords: (count: number) => void): Feed {
  return {
    ...feed,
    async fetchPage(request) {
      const page = await feed.fetchPage(request);
      onRecords(page.records.length);
      return page;
    },
  };
}

function counted(http: Http, onRequest: () => void): Http {
  return {
    ...http,
    get(schema, path, asked) {
      onRequest();
      return http.get(schema, path, asked);
    },
  };
}

interface Held {
  readonly posts: ReadonlyMap<string, string>;
  readonly texts: ReadonlyMap<string, readonly string[]>;
  readonly rows: number;
}

async function heldIn(file: string, landing: ReturnType<typeof openLanding>): Promise<Held> {
  await using warehouse = await openWarehouse({
    file,
    streams: [discoursePostsStream],
    timeZone: "UTC",
  });
  await warehouse.load(landing);
  const { rows } = await sql<{ id: string; payload: string; is_newest: boolean }>`
    select payload->>'$.id' as id, payload,
      row_number() over (partition by key order by ordinal desc) = 1 as is_newest
    from raw_discourse_posts_versions order by key, ordinal
  `.execute(warehouse.db);
  const versions = Map.groupBy(rows, ({ id }) => id);
  return {
    posts: new Map(rows.filter((row) => row.is_newest).map(({ id, payload }) => [id, payload])),
    texts: new Map(
      [...versions].map(([id, own]) => [
        id,
        own.map(({ payload }) => String((JSON.parse(payload) as PostJson)["raw"])),
      ]),
    ),
    rows: rows.length,
  };
}

interface Compared {
  readonly all: number;
  readonly same: number;
  readonly faults: readonly string[];
}

function comparePosts(
  truth: ReadonlyMap<string, PostJson>,
  held: ReadonlyMap<string, string>,
): Compared {
  const faults = [...truth].flatMap(([id, post]) => {
    const payload = held.get(id);
    if (payload === undefined) return [`post ${id} is not there`];
    const found = JSON.parse(payload) as PostJson;
    const fields = [...new Set([...Object.keys(post), ...Object.keys(found)])];
    const other = fields.filter(
      (field) =>
        !COUNTERS.has(field) && JSON.stringify(found[field]) !== JSON.stringify(post[field]),
    );
    return other.length === 0 ? [] : [`post ${id} has another ${other.join(", ")}`];
  });
  const unknown = [...held.keys()].filter((id) => !truth.has(id));
  return {
    all: truth.size,
    same: truth.size - faults.length,
    faults: [...faults, ...unknown.map((id) => `post ${id} is there and was never published`)],
  };
}

/** Each text that followed another, where it stands among what is held of its post. */
function compareTexts(
  truth: ReadonlyMap<string, readonly string[]>,
  held: ReadonlyMap<string, readonly string[]>,
): Compared {
  let all = 0;
  let same = 0;
  const faults: string[] = [];
  for (const [id, texts] of truth) {
    const found = (held.get(id) ?? []).filter((text, at, every) => text !== every[at - 1]);
    all += texts.length - 1;
    const caught = texts.slice(1).filter((text, at) => found[at + 1] === text).length;
    same += caught;
    if (caught < texts.length - 1)
      faults.push(`of post ${id}, ${caught} of ${texts.length - 1} edits were caught`);
  }
  return { all, same, faults };
}
