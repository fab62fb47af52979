import { expect, test } from "vitest";

import { givenWarehouse } from "../../../test/warehouse.ts";
import { daysAgo } from "../../given.ts";
import { myFeedback } from "./my_feedback.ts";
import { myNext } from "./my_next.ts";
import { myProgress } from "./my_progress.ts";
import { myReceiptLines } from "./my_receipt_lines.ts";

test("returned work comes first, then the next sections, then what others have to do", async () => {
  const answer = (answer_id: string, state: string, days: number, is_accepted = false) => ({
    ...{ answer_id, member_id: "ada", state, is_accepted, task_title: `Задача ${answer_id}` },
    updated_at: daysAgo(days),
  });
  const section = (section_id: string, section_order: bigint, status = "not_started") => ({
    ...{ member_id: "ada", guide_title: "Система", section_id, section_title: section_id },
    ...{ section_order, status },
  });
  await using warehouse = await givenWarehouse({
    people: [{ member_id: "ada", name: "Ада" }],
    connected_streams: [{ stream: "discourse_posts" }],
    answer_states: [
      answer("1", "waiting", 9),
      answer("2", "returned", 2),
      answer("3", "returned", 5),
      answer("4", "accepted", 5, true),
    ],
    my_progress: [
      section("Один", 1n, "accepted"),
      section("Пять", 5n),
      section("Три", 3n),
      section("Четыре", 4n),
      section("Шесть", 6n),
    ],
  });

  const rows = await warehouse.build(myNext);

  expect(rows.map(({ position, kind, title }) => `${position} ${kind} ${title}`)).toEqual([
    "1 resubmit Задача 3",
    "2 resubmit Задача 2",
    "3 answer_section Три",
    "4 answer_section Четыре",
    "5 answer_section Пять",
    "6 wait_review Задача 1",
    "7 link_wallet null",
    "8 first_post null",
  ]);
});

test("a guide studied in two cohorts is shown once, where the trainee came further", async () => {
  const progress = (cohort_id: string, status: string) => ({
    ...{ member_id: "ada", cohort_id, section_id: "a", section_title: "Граница", status },
    ...{ guide_id: "g", guide_title: "Система", section_order: 1n, cohort_title: cohort_id },
  });
  await using warehouse = await givenWarehouse({
    section_progress: [progress("s1", "returned"), progress("s2", "accepted")],
  });

  const rows = await warehouse.build(myProgress);

  expect(rows.map(({ section_id, status }) => [section_id, status])).toEqual([["a", "accepted"]]);
});

test("feedback is what others said: verdicts, and replies to one's own posts and topics", async () => {
  const post = (post_number: number, member_id: string, given: object = {}) => ({
    ...{ post_id: `${post_number}`, topic_id: "t1", post_number, member_id, title: "Граница" },
    ...{ contribution_id: `c${post_number}`, created_at: daysAgo(10 - post_number) },
    ...given,
  });
  await using warehouse = await givenWarehouse({
    attempts: [{ attempt_id: "1", member_id: "ada", task_title: "Задача" }],
    verdicts: [
      {
        ...{ attempt_id: "1", verdict: "returned", by_member_id: "eva", remark: "Где граница?" },
        stated_at: daysAgo(3),
      },
    ],
    members: [{ member_id: "eva", name: "Ева" }],
    people: [
      { member_id: "ada", name: "Ада" },
      { member_id: "eva", name: "Ева" },
    ],
    own_words: [1, 2, 3, 4, 5].map((number) => ({
      ...{ contribution_id: `c${number}`, own_text: `Пост ${number}` },
    })),
    posts: [
      post(1, "ada"),
      post(2, "eva"),
      post(3, "ada", { reply_to_post_number: 2 }),
      post(4, "ada"),
      post(5, "robot", { reply_to_post_number: 1 }),
    ],
  });

  const rows = await warehouse.build(myFeedback);

  const shown = rows.map((row) => [
    row.member_id,
    row.kind,
    row.author_name,
    row.text,
    row.verdict,
  ]);
  expect(shown.toSorted()).toEqual([
    ["ada", "reply", "Ева", "Пост 2", null],
    ["ada", "verdict", "Ева", "Где граница?", "returned"],
    ["eva", "reply", "Ада", "Пост 3", null],
  ]);
});

test("a receipt keeps its points after a score has moved, and then shows no factors", async () => {
  const share = (contribution_id: string, points: bigint) => ({
    ...{ digest: "d1", line_id: "l1", contribution_id, points, amount_base_units: points },
  });
  const score = (contribution_id: string, points: bigint) => ({
    ...{ contribution_id, v: 1n, m: 2n, k: 3n, points },
  });
  await using warehouse = await givenWarehouse({
    my_receipts: [{ member_id: "ada", digest: "d1", line_id: "l1", amount_base_units: "12" }],
    stg_ledger_plan_shares: [share("c1", 5n), share("c2", 4n), share("c3", 3n)],
    contributions: [{ contribution_id: "c1", title: "Граница", class: "publish" }],
    contribution_scores: [score("c1", 5n), score("c2", 7n)],
  });

  const rows = await warehouse.build(myReceiptLines);

  expect(
    rows.map(({ contribution_id, title, v, m, k, points }) => ({
      ...{ contribution_id, title, v, m, k, points },
    })),
  ).toEqual([
    { contribution_id: "c1", title: "Граница", v: 1n, m: 2n, k: 3n, points: 5n },
    { contribution_id: "c2", title: null, v: null, m: null, k: null, points: 4n },
    { contribution_id: "c3", title: null, v: null, m: null, k: null, points: 3n },
  ]);
  expect(await warehouse.failingChecks(myReceiptLines)).toEqual([]);
});
