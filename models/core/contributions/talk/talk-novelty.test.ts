import { expect, test } from "vitest";

import { givenWarehouse } from "../../../../test/warehouse.ts";
import {
  buildThrough,
  formulaActivated,
  ledgerEvent,
  rawRow,
  RUN,
  sha256,
} from "../../../given.ts";
import { formula202610 } from "../../../scores/formula/2026-10.ts";
import { formulaDigest } from "../../../scores/formula/formula.ts";
import { contributions } from "../contributions.ts";

const OCTOBER = ledgerEvent(2, "formula_activated", {
  ...{ formula: "2026-10", digest: formulaDigest(formula202610, sha256) },
  valid_from: "2026-10-01T00:00:00.000Z",
});

const TEXT =
  "Граница системы там, где кончается то, на что вы можете повлиять своим решением сегодня.";

function spoken(id: number, user: number, text: string, at: string, more: object = {}) {
  return rawRow(["10", `${id}`], {
    ...{ id: `${id}`, channel_id: "10", type: 0, content: text, timestamp: at },
    ...{ author: { id: `${user}`, username: `u${user}` }, edited_timestamp: null, ...more },
  });
}

function post(id: number, user: number, raw: string, at: string) {
  return rawRow(id, {
    ...{ id, user_id: user, username: `u${user}`, topic_id: 1, post_number: id, raw },
    ...{ created_at: at, updated_at: at, version: 1 },
  });
}

/** Novelty of each contribution, by its kind and day. */
async function noveltyOf(given: {
  readonly said: readonly ReturnType<typeof rawRow>[];
  readonly posts?: readonly ReturnType<typeof rawRow>[];
}) {
  const versions = (rows: readonly ReturnType<typeof rawRow>[]) =>
    rows.map((row) => ({ ...row, ordinal: 1n }));
  const { said, posts = [] } = given;
  await using warehouse = await givenWarehouse({
    ref_run: [RUN],
    raw_ledger_events_current: [formulaActivated(1), OCTOBER],
    raw_discord_messages_current: said,
    raw_discord_messages_versions: versions(said),
    raw_discourse_posts_current: posts,
    raw_discourse_posts_versions: versions(posts),
  });
  const rows = await buildThrough(warehouse, contributions);
  return rows
    .map(({ kind, done_at, novelty }) => `${kind} ${done_at.toISOString().slice(0, 10)} ${novelty}`)
    .toSorted();
}

const question = spoken(1, 7, "Как понять, где граница системы?", "2026-10-02T09:00:00Z");
const reference = { message_reference: { type: 0, message_id: "1", channel_id: "10" }, type: 19 };

test("an answer in a chat is new, and a copy of it in the club is none, whoever posts it", async () => {
  const answer = spoken(2, 8, TEXT, "2026-10-02T10:00:00Z", reference);

  expect(
    await noveltyOf({
      said: [question, answer],
      posts: [
        post(1, 9, TEXT, "2026-10-03T10:00:00Z"),
        post(2, 9, "Своё.", "2026-10-04T10:00:00Z"),
      ],
    }),
  ).toEqual(["chat_answer 2026-10-02 1000000", "post 2026-10-03 0", "post 2026-10-04 1000000"]);
});

test("what a chat showed and nobody asked for is no contribution, and a copy of it is none either", async () => {
  expect(
    await noveltyOf({
      said: [spoken(2, 8, TEXT, "2026-10-02T10:00:00Z")],
      posts: [post(1, 9, TEXT, "2026-10-03T10:00:00Z")],
    }),
  ).toEqual(["post 2026-10-03 0"]);
});

test("what a chat showed before it counted makes no post of an earlier month a copy", async () => {
  expect(
    await noveltyOf({
      said: [spoken(2, 8, TEXT, "2026-09-02T10:00:00Z")],
      posts: [post(1, 9, TEXT, "2026-09-03T10:00:00Z")],
    }),
  ).toEqual(["post 2026-09-03 1000000"]);
});

test("a note of September that was answered in October leaves September's posts as they were", async () => {
  const note = (id: string, user: string, text: string, at: string, more: object = {}) =>
    rawRow(id, {
      ...{ id, user: `acct:${user}@hypothes.is`, text, group: "g", created: at, updated: at },
      ...{ uri: "https://guides.example.org/systems/1", references: [], ...more },
    });
  const notes = [
    note("n1", "ada", TEXT, "2026-09-02T10:00:00Z"),
    note("n2", "eva", "Да, и по решениям вышло бы вернее.", "2026-10-02T10:00:00Z", {
      references: ["n1"],
    }),
  ];
  const posts = [post(1, 9, TEXT, "2026-09-03T10:00:00Z")];
  const section = rawRow("systems-1", {
    ...{ section_id: "systems-1", guide_id: "systems", guide_title: "Системы", order: 1 },
    ...{ section_title: "Граница", text: "Текст.", path: "systems/01.md" },
    urls: ["https://guides.example.org/systems/1"],
  });
  await using warehouse = await givenWarehouse({
    ref_run: [RUN],
    raw_ledger_events_current: [formulaActivated(1), OCTOBER],
    raw_hypothesis_annotations_current: notes,
    raw_hypothesis_annotations_versions: notes.map((row) => ({ ...row, ordinal: 1n })),
    raw_discourse_posts_current: posts,
    raw_discourse_posts_versions: posts.map((row) => ({ ...row, ordinal: 1n })),
    raw_guides_sections_current: [section],
    raw_guides_sections_versions: [{ ...section, ordinal: 1n }],
  });

  const rows = await buildThrough(warehouse, contributions);

  const said = rows.map(({ kind, period, novelty, title }) => [kind, period, novelty, title]);
  expect(said.toSorted()).toEqual([
    ["annotation", "2026-10", 0n, "Граница"],
    ["post", "2026-09", 1_000_000n, null],
  ]);
});
