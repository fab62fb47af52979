import { expect, test } from "vitest";

import { seededRandom } from "../seed.ts";
import { differences } from "./differences.ts";
import { KINDS } from "./kinds/index.ts";
import { play, SLOW } from "./play.ts";
import { everyKind } from "./steps.ts";
import type { Held } from "./truth.ts";

/** Ends what hangs: alone it takes a fraction of a minute, on a machine that does much else more. */
const HANG_MS = 400_000;

test("there are 35 kinds of change at least, each with a name of its own", () => {
  const names = KINDS.map(({ name }) => name);

  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeGreaterThanOrEqual(35);
});

test(
  "whatever happens to a forum and to its reader, the end is the forum's truth",
  async () => {
    const random = seededRandom("forum/each");
    const steps = everyKind(random.fork("steps"));

    const { faults, kinds } = await play(random, steps, SLOW);

    expect(faults).toEqual([]);
    expect(kinds.size).toBeGreaterThan(KINDS.length * 0.8);
  },
  HANG_MS,
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
