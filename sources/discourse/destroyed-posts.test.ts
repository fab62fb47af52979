import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { sql } from "kysely";
import { expect, onTestFinished, test } from "vitest";

import { createIngestActivities } from "../../activities/ingest/index.ts";
import { seededBytes } from "../../test/seed.ts";
import { openWarehouse } from "../../warehouse/duckdb/index.ts";
import { openInbox } from "../../warehouse/inbox/index.ts";
import { openLanding } from "../../warehouse/landing/index.ts";
import { sweep } from "../../workflows/sweep.ts";
import { runtimeOf } from "../../workflows/testing.ts";
import type { Json } from "../source.ts";
import { forumServer } from "../testing/forum.ts";
import { destroyedPosts } from "./destroyed-posts.ts";
import { discourseHook } from "./hook.ts";
import { discoursePosts, discoursePostsStream } from "./posts.ts";

const POST = {
  ...{ id: 7, user_id: 3, topic_id: 1, post_type: 1, raw: "as it was read" },
  ...{ created_at: "2026-10-01T08:00:00.000Z", updated_at: "2026-10-01T08:00:00.000Z" },
};
const OTHER = { ...POST, id: 6, raw: "stays" };
const EDITED = { ...POST, raw: "its last words", updated_at: "2026-10-02T08:00:00.000Z" };
const UNTIL = "2026-10-05T09:00:00Z";

/** A forum that was read, its inbox, and what the warehouse then shows of the post. */
async function givenRead() {
  const dir = mkdtempSync(join(tmpdir(), "vklad-destroyed-"));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const given = await forumServer({ posts: [OTHER, POST] });
  const warehouse = await openWarehouse({
    streams: [discoursePostsStream],
    timeZone: "UTC",
    file: ":memory:",
  });
  onTestFinished(async () => {
    await warehouse[Symbol.asyncDispose]();
    await given[Symbol.asyncDispose]();
  });
  const inbox = openInbox({
    file: join(dir, "inbox.db"),
    key: () => seededBytes("seal"),
    now: () => Date.parse(UNTIL) - 60_000,
  });
  onTestFinished(() => inbox[Symbol.dispose]());
  const landing = openLanding(join(dir, "landing"));
  const act = createIngestActivities({
    landing,
    feeds: [discoursePosts(given), destroyedPosts(inbox, (value) => `hash of ${value}`)],
    onSeen: (mark, until) => inbox.seen(mark, until),
  });
  const read = async (feed: string, until = UNTIL) => {
    while (!(await act.landPage({ feed, until })).done);
  };
  await read("discourse_posts");
  return {
    ...{ given, inbox, landing, read },
    sweep: () => sweep(runtimeOf(act), { feed: "discourse_posts", until: UNTIL }),
    tell(post: Json, event = "post_destroyed", id = "1") {
      const headers = {
        "x-discourse-event-id": id,
        "x-discourse-event-type": "post",
        "x-discourse-event": event,
      };
      const told = discourseHook.read({ headers, body: Buffer.from(JSON.stringify({ post })) });
      inbox.store("discourse", told!);
    },
    async shown() {
      await warehouse.load(landing);
      const { rows } = await sql<{ raw: string }>`
        select payload ->> '$.raw' as raw from raw_discourse_posts_current
        where payload ->> '$.id' = '7' and not is_deleted
      `.execute(warehouse.db);
      return rows.map(({ raw }) => raw);
    },
    /** Every version that there ever was, in their order. */
    async versions() {
      const { rows } = await sql<{ raw: string }>`
        select payload ->> '$.raw' as raw from raw_discourse_posts_versions
        where payload ->> '$.id' = '7' order by ordinal
      `.execute(warehouse.db);
      return rows.map(({ raw }) => raw);
    },
  };
}

test("a post's last edit lands although it was destroyed unread, and the sweep finds it gone", async () => {
  const { given, tell, read, sweep: sweepNow, shown, versions, inbox } = await givenRead();
  given.forum.posts.pop();
  tell(EDITED);
  await read("discourse_posts@hook");
  expect(await shown()).toEqual(["its last words"]);

  await read("discourse_posts");
  await sweepNow();

  expect(await shown()).toEqual([]);
  expect(await versions()).toEqual(["as it was read", "its last words"]);
  expect(inbox.marks().map(({ feed, how }) => `${feed} ${how}`)).toEqual([
    "discourse_topics read",
    "discourse_topics sweep",
  ]);
});

test("an old delivery sent as another event changes nothing that is shown", async () => {
  const { given, tell, read, sweep: sweepNow, shown } = await givenRead();
  given.forum.posts.splice(1, 1, EDITED);
  await read("discourse_posts");
  // Nobody but the header says that it was destroyed, and the text is that of before the edit.
  tell(POST);
  await read("discourse_posts@hook");
  await sweepNow();

  expect(await shown()).toEqual(["its last words"]);
});

test("addresses of a destroyed post do not land, and nothing does of one without its text", async () => {
  const { tell, read, landing } = await givenRead();
  const { raw: _raw, ...withoutText } = EDITED;
  const before = (await landing.files()).length;
  tell(withoutText, "post_destroyed", "1");
  await read("discourse_posts@hook");
  expect((await landing.files()).length).toBe(before);

  tell(
    { ...EDITED, by: { email: "anna@example.org", ip_address: "10.0.0.1" } },
    "post_destroyed",
    "2",
  );
  await read("discourse_posts@hook");
  const known = await landing.known("discourse_posts@hook");
  expect(known.isSame({ ...EDITED, by: { email: "hash of anna@example.org" } })).toBe(true);
});

test("a delivery that came after a run began is left for the next one", async () => {
  const { tell, read, inbox } = await givenRead();
  tell(EDITED, "post_edited");
  await read("discourse_posts", "2026-10-05T08:00:00Z");
  const marked = () => inbox.marks().map(({ feed }) => feed);
  expect(marked()).toEqual(["discourse_posts", "discourse_topics"]);

  await read("discourse_posts");
  expect(marked()).toEqual(["discourse_topics"]);
});
