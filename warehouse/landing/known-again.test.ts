/** What landing knows is read once, and is the same as if it were read anew each time. */
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { seededRandom } from "../../test/seed.ts";
import { landPageAt } from "./given-landed.ts";
import { compactLanding, openLanding, type Landing } from "./index.ts";
import { rewriteFiles } from "./rewrite.ts";

const REQUEST = { until: "2026-10-05T09:00:00Z", primaryKey: ["id"] };
const IDS = Array.from({ length: 12 }, (_, id) => id);
const TEXTS = ["a", "b", "c"];

let dir: string;
let landing: Landing;
let cursor = 0;

/** As a process begins that keeps what it read for the next. */
const kept = () => openLanding(dir, undefined, { known: `${dir}-known` });

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "vklad-known-again-"));
  landing = openLanding(dir);
});

afterEach(async () => {
  await rm(dir, { recursive: true });
  await rm(`${dir}-known`, { recursive: true, force: true });
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
    const keeps = draw % 2 === 0;
    if (keeps) landing = kept();
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

      // Another process goes on where this one was.
      if (keeps && random.chance(0.3)) landing = kept();
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

test("the next process reads only what has landed since, also once it is packed", async () => {
  await land("posts", [{ id: 1, text: "a" }]);
  await land("posts", [{ id: 2, text: "a" }]);
  await kept().known("posts");
  await landPageAt(dir, { feed: "posts", number: 1_000, records: [{ id: 3, text: "a" }] });
  const before = await answers(openLanding(dir));
  const [first] = await landing.files();
  const bytes = await readFile(first!.path);

  await writeFile(first!.path, "no landing file any more");
  expect(await answersOfAll(kept())).toEqual([1, 2, 3]);
  await writeFile(first!.path, bytes);
  await compactLanding(dir);
  expect(await answers(kept())).toEqual(before);

  const [pack] = (await readdir(join(dir, "posts"))).filter((name) => name.endsWith(".pack"));
  await land("posts", [{ id: 4, text: "a" }]);
  // Its end, which says what it holds, is not looked at any more.
  await writeFile(join(dir, "posts", pack!), "no pack any more");
  expect(await answersOfAll(kept())).toEqual([1, 2, 3, 4]);
});

const answersOfAll = async (of: Landing) => {
  const known = await of.known("posts");
  return IDS.filter((id) => known.has([id]));
};

test("whoever asked before all was read anew is told what was known then", async () => {
  await land("posts", [{ id: 1, text: "a" }]);
  await land("posts", [{ id: 1, text: "b" }]);
  for (const of of [landing, kept()]) {
    const known = await of.known("posts");
    await rewriteFiles(await landing.files(), (line) => line.replace(/"(.)"}/, '"$1$1"}'));
    await of.known("posts");

    expect(known.isSame({ id: 1, text: of === landing ? "b" : "bb" })).toBe(true);
  }
});

test("what is no store any more, or of another version, is read anew", async () => {
  await land("posts", [{ id: 1, text: "a" }]);
  await kept().known("posts");
  const names = () => readdir(`${dir}-known`);
  const [name] = (await names()).filter((one) => one.endsWith(".db"));

  for (const end of ["", "-wal", "-shm"])
    await writeFile(join(`${dir}-known`, `${name}${end}`), "no store any more, not at all");

  expect(await answersOfAll(kept())).toEqual([1]);
  expect(await names()).not.toContain(name);
  await writeFile(join(`${dir}-known`, "posts.v0.7.db"), "of another version");
  expect(await answersOfAll(kept())).toEqual([1]);
});

test("two processes that read at once read each file once, and what they keep tells of keys alone", async () => {
  for (let id = 0; id < 8; id += 1) await land("posts", [{ id, text: `разобрал понятие ${id}` }]);
  const [one, other] = [kept(), kept()];

  const both = await Promise.all([one.known("posts"), other.known("posts")]);
  await land("posts", [{ id: 8, text: "a" }]);
  await Promise.all([one.known("posts"), other.known("posts")]);

  expect(both.map((known) => IDS.filter((id) => known.has([id])))).toEqual([
    [0, 1, 2, 3, 4, 5, 6, 7, 8],
    [0, 1, 2, 3, 4, 5, 6, 7, 8],
  ]);
  const texts = await Promise.all(
    (await readdir(`${dir}-known`)).map((name) => readFile(join(`${dir}-known`, name), "utf8")),
  );
  expect(texts.join("")).toContain("[7]");
  expect(texts.join("")).not.toContain("разобрал");
});
