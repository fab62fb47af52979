import { expect, test } from "vitest";

import { SourceMissingError } from "../errors.ts";
import { forumServer } from "../testing/forum.ts";
import { walk } from "../testing/walk.ts";
import { askedTwice } from "./asked-twice.ts";
import { discoursePosts } from "./posts.ts";

const MISSING = new SourceMissingError("Discourse", "GET /posts.json", 404, null);

/** Answers that come one after the other, and how many were asked for. */
function given(...answers: readonly (readonly number[] | Error)[]) {
  let count = 0;
  const read = async () => {
    const answer = answers[count];
    count += 1;
    if (answer === undefined || answer instanceof Error) throw answer ?? new Error("No more.");
    return answer;
  };
  return { asked: () => count, ask: () => askedTwice(read, (rows) => rows.length === 0) };
}

test.each([
  ["an answer that holds something is believed at once", [[1]], [1], 1],
  ["where nothing came, what comes the second time counts", [[], [1]], [1], 2],
  ["nothing is believed when it comes twice", [[], []], [], 2],
  ["a 404 is believed no more than an empty answer", [MISSING, [1]], [1], 2],
])("%s", async (_what, answers, expected, count) => {
  const { ask, asked } = given(...answers);

  expect([await ask(), asked()]).toEqual([expected, count]);
});

test("a 404 that comes twice is thrown, and any other failure at once", async () => {
  const twice = given([], MISSING);
  const down = given(new Error("down"), [1]);

  await expect(twice.ask()).rejects.toBe(MISSING);
  await expect(down.ask()).rejects.toThrow("down");
  expect([twice.asked(), down.asked()]).toEqual([2, 1]);
});

test("an empty page in the middle of a first load costs no post", async () => {
  const posts = Array.from({ length: 120 }, (_, index) => ({
    ...{ id: index + 1, created_at: "2026-04-01T00:00:00Z", raw: "x", post_type: 1 },
  }));
  await using forum = await forumServer({ posts });

  const { records } = await walk(discoursePosts(forum), {
    afterPage: (page) => {
      if (page === 0) forum.server.faults.push({ json: { latest_posts: [] } });
    },
  });

  expect(records).toHaveLength(120);
});
