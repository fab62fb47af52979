/** What systems tell by webhooks, from the inbox to the tables. */
import { afterAll, beforeAll, expect, test } from "vitest";

import { watchMarks } from "../../app/runtime/woken.ts";
import { type GivenCommunity, givenCommunity } from "./given-community.ts";
import { openRun } from "./open-run.ts";

const FOR_EVER = 1_000_000;
const LATER = "2026-10-05T10:00:00.000Z";

let given: GivenCommunity;

beforeAll(async () => {
  given = await givenCommunity();
});

afterAll(() => given[Symbol.asyncDispose]());

test("what hooks told is read before its time and by itself, and its marks are gone", async () => {
  const folder = given.emptyFolder();
  await using run = await openRun({ folder, hello: given.hello, asOf: LATER });
  await run.refresh();
  const [post] = await run.rows("stg_discourse_posts");
  const { inbox } = run.system;
  const look = watchMarks(inbox, () => 0);
  const content = {
    ...{ id: 999_999, user_id: 1, topic_id: 1, post_number: 9, post_type: 1, raw: "last words" },
    ...{ created_at: LATER, updated_at: LATER, username: String(post.username) },
  };
  inbox.store("discourse", {
    id: "1",
    marks: [{ feed: "discourse_likes", how: "read" }],
    kept: [{ feed: "discourse_posts@hook", content }],
  });
  await given.control("faults", { system: "nocodb", fault: "server_error", times: FOR_EVER });

  const woken = look()!;
  woken.taken();
  await run.conductor.wake(woken);

  expect([woken.feeds, inbox.marks(), look()]).toEqual([
    ["discourse_likes", "discourse_posts@hook"],
    [],
    null,
  ]);
  const posts = await run.rows("stg_discourse_posts");
  expect(posts.filter(({ post_id }) => post_id === "999999").length).toBe(1);
  // The base is down, and was not asked.
  expect(run.conductor.failed()).toEqual([]);
});

test("a system that is down keeps its marks, and its failure outlives the reading of another", async () => {
  const folder = given.emptyFolder();
  await using run = await openRun({ folder, hello: given.hello, asOf: LATER });
  const { inbox } = run.system;
  await given.control("faults", { system: "nocodb", fault: "server_error", times: FOR_EVER });
  const told = (id: string, feed: string) =>
    inbox.store("any", { id, marks: [{ feed, how: "read" }], kept: [] });
  const look = watchMarks(inbox, () => 0);

  told("1", "nocodb_records");
  await run.conductor.wake(look()!);
  told("2", "discourse_categories");
  await run.conductor.wake({ feeds: ["discourse_categories"], sweeps: [] });

  expect(run.conductor.failed()).toEqual(["nocodb_records"]);
  expect(inbox.marks().map(({ feed }) => feed)).toEqual(["nocodb_records"]);
});
