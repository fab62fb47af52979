/** What landing knows is read once, and is the same as if it were read anew each time. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { seededRandom } from "../../test/seed.ts";
import { openLanding, type Landing } from "./index.ts";
import { rewriteFiles } from "./rewrite.ts";

const REQUEST = { until: "2026-10-05T09:00:00Z", primaryKey: ["id"] };
const IDS = Array.from({ length: 12 }, (_, id) => id);
const TEXTS = ["a", "b", "c"];

let dir: string;
let landing: Landing;
let cursor = 0;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "vklad-known-again-"));
  landing = openLanding(dir);
});

afterEach(async () => {
  await rm(dir, { recursive: true });
});

function land(feed: string, records: readonly { id: number; text: string }[]) {
  cursor += 1;
  const quarantined = records.slice(0, 1).map((record) => ({ reason: "odd", record }));
  return landing.write(feed, { records, quarantined, cursor, done: true }, REQUEST);
}

/** All that can be asked. */
async function answers(of: Landing) {
  const current = {
    keys: new Set(IDS.slice(0, 6).map((id) => JSON.stringify([id]))),
    holds: (_: string, record: unknown) => (record as { text: string }).text !== "b",
  };
  const judging = { listed: new Set(["[1]", "[2]"]), after: 4, unjudged: [] };
  const all = IDS.flatMap((id) => TEXTS.map((text) => ({ id, text })));
  const known = await of.known("posts");
  const asSwept = await of.known("posts", current);
  return {
    has: IDS.filter((id) => known.has([id])),
    hasAsSwept: IDS.filter((id) => asSwept.has([id])),
    same: all.filter((record) => known.isSame(record)),
    was: all.filter((record) => known.wasSame(record)),
    refused: all.filter((record) => known.isRefused({ reason: "odd", record })),
    missing: known.missing(judging),
  };
}

test.each(Array.from({ length: 12 }, (_, draw) => draw))(
  "whatever lands, what was kept of it says the same as all of it read anew (draw %i)",
  async (draw) => {
    const random = seededRandom(`known-again/${draw}`);
    for (let step = 0; step < 25; step += 1) {
      const kind = random.whole(0, 9);
      const drawn = IDS.filter(() => random.chance(0.3));
      if (kind < 6) {
        const records = drawn.map((id) => ({ id, text: random.pick(TEXTS) }));
        await land(random.pick(["posts", "posts@export"]), records);
      } else if (kind < 9) {
        const keys = drawn.map((id) => [id]);
        const after = Math.max(0, (await landing.lastNumber("posts")) - random.whole(0, 2));
        await landing.writeSweep("posts", { ...REQUEST, keys, after });
      } else {
        await rewriteFiles(await landing.files(), (line) => line.replace('"a"', '"c"'));
      }

      expect(await answers(landing)).toEqual(await answers(openLanding(dir)));
    }
  },
);

test("a record holds or not as it landed last, and of other keys nobody asks", async () => {
  await land("posts", [
    { id: 1, text: "a" },
    { id: 2, text: "a" },
  ]);
  await land("posts", [{ id: 1, text: "b" }]);
  const thereWhere = async (holding: string) => {
    const holds = (_: string, record: unknown) => (record as { text: string }).text === holding;
    const known = await landing.known("posts", { keys: new Set(["[1]", "[3]"]), holds });
    return [1, 2, 3].filter((id) => known.has([id]));
  };

  expect([await thereWhere("a"), await thereWhere("b")]).toEqual([[2], [1, 2]]);
});

test("a file is read once, and only the last record of a key once more", async () => {
  await land("posts", [{ id: 1, text: "a" }]);
  await land("posts", [{ id: 2, text: "a" }]);
  await landing.known("posts");
  const [first] = await landing.files();
  await writeFile(first!.path, "no landing file any more");

  const known = await landing.known("posts");
  const holds = () => true;
  const some = await landing.known("posts", { keys: new Set(["[2]"]), holds });

  expect([known.has([1]), some.has([1]), some.has([2])]).toEqual([true, true, true]);
  await expect(landing.known("posts", { keys: new Set(["[1]"]), holds })).rejects.toThrow(
    first!.name,
  );
  await expect(openLanding(dir).known("posts")).rejects.toThrow(first!.name);
});

test("whoever asks at once is told the same, and a file that cannot be read is told again", async () => {
  await land("posts", [{ id: 1, text: "a" }]);
  await land("posts", [{ id: 1, text: "b" }]);
  const [first] = await landing.files();

  const both = await Promise.all([landing.known("posts"), landing.known("posts")]);

  expect(both.map((known) => known.wasSame({ id: 1, text: "a" }))).toEqual([true, true]);
  await writeFile(first!.path, "no landing file any more");
  expect((await landing.known("posts")).has([1])).toBe(true);
  const other = openLanding(dir);
  for (const attempt of [1, 2])
    await expect(other.known("posts"), `attempt ${attempt}`).rejects.toThrow(first!.name);
});
