/**
 * Kill −9 while landing is compacted, run again: nothing lost, nothing there twice. `npm test` kills at
 * a few drawn instants, `npm run kills` at twenty.
 */
import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { createRandom } from "../../demo/random.ts";
import { openWarehouse } from "../../warehouse/duckdb/index.ts";
import { landPageAt } from "../../warehouse/landing/given-landed.ts";
import { compactLanding, openLanding, readLines } from "../../warehouse/landing/index.ts";
import { runAndKill } from "../run-and-kill.ts";

const INSTANTS = process.env["VKLAD_KILLS_WHOLE"] === "1" ? 20 : 3;
const STREAMS = [
  { name: "posts", primaryKey: ["id"] },
  { name: "likes", primaryKey: ["id"] },
];

let root: string;
let given: string;
let undisturbed: unknown;
let stepCount = 0;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "vklad-landing-kill-"));
  given = join(root, "given");
  const random = createRandom("killed while it is compacted");
  const land = (feed: string, number: number, isBeside = false) =>
    // Keys that come again: which version is the last depends on the order of the files.
    landPageAt(given, {
      ...{ feed, number, isBeside },
      records: Array.from({ length: 3 }, () => ({ id: random.whole(1, 9), by: number })),
    });
  for (const number of [1, 2, 3]) await land("posts", number, true);
  for (const number of [4, 5, 998, 1_000, 1_001, 1_500, 2_000]) await land("posts", number);
  for (const number of [5, 999, 1_002]) await land("posts@export", number);
  for (const number of [1, 2, 1_000]) await land("likes", number);
  undisturbed = await outcomeIn(given);
  const whole = copyOf("whole");
  await compactLanding(whole, { failpoint: () => void (stepCount += 1) });
  expect(packsIn(whole)).toHaveLength(5);
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

function copyOf(name: string): string {
  const folder = join(root, name);
  cpSync(given, folder, { recursive: true });
  return folder;
}

function packsIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".pack"),
  );
}

/** What every reader is told: the files with all their lines, and each table they load into. */
async function outcomeIn(folder: string) {
  const landing = openLanding(folder);
  const files = await landing.files();
  const lines = await Promise.all(
    files.map(async (file) => [file.name, ...(await readLines(file)).lines]),
  );
  await using warehouse = await openWarehouse({
    ...{ file: ":memory:", streams: STREAMS, timeZone: "UTC" },
  });
  await warehouse.load(landing);
  // How landing lies is another matter.
  const digests = (await warehouse.digests()).filter(({ table }) => table !== "loaded_folders");
  return { lines, digests };
}

/** The process ends itself by SIGKILL at the step of this number. */
function killAtStep(folder: string, step: number): Promise<void> {
  return runAndKill(
    "compact",
    folder,
    ({ module, dir, killAt }) => `
      import { compactLanding } from ${module("warehouse/landing/index.ts")};
      let step = 0;
      const failpoint = (point) => {
        step += 1;
        if (step === ${step}) ${killAt}(point);
      };
      await compactLanding(${dir}, { failpoint });
    `,
  );
}

const draws = Array.from({ length: INSTANTS }, (_, draw) => draw);

test.each(draws)(
  "killed at a drawn instant (draw %i), each file is read once, and the next call packs the rest",
  async (draw) => {
    const folder = copyOf(`draw-${draw}`);
    await killAtStep(folder, createRandom(`instant ${draw}`).whole(1, stepCount));

    expect(await outcomeIn(folder)).toEqual(undisturbed);
    await compactLanding(folder);

    expect(await outcomeIn(folder)).toEqual(undisturbed);
    expect(packsIn(folder).toSorted()).toEqual(packsIn(join(root, "whole")).toSorted());
    expect(readdirSync(join(folder, "posts")).filter((name) => name.startsWith("."))).toEqual([]);
  },
);
