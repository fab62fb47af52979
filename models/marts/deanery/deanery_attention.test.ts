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
    connected_streams: [{ stream: "discourse_posts" }, { stream: "nocodb_records" }],
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

interface ClubMember {
  readonly status?: string;
  readonly last: Date | null;
  readonly standing?: string | null;
}

async function inClub(
  people: Record<string, ClubMember>,
  { connected = ["discourse_posts"], horizon_at = RUN.as_of_day as Date | null } = {},
) {
  const entries = Object.entries(people);
  await using warehouse = await givenWarehouse({
    observation_horizon: [{ horizon_at }],
    connected_streams: connected.map((stream) => ({ stream })),
    member_accounts: entries.map(([member_id]) => ({ account_key: `a_${member_id}`, member_id })),
    accounts: entries.map(([member_id, { standing = "open" }]) => ({
      ...{ account_key: `a_${member_id}`, standing },
    })),
    deanery_members: entries.map(([member_id, { status = "silent", last }]) => ({
      ...{ member_id, name: member_id, status, last_contribution_at: last },
    })),
  });
  const rows = await warehouse.build(deaneryAttention);
  return rows.map((row) => [row.member_id, row.cohort_id, row.reason, row.detail_count]);
}

const CLUB = {
  ada: { status: "active", last: daysAgo(3) },
  bob: { last: daysAgo(40) },
  eva: { last: daysAgo(200) },
  ira: { last: null },
  leo: { last: daysAgo(40), standing: "closed" },
};

test("in a community without workbooks those need attention who fell silent lately", async () => {
  expect(await inClub(CLUB)).toEqual([["bob", null, "silent", 40n]]);
});

test("where there are cohorts, silence outside of them is nobody's task", async () => {
  expect(await inClub(CLUB, { connected: ["discourse_posts", "nocodb_records"] })).toEqual([]);
});

test("where activity was not seen as a whole, nobody is named", async () => {
  expect(await inClub({ bob: { ...CLUB.bob, status: "unknown" } }, { horizon_at: null })).toEqual(
    [],
  );
});
