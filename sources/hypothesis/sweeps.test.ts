import { expect, test } from "vitest";

import { annotation, GROUP, instant } from "../testing/annotations.ts";
import { givenGroups } from "./given-groups.ts";

const DAY = 86_400_000;

const five = Array.from({ length: 5 }, (_, index) => annotation(`a${index}`, index * DAY));

function remove(given: Awaited<ReturnType<typeof givenGroups>>, id: string): void {
  const at = given.state.rows.findIndex((row) => row["id"] === id);
  given.state.rows.splice(at, 1);
}

test.each([false, true])("a deletion is found (as a moderator: %s)", async (moderates) => {
  const given = await givenGroups(five, { moderates });
  await given.run();
  remove(given, "a2");

  await given.sweep();

  expect(Object.keys(await given.held())).toEqual(["a0", "a1", "a3", "a4"]);
});

test("what a sweep's list leaves out, and is there when it is asked for, is not deleted", async () => {
  const given = await givenGroups(five);
  await given.run();
  given.state.unindexed.add("a3");

  await given.sweep();

  expect(Object.keys(await given.held())).toHaveLength(5);
});

test("one answer of 404 is not believed", async () => {
  const given = await givenGroups(five);
  await given.run();
  given.state.unindexed.add("a3");
  given.state.deniedOnce.add("a3");

  await given.sweep();

  expect(Object.keys(await given.held())).toHaveLength(5);
  expect(given.server.requests.filter((path) => path === "/api/annotations/a3")).toHaveLength(2);
});

test("a membership that is lost deletes nothing, and what changed comes once it is back", async () => {
  const given = await givenGroups(five);
  await given.run();
  given.state.own.clear();
  remove(given, "a1");

  await given.run();
  await given.sweep();
  const away = Object.keys(await given.held());
  given.state.own.add(GROUP);
  await given.sweep();

  expect([away.length, Object.keys(await given.held())]).toEqual([5, ["a0", "a2", "a3", "a4"]]);
  expect(await given.refused()).toEqual([
    {
      reason: "this group is not shown to the token",
      record: JSON.stringify({ group: GROUP }),
    },
  ]);
});

test("a membership that is lost between a sweep's two readings deletes nothing", async () => {
  const given = await givenGroups(five);
  await given.run();
  const profile = { json: { userid: "acct:me@hypothes.is", groups: [{ id: GROUP }] } };
  given.server.faults.push(profile);
  given.state.own.clear();

  await given.sweep();

  expect(Object.keys(await given.held())).toHaveLength(5);
});

test("a token that has expired deletes nothing", async () => {
  const given = await givenGroups(five);
  await given.run();
  given.state.userid = null;

  await expect(given.sweep()).rejects.toMatchObject({ name: "SourceAuthError" });

  expect(Object.keys(await given.held())).toHaveLength(5);
});

test("what moderators hide is told by their list, and for others it is there without its text", async () => {
  const asModerator = await givenGroups(five, { moderates: [GROUP] });
  const asMember = await givenGroups(five);
  for (const given of [asModerator, asMember]) {
    await given.run();
    given.state.hidden.add("a1");
  }

  await asModerator.run();
  await asMember.sweep();

  expect((await asModerator.held())["a1"]).toMatchObject({ hidden: true, text: "О a1" });
  expect((await asMember.held())["a1"]).toMatchObject({ hidden: true, text: "" });
});

test("what was approved long after it was written is found by the moderators' next run", async () => {
  const given = await givenGroups(five, { moderates: true });
  await given.run();
  const waited = annotation("waited", 3 * DAY, { moderation_status: "PENDING" });
  given.state.rows.push(waited);
  given.state.unindexed.add("waited");
  await given.run();
  const waiting = (await given.held())["waited"];
  given.state.rows.splice(-1, 1, { ...waited, moderation_status: "APPROVED" });

  await given.run();

  expect([waiting, (await given.held())["waited"]]).toMatchObject([
    { moderation_status: "PENDING" },
    { moderation_status: "APPROVED" },
  ]);
});

test("one that is edited just now hides none of the moderators' list behind it", async () => {
  const made = Array.from({ length: 150 }, (_, index) => annotation(`m${index}`, 20 * DAY + index));
  const given = await givenGroups(made, { moderates: true });
  await given.run();
  given.state.rows[149] = { ...made[149]!, updated: instant(400 * DAY) };
  given.state.hidden.add("m0");

  await given.run();

  expect((await given.held())["m0"]).toMatchObject({ hidden: true });
});

test("annotations of one instant do not fall between two pages of the list", async () => {
  const made = Array.from({ length: 250 }, (_, index) =>
    annotation(`m${index}`, index % 2 === 0 ? index - 1 : index),
  );
  const given = await givenGroups(made, { moderates: true });
  for (const row of made) given.state.unindexed.add(String(row["id"]));

  await given.run();

  expect(Object.keys(await given.held())).toHaveLength(250);
});

test("an edit that a run missed is found by a sweep", async () => {
  const given = await givenGroups(five);
  await given.run();
  given.state.rows[1] = { ...five[1]!, text: "иначе", updated: instant(1.5 * DAY) };

  await given.sweep();

  expect((await given.held())["a1"]).toMatchObject({ text: "иначе" });
});

test("one that became private is held no more, and its last words stay unread", async () => {
  const given = await givenGroups(five);
  await given.run();
  const owner = String(five[4]!["user"]);
  const text = "передумала";
  given.state.rows[4] = {
    ...five[4]!,
    ...{ permissions: { read: [owner] }, updated: instant(9 * DAY), text },
  };

  await given.run();
  await given.sweep();

  expect(Object.keys(await given.held())).toEqual(["a0", "a1", "a2", "a3"]);
});

test("runs and sweeps that find nothing new land nothing", async () => {
  const given = await givenGroups(five, { moderates: true });
  await given.run();
  await given.sweep();
  const before = await given.fileCount();

  await given.run();
  await given.run();

  expect(await given.fileCount()).toBe(before);
});
