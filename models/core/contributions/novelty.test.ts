import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

import { testWithShared } from "../../../test/shared.ts";
import { givenWarehouse } from "../../../test/warehouse.ts";
import { buildThrough, nocodbRecord, rawRow, RUN } from "../../given.ts";
import { novelty } from "./novelty.ts";

const at = (day: number, hour = 9) => new Date(Date.UTC(2026, 4, day, hour)).toISOString();

interface Shown {
  readonly raw: string;
  /** Of the edit; absent: never edited. */
  readonly edited?: number;
  /** When we read it. */
  readonly seen: number;
}

interface GivenPost {
  readonly by: number;
  readonly made: number;
  readonly shown: readonly Shown[];
  readonly isDeleted?: true;
}

/** How new each post is, by its id; every version of it as it was read. */
async function newnessOf(given: Readonly<Record<number, GivenPost>>) {
  const versions = Object.entries(given).flatMap(([id, { by, made, shown, isDeleted }]) => {
    const seen = shown.map(({ raw, edited = made, seen: day }, index) => ({
      ...rawRow(Number(id), postOf(Number(id), by, { raw, made, edited })),
      ...{ version: BigInt(index + 1), observed_at: new Date(at(day)) },
    }));
    const gone = rawRow(Number(id), null, { is_deleted: true, version: 99n });
    return (isDeleted ? [...seen, gone] : seen).map((row, index) => ({
      ...row,
      ordinal: BigInt(index + 1),
    }));
  });
  const current = new Map(versions.map(({ ordinal: _ordinal, ...row }) => [row.key, row]));
  await using warehouse = await givenWarehouse({
    ref_run: [RUN],
    raw_discourse_posts_versions: versions,
    raw_discourse_posts_current: [...current.values()],
  });
  const rows = await buildThrough(warehouse, novelty);
  const { rows: ids } = await warehouse.db
    .selectFrom("posts")
    .select(["post_id", "contribution_id"])
    .execute()
    .then((found) => ({ rows: found as { post_id: string; contribution_id: string }[] }));
  const byId = new Map(rows.map((row) => [row.contribution_id, Number(row.novelty) / 1_000_000]));
  return Object.fromEntries(
    ids.map(({ post_id, contribution_id }) => [post_id, byId.get(contribution_id)]),
  );
}

function postOf(id: number, by: number, post: { raw: string; made: number; edited: number }) {
  return {
    ...{ id, user_id: by, username: `user${by}`, topic_id: 1, post_number: id, raw: post.raw },
    ...{ created_at: at(post.made), updated_at: at(post.edited) },
  };
}

const [ADA, EVA] = [23, 24];
const TEXT = "Граница — это выбор.";
const OTHER = "Выбор — это граница.";

test("a text that anyone wrote before is not new, whatever its case and spaces", async () => {
  expect(
    await newnessOf({
      1: { by: ADA, made: 2, shown: [{ raw: "граница — ЭТО выбор", seen: 2 }] },
      2: { by: EVA, made: 1, shown: [{ raw: TEXT, seen: 2 }] },
      3: { by: ADA, made: 3, shown: [{ raw: OTHER, seen: 3 }] },
    }),
  ).toEqual({ 1: 0, 2: 1, 3: 1 });
});

test("pasting another's new text into an older post of one's own takes nothing away", async () => {
  expect(
    await newnessOf({
      1: {
        ...{ by: ADA, made: 1 },
        shown: [
          { raw: OTHER, seen: 1 },
          { raw: TEXT, edited: 6, seen: 6 },
        ],
      },
      2: { by: EVA, made: 5, shown: [{ raw: TEXT, seen: 5 }] },
    }),
  ).toEqual({ 1: 0, 2: 1 });
});

test("so it is when the older post was never read before the edit", async () => {
  expect(
    await newnessOf({
      1: { by: ADA, made: 1, shown: [{ raw: TEXT, edited: 6, seen: 7 }] },
      2: { by: EVA, made: 5, shown: [{ raw: TEXT, seen: 7 }] },
    }),
  ).toEqual({ 1: 0, 2: 1 });
});

test("and when the edit left no instant: then it is new as it was seen", async () => {
  expect(
    await newnessOf({
      1: {
        ...{ by: ADA, made: 1 },
        shown: [
          { raw: OTHER, edited: 2, seen: 3 },
          { raw: TEXT, edited: 2, seen: 7 },
        ],
      },
      2: { by: EVA, made: 5, shown: [{ raw: TEXT, seen: 7 }] },
    }),
  ).toEqual({ 1: 0, 2: 1 });
});

test("an edit that changes no word, and one that is taken back, leave a text as new as it was", async () => {
  expect(
    await newnessOf({
      1: {
        ...{ by: ADA, made: 1 },
        shown: [
          { raw: TEXT, seen: 1 },
          { raw: OTHER, edited: 3, seen: 3 },
          { raw: `${TEXT.toUpperCase()}!`, edited: 6, seen: 6 },
        ],
      },
      2: { by: EVA, made: 2, shown: [{ raw: TEXT, seen: 2 }] },
    }),
  ).toEqual({ 1: 1, 2: 0 });
});

