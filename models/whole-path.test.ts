/** From records as they landed to what people see: what no single model can show. */
import { expect, test } from "vitest";

import { withMeanings } from "../sources/discourse/meaning/inherit.ts";
import type { Categories } from "../sources/discourse/meaning/settings.ts";
import { rowIdentity } from "../sources/nocodb/row-identity.ts";
import { givenWarehouse } from "../test/warehouse.ts";
import { posts as postsModel } from "./core/contributions/posts.ts";
import {
  buildThrough,
  formulaActivated,
  ledgerEvent,
  nocodbRecord,
  rawRow,
  RUN,
  sha256,
  workbookRecord,
} from "./given.ts";
import { masterReviewQueue } from "./marts/master/master_review_queue.ts";
import { myFeedback } from "./marts/trainee/my_feedback.ts";
import { myPoints } from "./marts/trainee/my_points.ts";
import { memberDomainPoints } from "./scores/member_domain_points.ts";

const ADA = { id: "usada", email: "e_5f", display_name: "Ада" };
const EVA = { id: "useva", email: "e_6a", display_name: "Ева" };
const CREATED = "2026-09-01 10:00:00+00:00";
const ESSAY = "Граница системы — это выбор наблюдателя, и у выбора есть основание. ".repeat(20);

const WORKBOOK = [
  nocodbRecord("Streams", 1, { Title: "Весна", Guide: "systems", Starts: "2026-05-01" }),
  nocodbRecord("Enrolments", 1, { Stream: 1, Member: [ADA], Joined: "2026-05-01 08:00:00+00:00" }),
  nocodbRecord("Tasks", 1, { Title: "Граница", Section: "systems-1", Complexity: "2.00" }),
  nocodbRecord("Answers", 1, { Task: 1, Stream: 1, CreatedBy: ADA }),
];

const MASTER = ledgerEvent(1, "role_granted", {
  ...{ account: "a_nocodb_useva", role: "master", stream: "1" },
  ...{ valid_from: "2026-04-01T00:00:00Z", valid_to: null },
});

function attempt(version: bigint, given: object = {}) {
  const fields = {
    ...{ Answer: 1, Attempt: 1, Text: ESSAY, Verdict: null, Grade: null, Comment: null },
    ...{ CreatedAt: CREATED, UpdatedAt: null, CreatedBy: ADA, LastModifiedBy: null },
    ...given,
  };
  return rawRow(["m", 1], workbookRecord("Attempts", 1, fields), { version });
}

/** What Eva says on her page. */
function stated(seq: number, verdict: string, grade: number, day: string) {
  return ledgerEvent(seq, "verdict_stated", {
    ...{ verdict_id: `v${seq}`, text_digest: sha256(ESSAY), account: "a_nocodb_useva" },
    attempt_id: rowIdentity({ tableId: "m", id: 1, creatorId: "usada", createdAt: CREATED }),
    ...{ verdict, grade, remark: `Оценка ${grade}.`, way: "page" },
    task_id: rowIdentity({ tableId: "m", id: 1, creatorId: null, createdAt: null }),
    ...{ cohort_id: "1", section_id: "systems-1", complexity: "2000000" },
    stated_at: `2026-09-${day}T12:00:00Z`,
  });
}

async function seenAfter(
  versions: readonly ReturnType<typeof attempt>[],
  statements: readonly ReturnType<typeof stated>[] = [],
) {
  await using warehouse = await givenWarehouse({
    ref_run: [RUN],
    raw_nocodb_records_versions: [...WORKBOOK, ...versions].map((row) => ({
      ...row,
      ordinal: row.version,
    })),
    raw_nocodb_records_current: [...WORKBOOK, ...versions.slice(-1)],
    raw_ledger_events_current: [MASTER, formulaActivated(2), ...statements],
  });
  const points = await buildThrough(warehouse, myPoints);
  const feedback = await buildThrough(warehouse, myFeedback);
  const queue = await buildThrough(warehouse, masterReviewQueue);
  return {
    points: points.map((row) => row.points),
    said: feedback.map(({ text, verdict }) => `${verdict}: ${text}`),
    waiting: queue.map(({ member_name }) => member_name),
  };
}

