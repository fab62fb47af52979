/** The club as its moderators change it, and what the warehouse then holds of it. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { sql } from "kysely";
import { expect, onTestFinished, test } from "vitest";

import { createIngestActivities } from "../../activities/ingest/index.ts";
import { discourseHttp } from "../../sources/discourse/options.ts";
import { discoursePosts, discoursePostsStream } from "../../sources/discourse/posts.ts";
import { REREAD, type Reread } from "../../sources/discourse/reread.ts";
import { openWarehouse } from "../../warehouse/duckdb/index.ts";
import { openLanding } from "../../warehouse/landing/index.ts";
import { jsonLine } from "../../warehouse/landing/json-line.ts";
import { ingest } from "../../workflows/ingest.ts";
import { sweep } from "../../workflows/sweep.ts";
import { runtimeOf } from "../../workflows/testing.ts";
import { givenDemo } from "../given-demo.ts";

const HOUR_MS = 3_600_000;
const COUNTERS = ["reads", "readers_count", "score", "incoming_link_count"];

/** The demo's club, read once, and then changed where no list tells of it. */
async function givenChangedClub(reread: Reread) {
  const demo = await givenDemo();
  const dir = await mkdtemp(join(tmpdir(), "vklad-old-posts-"));
  onTestFinished(async () => {
    await demo[Symbol.asyncDispose]();
    await rm(dir, { recursive: true });
  });
  const { view } = demo.discourse;
  const http = discourseHttp({
    ...{ url: demo.discourse.url, apiKey: "key", apiUsername: "system" },
    ...{ perSecond: 10_000, burst: 10_000 },
  });
  const feed = discoursePosts({ http, reread });
  const landing = openLanding(join(dir, "landing"));
  const act = createIngestActivities({ landing, feeds: [feed] });
  const until = () => new Date(demo.clock.now()).toISOString();
  const read = () => ingest(runtimeOf(act), { feed: feed.name, until: until() });
  const shown = () => view.postsBelow(Infinity, Infinity).filter(({ id }) => Number.isInteger(id));

  await read();
  await sweep(runtimeOf(act), { feed: feed.name, until: until() });
  const old = shown().slice(-60);
  const topics = view.topicsByActivity().map(({ topic }) => topic.id);
  const [edited, moved, restored] = [old.at(-3)!, old.at(-5)!, old.at(-7)!];
  view.deletePost(Number(restored["id"]));
  demo.clock.set(demo.clock.now() + 8 * HOUR_MS);
  await read();
  await sweep(runtimeOf(act), { feed: feed.name, until: until() });
  view.changes.restorePost(Number(restored["id"]));
  view.changes.movePost(Number(moved["id"]), topics[0]!);
  view.changes.changeTopic(Number(old.at(-20)!["topic_id"]), { title: "Граница", categoryId: 9 });
  view.editPost(Number(edited["id"]), "Правка через годы.");
  view.editPost(
    Number(old.at(-9)!["id"]),
    `[quote="${String(moved["username"])}, post:1"]\nА?\n[/quote]\nДа.`,
  );
  const rewritten = view.changes.renameUser(String(moved["username"]), "novoe_imya");
  demo.clock.set(demo.clock.now() + 8 * HOUR_MS);

  return {
    rewritten,
    feed: feed.name,
    act,
    demo,
    until,
    read,
    /** Posts of which the warehouse holds another form than the club shows, or none. */
    async stale() {
      await using warehouse = await openWarehouse({
        ...{ file: ":memory:", streams: [discoursePostsStream], timeZone: "UTC" },
      });
      await warehouse.load(landing);
      const { rows } = await sql<{ payload: string }>`
        select payload from raw_discourse_posts_current where not is_deleted
      `.execute(warehouse.db);
      const held = new Set(rows.map(({ payload }) => payload));
      const kept = (key: string, value: unknown) => (COUNTERS.includes(key) ? undefined : value);
      const texts = shown()
        .filter((post) => !Number.isNaN(Date.parse(String(post["created_at"]))))
        // Half a surrogate pair lands as what every reader takes.
        .map((post) => jsonLine(JSON.parse(JSON.stringify(post, kept))));
      return {
        stale: texts.filter((text) => !held.has(text)).length,
        more: held.size - texts.length,
      };
    },
  };
}

test("a sweep finds all that changed on old posts, whatever it was", async () => {
  const club = await givenChangedClub(REREAD);
  expect(club.rewritten).toBeGreaterThan(0);
  expect((await club.stale()).stale).toBeGreaterThan(3);

  await sweep(runtimeOf(club.act), { feed: club.feed, until: club.until() });

  expect(await club.stale()).toEqual({ stale: 0, more: 0 });
});

test("without a sweep all of it is found within the days that a pass takes", async () => {
  const club = await givenChangedClub({ ...REREAD, allEveryDays: 2 });

  for (let count = 0; count < 8; count += 1) {
    await club.read();
    club.demo.clock.set(club.demo.clock.now() + 12 * HOUR_MS);
  }

  expect((await club.stale()).stale).toBe(0);
});
