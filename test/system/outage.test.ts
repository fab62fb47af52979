/** A source that is down: its last data stays, dated, and nobody becomes inactive by it. */
import { afterAll, beforeAll, expect, test } from "vitest";

import { readCurrentSnapshot } from "../../warehouse/snapshot/index.ts";
import { readRows } from "../../warehouse/snapshot/rows.ts";
import { type GivenCommunity, givenCommunity } from "./given-community.ts";
import { AS_OF, openRun } from "./open-run.ts";

/** Long enough to make everybody silent who does nothing in it: 30 days and some. */
const WEEKS_LATER = "2026-11-14T09:00:00.000Z";
const FOR_EVER = 1_000_000;

let given: GivenCommunity;
let folder: string;
let before: Awaited<ReturnType<typeof published>>;

beforeAll(async () => {
  given = await givenCommunity();
  folder = given.emptyFolder();
  await refreshedAt(AS_OF);
  before = await published();
});

afterAll(() => given[Symbol.asyncDispose]());

async function refreshedAt(asOf: string) {
  await given.control("clock", { now: asOf });
  await using run = await openRun({ folder, hello: given.hello, asOf });
  const { failed } = await run.refresh();
  return { failed: failed.map(({ feed }) => feed).toSorted(), stale: await run.stale() };
}

/** What the deanery's pages show of people and of posts. Workbooks go on, and may change. */
async function published() {
  const snapshot = (await readCurrentSnapshot(`${folder}/snapshots`))!;
  const contributions = await readRows(snapshot, "deanery_member_contributions");
  return {
    members: (await readRows(snapshot, "deanery_members")).map(
      ({ member_id, name, handle, last_contribution_at, status }) => ({
        member_id,
        name,
        handle,
        last_contribution_at,
        status,
      }),
    ),
    // An attempt that came into the workbooks meanwhile may wait for a master, and long.
    attention: (await readRows(snapshot, "deanery_attention")).filter(
      ({ reason }) => reason !== "waiting_long",
    ),
    posts: contributions.filter(({ status }) => status === "published"),
  };
}

const silentIn = ({ members }: { members: readonly Record<string, unknown>[] }) =>
  members.filter(({ status }) => status === "silent").length;

test("a forum that is down leaves its data visible, dated, and makes nobody inactive", async () => {
  await given.control("faults", { system: "discourse", fault: "server_error", times: FOR_EVER });

  const { failed, stale } = await refreshedAt(WEEKS_LATER);

  const forum = [
    "discourse_categories",
    "discourse_likes",
    "discourse_posts",
    "discourse_topics",
    "discourse_users",
  ];
  expect(failed).toEqual(forum);
  expect(stale).toEqual(forum.map((stream) => ({ stream, since: AS_OF })));
  expect(await published()).toEqual(before);
  expect(before.posts.length).toBeGreaterThan(100);
});

test("once the forum answers again, those weeks count as silence", async () => {
  await given.control("faults", { fault: "none" });

  const { failed, stale } = await refreshedAt(WEEKS_LATER);

  expect({ failed, stale }).toEqual({ failed: [], stale: [] });
  expect(silentIn(await published())).toBeGreaterThan(silentIn(before));
});
