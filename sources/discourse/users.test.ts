import { expect, test } from "vitest";

import type { Json } from "../source.ts";
import { forumServer } from "../testing/forum.ts";
import { sweepAll, walk } from "../testing/walk.ts";
import { discourseUsers } from "./users.ts";

const hash = (value: string) => `#${value.length}`;

function user(id: number, rest: { [key: string]: Json } = {}) {
  return { id, username: `user${id}`, created_at: "2026-04-01T00:00:00.000Z", ...rest };
}

function users(count: number) {
  return Array.from({ length: count }, (_, index) => user(index + 1));
}

const idsOf = (records: readonly Json[]) =>
  [...new Set(records.map((record) => (record as { id: number }).id))].sort((a, b) => a - b);

test("users land as they were sent", async () => {
  await using given = await forumServer({ users: users(250) });

  const { records } = await walk(discourseUsers({ ...given, hash }));

  expect(idsOf(records)).toEqual(idsOf(given.forum.users));
  expect(records).toEqual(expect.arrayContaining(given.forum.users));
});

test("of e-mails a keyed hash lands, of addresses and ages nothing, in quarantine too", async () => {
  const secrets = {
    email: "Ada@Example.org ",
    secondary_emails: ["b@x.org"],
    ip_address: "10.0.0.1",
    registration_ip_address: "10.0.0.2",
    created_at_age: 12.5,
    last_seen_age: 1,
    associated_accounts: [{ name: "google", description: "ada@gmail.com" }],
  };
  await using given = await forumServer({
    users: [user(1, secrets), { id: "poison", username: 7, ...secrets }],
  });

  const { records, quarantined } = await walk(discourseUsers({ ...given, hash }));

  const cleaned = { email: "#15", secondary_emails: ["#7"] };
  expect(records).toContainEqual({ ...user(1), ...cleaned });
  expect(quarantined[0]?.record).toEqual({ id: "poison", username: 7, ...cleaned });
});

test("users who came after the run's moment are left to the next one", async () => {
  const late = user(3, { created_at: "2026-10-06T00:00:00.000Z" });
  const { created_at: _none, ...undated } = user(2);
  await using given = await forumServer({ users: [user(1), undated, late] });
  const source = discourseUsers({ ...given, hash });

  const first = await walk(source, { until: "2026-10-05T09:00:00Z" });
  const second = await walk(source, { until: "2026-10-07T09:00:00Z" });

  expect([idsOf(first.records), idsOf(second.records)]).toEqual([
    [1, 2],
    [1, 2, 3],
  ]);
});

test("an unknown envelope is refused", async () => {
  await using given = await forumServer();
  given.server.faults.push({ json: { users: [] } });

  await expect(walk(discourseUsers({ ...given, hash }))).rejects.toMatchObject({
    name: "SourceShapeError",
  });
});

test.each([0, 1, 2, 3])("killed at page %i and resumed, every user comes", async (killedAtPage) => {
  await using given = await forumServer({ users: users(250) });

  const { records } = await walk(discourseUsers({ ...given, hash }), { killedAtPage });

  expect(idsOf(records)).toEqual(idsOf(given.forum.users));
});

test("accounts deleted while we page take no other account along", async () => {
  await using given = await forumServer({ users: users(330) });

  const { records } = await walk(discourseUsers({ ...given, hash }), {
    afterPage: () => given.forum.users.splice(0, 7),
  });

  expect(idsOf(records)).toEqual(expect.arrayContaining(idsOf(given.forum.users)));
});

test("a key without the right to see the list is named with what to do", async () => {
  await using given = await forumServer();
  given.failing.set("/admin/users/list/active.json", {
    ...{ status: 403, json: { error_type: "invalid_access" } },
  });

  await expect(walk(discourseUsers({ ...given, hash }))).rejects.toThrow("an admin's key");
});

test("a sweep asks for no e-mail, since each request for them is logged to the staff", async () => {
  await using given = await forumServer({ users: users(120) });

  const keys = await sweepAll(discourseUsers({ ...given, hash }));

  expect(new Set(keys.map(([id]) => id)).size).toBe(120);
  expect(given.server.requests.join()).not.toContain("show_emails");
});
