import { expect, test } from "vitest";

import { seededRandom } from "../seed.ts";
import { differences, play } from "./play.ts";
import { cellsOf } from "./world.ts";
import { SOURCES } from "./worlds/index.ts";

/** Of `npm run source-matrix`, which plays every cell of each: one, drawn. */
const CELLS = 1;

/** Ends what hangs: alone each takes seconds, on a machine that does much else more. */
const HANG_MS = 400_000;

const drawn = SOURCES.flatMap((source) =>
  seededRandom(`source matrix of ${source.name}`)
    .shuffled(cellsOf(source))
    .slice(0, CELLS)
    .map((cell) => [source.name, cell.name, source, cell] as const),
);

test.each(drawn)(
  "%s in trouble (%s), its reader killed, well again: what is held is the truth",
  async (name, trouble, source, cell) => {
    const { wrong } = await play(source, cell, seededRandom(`source matrix/${name}/${trouble}`));

    expect(wrong).toEqual([]);
  },
  HANG_MS,
);

test("every source has its row, and each trouble a cell of its own", () => {
  const cells = SOURCES.flatMap((source) =>
    cellsOf(source).map(({ name }) => `${source.name}/${name}`),
  );

  expect(new Set(cells).size).toBe(cells.length);
  expect(SOURCES.filter((source) => cellsOf(source).length < 3)).toEqual([]);
});

test("what is not there, there too often or to be gone is told", () => {
  const truth = { posts: ["1", "2", "3"], likes: ["a"] };
  const held = { posts: ["1", "3", "3", "4"], likes: ["a"] };

  expect(differences(truth, held)).toEqual([
    "posts: not there: 2",
    "posts: to be gone: 3",
    "posts: to be gone: 4",
  ]);
  expect(differences(truth, truth)).toEqual([]);
});
