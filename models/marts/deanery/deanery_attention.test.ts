import { expect, test } from "vitest";

import { givenWarehouse } from "../../../test/warehouse.ts";
import { daysAgo, RUN } from "../../given.ts";
import { deaneryAttention } from "./deanery_attention.ts";

const COHORT = { cohort_id: "s1", cohort_title: "Весна", starts_at: daysAgo(60) };

interface Trainee {
  readonly status?: string;
  readonly last?: Date;
  readonly answers?: readonly { state: string; at: Date }[];
  /** Accepted sections, of ten. */
  readonly accepted?: number;
  readonly ends?: Date;
}

async function attention(trainees: Record<string, Trainee>) {
  const entries = Object.entries(trainees);
  await using warehouse = await givenWarehouse({
    observation_horizon: [{ horizon_at: RUN.as_of_day }],
    people: entries.map(([member_id]) => ({ member_id, name: member_id })),
    enrolments: entries.map(([member_id, { ends }]) => ({
      ...{ ...COHORT, member_id, joined_at: daysAgo(50), ends_at: ends ?? null, recency: 1n },
    })),
    deanery_members: entries.map(([member_id, { status, last }]) => ({
      ...{ member_id, status: status ?? "active", last_contribution_at: last ?? daysAgo(1) },
    })),
    answer_states: entries.flatMap(([member_id, { answers }]) =>
      (answers ?? []).map(({ state, at }, index) => ({
        ...{ answer_id: `${member_id}${index}`, member_id, cohort_id: "s1", state },
        ...{ is_accepted: state === "accepted", updated_at: at },
      })),
    ),
    section_progress: entries.flatMap(([member_id, { accepted }]) =>
      Array.from({ length: 10 }, (_, index) => ({
        ...{ member_id, cohort_id: "s1", section_id: `${index}` },
        ...{ status: index < (accepted ?? 0) ? "accepted" : "not_started" },
        ...{ updated_at: index < (accepted ?? 0) ? daysAgo(9) : null },
      })),
    ),
  });
  const rows = await warehouse.build(deaneryAttention);
  return rows.map((row) => [row.member_id, row.reason, row.since_at, row.detail_count]);
}

const DONE = { state: "accepted", at: daysAgo(9) };

test("each reason names since when and how much", async () => {
  const rows = await attention({
    ada: { answers: [DONE] },
    bob: {},
    eva: { answers: [DONE], status: "silent", last: daysAgo(40) },
    ira: {
      answers: [
        { state: "returned", at: daysAgo(8) },
        { state: "returned", at: daysAgo(20) },
        { state: "returned", at: daysAgo(2) },
      ],
    },
    leo: {
      answers: [
        { state: "waiting", at: daysAgo(10) },
        { state: "waiting", at: daysAgo(1) },
      ],
    },
  });

  expect(rows).toEqual([
    ["bob", "never_started", daysAgo(50), 50n],
    ["eva", "silent", daysAgo(40), 40n],
    ["ira", "returned_not_resubmitted", daysAgo(20), 2n],
    ["leo", "waiting_long", daysAgo(10), 1n],
  ]);
});

test("fewer than half of the sections that half of the cohort has is falling behind", async () => {
  const answers = [DONE];
  const rows = await attention({
    ada: { answers, accepted: 6 },
    bob: { answers, accepted: 6 },
    eva: { answers, accepted: 3 },
    ira: { answers, accepted: 2 },
    leo: { answers, accepted: 8 },
  });

  expect(rows).toEqual([["ira", "falling_behind", daysAgo(9), 4n]]);
});

test("in a cohort that has ended nobody needs attention", async () => {
  expect(await attention({ bob: { ends: daysAgo(3) } })).toEqual([]);
});
