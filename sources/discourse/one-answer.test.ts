/** What one wrong answer of the forum does: nothing that stays. */
import { expect, test } from "vitest";

import type { Json } from "../source.ts";
import { readLines, type Landing } from "../../warehouse/landing/index.ts";
import { givenClub, spoiled, type Answer, type Asked, type Twin } from "./given-club.ts";

const LIKES = "discourse_likes";
const NOT_FOUND: Answer = { status: 404, body: { error_type: "not_found" } };

/** Of every list the club has more than a page. */
const LARGE = { memberCount: 130, topicCount: 130 };

const paths: Record<string, string> = {
  discourse_categories: "/categories.json",
  discourse_users: "/admin/users/list/active.json",
  discourse_topics: "/latest.json",
  discourse_posts: "/posts.json",
  discourse_likes: "/user_actions.json",
};

/** The same reply with another list in it. */
function withRows(reply: Answer, change: (rows: readonly Json[]) => readonly Json[]): Answer {
  const changed = (body: Json): Json => {
    if (Array.isArray(body)) return change(body);
    const [name, inner] = Object.entries(body as { [key: string]: Json }).find(([key]) =>
      /^(latest_posts|topic_list|topics|user_actions|category_list|categories)$/.test(key),
    )!;
    return { ...(body as object), [name]: changed(inner) };
  };
  return { ...reply, body: changed(reply.body as Json) };
}

/** The page beside the one that was asked for. */
function besides({ path, query }: Asked): string {
  const other = new URLSearchParams(query);
  if (path === "/posts.json") other.set("before", `${Number(query.get("before") ?? 130) - 40}`);
  else if (path === "/user_actions.json")
    other.set("offset", query.get("offset") === "0" ? "30" : "0");
  else other.set("page", query.get("page") === "1" ? "2" : "1");
  return `${path}?${other}`;
}

interface Fault {
  readonly spoil: (asked: Asked, twin: Twin) => Promise<Answer>;
  /** Two in a row where one is asked again at once. */
  readonly times: 1 | 2;
}

const faults: Record<string, Fault> = {
  "an empty list": { times: 2, spoil: async (_asked, twin) => withRows(await twin(), () => []) },
  "half a list": {
    times: 1,
    spoil: async (_asked, twin) =>
      withRows(await twin(), (rows) => rows.slice(0, rows.length >> 1)),
  },
  "another page": { times: 1, spoil: (asked, twin) => twin(besides(asked)) },
  "a 404": { times: 2, spoil: async () => NOT_FOUND },
};

const UNDISTURBED = async () => null;

/** The first answer, one in the middle and one near the end of a list, each spoiled by itself. */
const SPOILED = [1, 2, 4];

async function givenLists(feed: string) {
  const club = await givenClub(feed === LIKES ? {} : LARGE);
  const path = paths[feed]!;
  const shown = (await club.shown([feed]))[feed]!;
  return { club, path, shown };
}

test.each(Object.keys(paths))("no wrong answer in a sweep takes anything of %s", async (feed) => {
  const { club, path, shown } = await givenLists(feed);
  await club.read([feed]);

  for (const [fault, { spoil, times }] of Object.entries(faults))
    for (const from of SPOILED) {
      club.line.between.reply = spoiled({ path, from, times }, spoil);
      // What is thrown ends a slice, and the next one goes on.
      await club.sweep([feed]).catch(() => undefined);
      club.line.between.reply = UNDISTURBED;
      await club.sweep([feed]);

      expect([fault, (await club.held())[feed]]).toEqual([fault, shown]);
    }
});

test.each(Object.keys(paths))(
  "what a wrong answer in the first load keeps from us of %s is there after a run with a sweep",
  async (feed) => {
    const { club, path, shown } = await givenLists(feed);

    for (const [fault, { spoil, times }] of Object.entries(faults))
      for (const from of SPOILED) {
        const folder = club.at(`${fault} ${from}`);
        club.line.between.reply = spoiled({ path, from, times }, spoil);
        await folder.read([feed]).catch(() => undefined);
        club.line.between.reply = UNDISTURBED;
        await folder.read([feed]);
        await folder.sweep([feed]);

        expect([fault, (await folder.held())[feed]]).toEqual([fault, shown]);
      }
  },
);

/** What was refused, file by file: named once is once. */
async function quarantinedIn(landing: Landing, feed: string) {
  const files = (await landing.files()).filter(({ stream }) => stream === feed);
  const read = await Promise.all(files.map((file) => readLines(file)));
  return read.flatMap(({ manifest }) => manifest.quarantined);
}

test("a member whose likes are refused in the first load is named once, and read whole once they are shown", async () => {
  const club = await givenClub();
  const shown = await club.shown([LIKES]);
  const isFirst = ({ path, query }: Asked) =>
    path === paths[LIKES] && query.get("username") === "member1";
  club.line.between.reply = async (asked) => (isFirst(asked) ? NOT_FOUND : null);
  await club.read([LIKES]);
  await club.run();
  await club.run();
  const refused = await quarantinedIn(club.landing, LIKES);

  club.line.between.reply = UNDISTURBED;
  // The rest of the day's walk, and the first of the next one.
  await club.run(24);
  await club.run();

  expect(refused).toEqual([
    {
      record: { acting_user_id: 1 },
      reason: "the likes of this user are not shown: status 404",
    },
  ]);
  expect((await club.held())[LIKES]).toEqual(shown[LIKES]);
});

test("likes that a sweep is refused stay, and what was withdrawn of them is gone after the next", async () => {
  const club = await givenClub();
  await club.read([LIKES]);
  const before = (await club.held())[LIKES]!.length;
  club.view.state.likes[3]!.until = club.clock.now();
  club.line.between.reply = async ({ path }) => (path === paths[LIKES] ? NOT_FOUND : null);
  await club.sweep([LIKES]);
  const refused = (await club.held())[LIKES]!.length;

  club.line.between.reply = UNDISTURBED;
  await club.sweep([LIKES]);

  expect([refused, (await club.held())[LIKES]!.length]).toEqual([before, before - 1]);
});

test("at a request a second a sweep of likes takes slices of a minute, and asks for no list again", async () => {
  const club = await givenClub({ ...LARGE, perSecond: 1 });
  await club.read([LIKES]);
  const begun = club.line.requests.length;
  const sliced: number[] = [];

  for (let done = false; !done;) {
    const before = club.line.requests.length;
    ({ done } = await club.slice(LIKES));
    sliced.push(club.line.requests.length - before);
  }

  const ofLast = club.line.requests.slice(begun).filter((target) => /=member130&/.test(target));
  expect(sliced.length).toBeGreaterThan(5);
  expect(Math.max(...sliced)).toBeLessThanOrEqual(60);
  // An empty list, which is asked for twice.
  expect(ofLast).toHaveLength(2);
});