test("what a master states changes points, feedback and queue, and what the cells say nothing", async () => {
  const submitted = attempt(1n);
  const inCells = { Verdict: "accepted", Grade: 5, Comment: "Да.", LastModifiedBy: EVA };
  const marked = attempt(2n, { ...inCells, UpdatedAt: "2026-09-03 12:00:00+00:00" });
  const accepted = stated(3, "accepted", 5, "03");
  const corrected = stated(4, "returned", 1, "05");

  const waiting = { points: [0n], said: [], waiting: ["Ада"] };
  expect(await seenAfter([submitted])).toEqual(waiting);
  expect(await seenAfter([submitted, marked])).toEqual(waiting);
  const first = await seenAfter([submitted, marked], [accepted]);
  expect(first).toMatchObject({ said: ["accepted: Оценка 5."], waiting: [] });
  expect(first.points[0]).toBeGreaterThan(0n);
  expect(await seenAfter([submitted, marked], [accepted, corrected])).toEqual({
    ...{ points: [0n], said: ["returned: Оценка 1."], waiting: [] },
  });
});

test("a post is of the class that the mapping lands with its category, also below it", async () => {
  const post = (id: number, category_id: number, post_number: number) =>
    rawRow(id, {
      ...{ id, user_id: 3, username: "u3", topic_id: category_id, topic_title: "Граница" },
      ...{ category_id, post_number, post_type: 1, raw: `${ESSAY} ${id}` },
      created_at: "2026-09-01T10:00:00.000Z",
    });
  const posts = [post(1, 5, 1), post(2, 5, 2), post(3, 6, 1), post(4, 7, 1)];
  const landed = (mapping: Categories) =>
    withMeanings(
      [
        { id: 5, name: "Вопросы", slug: "voprosy" },
        { id: 6, name: "Ещё", slug: "eshche", parent_category_id: 5 },
        { id: 7, name: "Прочее", slug: "prochee" },
      ],
      mapping,
    ).map((category) => rawRow((category as { id: number }).id, category as object));
  const classes = async (mapping: Categories) => {
    await using warehouse = await givenWarehouse({
      ref_run: [RUN],
      raw_discourse_posts_current: posts,
      raw_discourse_categories_current: landed(mapping),
    });
    const rows = await buildThrough(warehouse, postsModel);
    return rows
      .toSorted((a, b) => Number(a.post_id) - Number(b.post_id))
      .map((row) => `${row.class}/${row.domain}`);
  };

  expect(await classes({ 5: { topic: "publish/world", reply: "help/world" } })).toEqual([
    ...["publish/world", "help/world", "publish/world", "interact/community"],
  ]);
  expect(await classes({ 7: { topic: "manage/community", reply: "help/community" } })).toEqual([
    ...["interact/community", "interact/community", "interact/community", "manage/community"],
  ]);
});

test("who only likes and repeats what others wrote gets exactly nothing", async () => {
  const post = (id: number, user_id: number, raw: string, day: string) =>
    rawRow(id, {
      ...{ id, user_id, username: `u${user_id}`, topic_id: 1, topic_title: "Граница" },
      ...{ category_id: 5, post_number: id, post_type: 1, raw },
      created_at: `2026-09-${day}T10:00:00.000Z`,
    });
  const like = (post_id: number) =>
    rawRow([post_id, 9], {
      ...{ post_id, acting_user_id: 9, acting_username: "u9", user_id: 3 },
      created_at: "2026-09-09T10:00:00.000Z",
    });
  const posts = [
    post(1, 3, ESSAY, "01"),
    post(2, 9, ESSAY, "02"),
    post(3, 9, `[quote="u3"]${ESSAY}[/quote]\n${ESSAY.toUpperCase()}`, "03"),
    post(4, 9, `> ${ESSAY}`, "04"),
  ];
  await using warehouse = await givenWarehouse({
    ref_run: [RUN],
    raw_discourse_posts_current: posts,
    raw_discourse_posts_versions: posts.map((row) => ({ ...row, ordinal: 1n })),
    raw_discourse_likes_current: [like(1), like(2)],
    raw_ledger_events_current: [formulaActivated(1)],
    raw_discourse_categories_current: [rawRow(5, { id: 5, name: "Вопросы", slug: "voprosy" })],
  });

  const rows = await buildThrough(warehouse, memberDomainPoints);

  expect(rows.map(({ points }) => points > 0n).toSorted()).toEqual([false, true]);
  expect(rows.some(({ points }) => points === 0n)).toBe(true);
});
