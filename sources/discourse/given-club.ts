/** A club of old posts, served by the demo's twin, and what a warehouse holds of it run by run. */
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { sql } from "kysely";
import { onTestFinished } from "vitest";

import { createIngestActivities } from "../../activities/ingest/index.ts";
import { standingClock } from "../../demo/clock.ts";
import type { Forum, ForumUser } from "../../demo/discourse/forum.ts";
import { postJson } from "../../demo/discourse/post-json.ts";
import { discourseTwin } from "../../demo/discourse/twin.ts";
import type { Json } from "../source.ts";
import { openWarehouse } from "../../warehouse/duckdb/index.ts";
import { openLanding, readLines, type Landing } from "../../warehouse/landing/index.ts";
import { ingest } from "../../workflows/ingest.ts";
import { runtimeOf } from "../../workflows/testing.ts";
import { testClock } from "../testing/clock.ts";
import { discourse } from "./connector.ts";
import { discourseFeeds } from "./feeds.ts";
import { discourseHttp } from "./options.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NOW = Date.parse("2026-10-05T09:00:00Z");
const POSTS = 160;
const LIKING = 6;
/** Of the first member, so that a list of likes has several pages. */
const LIKES_OF_FIRST = 70;

export interface Asked {
  readonly path: string;
  readonly query: URLSearchParams;
  /** How many requests have been for this path and query, this one included. */
  readonly count: number;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** What stands between the twin and us may answer in its place: null lets the twin answer. */
export type Between = (asked: Asked, twin: Twin) => Promise<Answer | null>;

/** What the twin answers: to what was asked, or to something else. */
export type Twin = (path?: string) => Promise<Answer>;

/** A post a day, topic by topic, and likes for months: a run reads the last weeks of each as recent. */
function madeForum({
  memberCount,
  topicCount,
}: {
  memberCount: number;
  topicCount: number;
}): Forum {
  const users = Array.from({ length: memberCount }, (_, index): ForumUser => {
    const id = index + 1;
    const look = { username: `member${id}`, name: `Член ${id}`, email: `m${id}@pochta.example` };
    const rights = { trustLevel: 1, isAdmin: false, isModerator: false };
    return { id, ...look, ...rights, createdAt: NOW - 300 * DAY_MS + id };
  });
  const topics = Array.from({ length: topicCount }, (_, index) => ({
    ...{ id: index + 1, title: `Тема ${index + 1}`, slug: `tema-${index + 1}`, userId: 1 },
    ...{ categoryId: (index % 3) + 1, createdAt: NOW - 290 * DAY_MS },
    ...{ isPinned: false, isPrivate: false, views: 3 },
  }));
  const posts = Array.from({ length: POSTS }, (_, index) => {
    const id = index + 1;
    const createdAt = NOW - (280 - id) * DAY_MS;
    const topic = topics[Math.floor((index * topicCount) / POSTS)]!;
    const value = postJson({
      ...{ id, topic, author: users[index % LIKING]!, postNumber: (index % 20) + 1 },
      ...{ replyTo: null, raw: `Текст ${id}`, createdAt, updatedAt: createdAt },
      ...{ version: 1, reads: 5 },
    });
    return { place: id, topicId: topic.id, isListed: true, versions: [{ from: 0, value }] };
  });
  const likes = users.slice(0, LIKING).flatMap(({ id }) =>
    Array.from({ length: id === 1 ? LIKES_OF_FIRST : id }, (_, index) => ({
      ...{ userId: id, postId: 2 * index + 1, until: null },
      from: NOW - (250 - 2 * index) * DAY_MS + id,
    })),
  );
  const categories = [1, 2, 3].map((id) => ({
    ...{ id, name: `Раздел ${id}`, slug: `razdel-${id}`, description: "", color: "0088CC" },
  }));
  return { posts, topics, users, likes, categories };
}

/** Passes requests on to the twin, unless something between them answers. */
async function openBetween(url: string) {
  const counts = new Map<string, number>();
  const requests: string[] = [];
  const between: { reply: Between } = { reply: async () => null };
  const server = createServer((request, response) => {
    const target = request.url ?? "/";
    requests.push(target);
    counts.set(target, (counts.get(target) ?? 0) + 1);
    const { pathname: path, searchParams: query } = new URL(target, url);
    const headers = { "api-key": "key", "api-username": "system" };
    const twin: Twin = async (other = target) => {
      const reply = await fetch(`${url}${other}`, { headers });
      return { status: reply.status, body: await reply.json() };
    };
    const asked = { path, query, count: counts.get(target) ?? 0 };
    void between.reply(asked, twin).then(async (given) => {
      const { status, body } = given ?? (await twin());
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(body));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    ...{ url: `http://127.0.0.1:${port}`, between, counts, requests },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** Payloads that are not deleted, by stream. */
type Held = Readonly<Record<string, readonly string[]>>;

/** The last record of each key that is there, as landing tells it. */
async function landedIn(landing: Landing): Promise<Held> {
  const held: [string, readonly string[]][] = [];
  const files = Map.groupBy(await landing.files(), ({ stream }) => stream);
  for (const { name, primaryKey } of discourse.streams) {
    const known = await landing.known(name);
    const records = new Map<string, string>();
    for (const file of files.get(name) ?? []) {
      const { manifest, lines } = await readLines(file);
      for (const line of manifest.kind === "page" ? lines : []) {
        const record = JSON.parse(line) as Record<string, Json>;
        const key = primaryKey.map((field) => record[field] ?? null);
        if (known.has(key)) records.set(JSON.stringify(key), line);
      }
    }
    held.push([name, [...records.values()].toSorted()]);
  }
  return Object.fromEntries(held);
}

/** The same as the tables of a warehouse have it. */
async function loadedFrom(landing: Landing): Promise<Held> {
  await using warehouse = await openWarehouse({
    ...{ file: ":memory:", streams: discourse.streams, timeZone: "UTC" },
  });
  await warehouse.load(landing);
  const held: [string, readonly string[]][] = [];
  for (const { name } of discourse.streams) {
    const { rows } = await sql<{ payload: string }>`
      select payload from ${sql.raw(`raw_${name}_current`)} where not is_deleted
    `.execute(warehouse.db);
    held.push([name, rows.map(({ payload }) => payload).toSorted()]);
  }
  return Object.fromEntries(held);
}

export async function givenClub({ memberCount = LIKING, topicCount = 8, perSecond = 1_000 } = {}) {
  const clock = standingClock(NOW);
  const forum = madeForum({ memberCount, topicCount });
  const twin = await discourseTwin({ forum, clock, apiKey: "key", apiUsername: "system" });
  const line = await openBetween(twin.url);
  const dir = await mkdtemp(join(tmpdir(), "vklad-club-"));
  onTestFinished(async () => {
    await line.close();
    await twin.close();
    await rm(dir, { recursive: true });
  });
  const http = discourseHttp({
    ...{ url: line.url, apiKey: "key", apiUsername: "system" },
    ...{ perSecond, burst: 1_000, clock: testClock() },
  });
  const feeds = discourseFeeds({ http, hash: (value) => `#${value}` });
  const names = feeds.map(({ name }) => name);
  const until = () => new Date(clock.now()).toISOString();

  /** Everything is opened anew by each call, as after a kill. */
  function at(folder: string) {
    const open = () => openLanding(join(dir, folder));
    const act = () => createIngestActivities({ landing: open(), feeds });
    const slice = (feed: string) => act().sweepFeed({ feed, until: until() });
    return {
      ...{ landing: open(), slice },
      async read(of: readonly string[] = names) {
        for (const feed of of) await ingest(runtimeOf(act()), { feed, until: until() });
      },
      async sweep(of: readonly string[] = names) {
        for (const feed of of) while (!(await slice(feed)).done);
      },
      held: () => landedIn(open()),
      loaded: () => loadedFrom(open()),
    };
  }

  let readings = 0;
  const kept = at("landing");
  return {
    ...{ dir, clock, forum, feeds, view: twin.view, line, until, at, ...kept },
    /** So many hours later, a run: every feed is read to its end. */
    async run(hours = 1) {
      clock.set(clock.now() + hours * HOUR_MS);
      await kept.read();
    },
    /** What a warehouse would hold that reads the club for the first time, now and undisturbed. */
    async shown(of: readonly string[] = names) {
      const before = line.between.reply;
      line.between.reply = async () => null;
      const anew = at(`anew-${(readings += 1)}`);
      await anew.read(of);
      line.between.reply = before;
      return anew.held();
    },
  };
}

export type Club = Awaited<ReturnType<typeof givenClub>>;

/** From the nth request for a path on, so many answers are changed. */
export function spoiled(
  {
    path,
    from,
    times = 1,
  }: { readonly path: string; readonly from: number; readonly times?: number },
  change: (asked: Asked, twin: Twin) => Promise<Answer>,
): Between {
  let count = 0;
  return async (asked, twin) => {
    if (asked.path !== path) return null;
    count += 1;
    return count >= from && count < from + times ? change(asked, twin) : null;
  };
}