test("a copy does not become new because the text that was copied is edited or deleted", async () => {
  expect(
    await newnessOf({
      1: {
        ...{ by: ADA, made: 1 },
        shown: [
          { raw: TEXT, seen: 1 },
          { raw: `${TEXT} Поправка.`, edited: 3, seen: 3 },
        ],
      },
      2: { by: EVA, made: 2, shown: [{ raw: TEXT, seen: 2 }] },
      3: { by: ADA, made: 1, shown: [{ raw: OTHER, seen: 1 }], isDeleted: true },
      4: { by: EVA, made: 2, shown: [{ raw: OTHER, seen: 2 }] },
    }),
  ).toEqual({ 1: 1, 2: 0, 4: 0 });
});

test("what somebody took back they may show anew, and not twice at once", async () => {
  expect(
    await newnessOf({
      1: { by: ADA, made: 1, shown: [{ raw: TEXT, seen: 1 }], isDeleted: true },
      2: { by: ADA, made: 2, shown: [{ raw: TEXT, seen: 2 }] },
      3: { by: ADA, made: 3, shown: [{ raw: TEXT, seen: 3 }] },
    }),
  ).toEqual({ 2: 1, 3: 0 });
});

test("of texts shown at one instant one is new", async () => {
  const newness = await newnessOf({
    1: { by: ADA, made: 1, shown: [{ raw: TEXT, seen: 1 }] },
    2: { by: EVA, made: 1, shown: [{ raw: TEXT, seen: 1 }] },
  });

  expect(Object.values(newness).toSorted()).toEqual([0, 1]);
});

testWithShared("a text with ё is no new text", "cases/russian-yo", async (path) => {
  const input = JSON.parse(readFileSync(join(path, "input.json"), "utf8")) as {
    first: string;
    second: string;
  };

  expect(
    await newnessOf({
      1: { by: ADA, made: 1, shown: [{ raw: input.first, seen: 1 }] },
      2: { by: EVA, made: 2, shown: [{ raw: input.second, seen: 2 }] },
    }),
  ).toEqual({ 1: 1, 2: 0 });
});

/** Row 1 is Ada's, made on the 1st; row 2 is Eva's, made on the 5th. */
async function newnessOfRows(adas: readonly { Text: string | null; UpdatedAt: string | null }[]) {
  const row = (id: number, by: string, made: number, fields: object) =>
    nocodbRecord("Attempts", id, {
      ...{ Answer: id, Attempt: 1, CreatedAt: at(made), CreatedBy: { id: by } },
      ...fields,
    });
  const versions = [
    ...adas.map((fields, index) => ({
      ...row(1, "usada", 1, fields),
      ...{ version: BigInt(index + 1), ordinal: BigInt(index + 1) },
    })),
    { ...row(2, "useva", 5, { Text: TEXT, UpdatedAt: null }), ordinal: 1n },
  ];
  const answers = [1, 2].map((id) =>
    nocodbRecord("Answers", id, {
      ...{ Task: 1, Stream: 1, CreatedAt: at(1), UpdatedAt: null },
      CreatedBy: { id: id === 1 ? "usada" : "useva" },
    }),
  );
  const current = new Map(versions.map(({ ordinal: _ordinal, ...rest }) => [rest.key, rest]));
  await using warehouse = await givenWarehouse({
    ref_run: [RUN],
    raw_nocodb_records_versions: [...versions, ...answers.map((row) => ({ ...row, ordinal: 1n }))],
    raw_nocodb_records_current: [
      nocodbRecord("Streams", 1, { Title: "Весна", Guide: "systems", Starts: "2026-05-01" }),
      nocodbRecord("Tasks", 1, { Title: "Граница", Section: "systems-1", Complexity: "1.00" }),
      ...answers,
      ...current.values(),
    ],
  });
  const rows = await buildThrough(warehouse, novelty);
  const authors = (await warehouse.db
    .selectFrom("attempts")
    .select(["contribution_id", "account_key"])
    .execute()) as { contribution_id: string; account_key: string }[];
  return Object.fromEntries(
    authors.map(({ contribution_id, account_key }) => [
      account_key,
      rows.find((row) => row.contribution_id === contribution_id)?.novelty,
    ]),
  );
}

test.each([
  [
    "by an edit",
    [
      { Text: OTHER, UpdatedAt: null },
      { Text: TEXT, UpdatedAt: at(6) },
    ],
  ],
  ["by an edit before anybody read it", [{ Text: TEXT, UpdatedAt: at(6) }]],
  [
    "after the cell was emptied",
    [
      { Text: OTHER, UpdatedAt: null },
      { Text: null, UpdatedAt: at(5, 10) },
      { Text: TEXT, UpdatedAt: at(6) },
    ],
  ],
  [
    "by a change that leaves no stamp",
    [
      { Text: OTHER, UpdatedAt: at(2) },
      { Text: TEXT, UpdatedAt: at(2) },
    ],
  ],
])("another's new text in an older row is not new, put there %s", async (_how, adas) => {
  expect(await newnessOfRows(adas)).toEqual({
    a_nocodb_usada: 0n,
    a_nocodb_useva: 1_000_000n,
  });
});
