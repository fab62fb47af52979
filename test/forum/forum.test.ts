import { expect, test } from "vitest";

import { seededRandom } from "../seed.ts";
import { differences } from "./differences.ts";
import { KINDS } from "./kinds/index.ts";
import { play } from "./play.ts";
import { drawSteps } from "./steps.ts";
import type { Held } from "./truth.ts";

/** A slice of what `npm run forum` plays. */
const SEQUENCES = 1;

test("there are 35 kinds of change at least, each with a name of its own", () => {
  const names = KINDS.map(({ name }) => name);

  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeGreaterThanOrEqual(35);
});

test.each(Array.from({ length: SEQUENCES }, (_, place) => place))(
  "whatever happens to a forum and to its reader, the end is the forum's truth: sequence %i",
  async (place) => {
    const random = seededRandom(`forum/slice/${place}`);
    const steps = drawSteps(random.fork("steps"));

    const { faults, kinds: played } = await play(random, steps);

    expect(faults).toEqual([]);
    expect(played.size).toBeGreaterThan(3);
  },
);

test("what is missing, too many or otherwise is told by stream, key and field", () => {
  const none = new Map();
  const empty = { topics: none, users: none, likes: none, categories: none };
  const posts = (records: Record<string, { text: string }>): Held => ({
    ...empty,
    posts: new Map(Object.entries(records)),
  });

  const told = differences(
    posts({ 1: { text: "А" }, 2: { text: "Б" }, 3: { text: "В" } }),
    posts({ 1: { text: "А" }, 2: { text: "Г" }, 4: { text: "Д" } }),
  );

  expect(told).toEqual([
    'posts: 2: text is "Г", and is to be "Б"',
    'posts: 3 is not there; expected text "В"',
    'posts: 4 is there and is to be gone; found text "Д"',
  ]);
});
