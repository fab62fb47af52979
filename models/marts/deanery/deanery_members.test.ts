import { expect, test } from "vitest";

import { givenWarehouse } from "../../../test/warehouse.ts";
import { observationHorizon } from "../../core/completeness/observation_horizon.ts";
import { daysAgo, RUN } from "../../given.ts";
import { deaneryMembers } from "./deanery_members.ts";

interface Person {
  readonly first?: Date;
  readonly last?: Date;
  readonly joined?: Date;
}

/** Status of each person, with both sources read up to the day that is given for them. */
async function statuses(
  people: Record<string, Person>,
  observed: Record<string, Date | null> = {},
) {
  const entries = Object.entries(people);
  const days = { discourse_posts: RUN.as_of_day, nocodb_records: RUN.as_of_day, ...observed };
  await using warehouse = await givenWarehouse({
    ref_run: [RUN],
    stream_states: Object.entries(days).map(([stream, observed_day]) => ({ stream, observed_day })),
    people: entries.map(([member_id]) => ({ member_id, name: member_id })),
    member_totals: entries.map(([member_id, { first, last }]) => ({
      ...{ member_id, points: 0n, contribution_count: 0n },
      ...{ sections_accepted: 0n, sections_total: 0n },
      ...{ first_contribution_at: first ?? null, last_contribution_at: last ?? null },
    })),
    enrolments: entries
      .filter(([, { joined }]) => joined !== undefined)
      .map(([member_id, { joined }]) => ({
        ...{ member_id, cohort_id: "s1", cohort_title: "Весна", recency: 1n, joined_at: joined },
      })),
  });
  await warehouse.build(observationHorizon);
  const rows = await warehouse.build(deaneryMembers);
  return Object.fromEntries(rows.map(({ member_id, status }) => [member_id, status]));
}

const PEOPLE = {
  ada: { first: daysAgo(200), last: daysAgo(3) },
  bob: { first: daysAgo(200), last: daysAgo(20) },
  eva: { first: daysAgo(200), last: daysAgo(40) },
  ira: { joined: daysAgo(5) },
  leo: { joined: daysAgo(90) },
};

test("a person is active, slowing or silent by the last contribution, and new at first", async () => {
  expect(await statuses(PEOPLE)).toEqual({
    ada: "active",
    bob: "slowing",
    eva: "silent",
    ira: "new",
    leo: "silent",
  });
});

test("an outage of a source makes nobody inactive", async () => {
  const { ada, bob } = await statuses(PEOPLE, { discourse_posts: daysAgo(35) });

  expect({ ada, bob }).toEqual({ ada: "active", bob: "active" });
});

test("of a source that was never read to its end nobody is called silent", async () => {
  const found = await statuses(PEOPLE, { nocodb_records: null });

  expect(Object.values(found)).not.toContain("silent");
});
