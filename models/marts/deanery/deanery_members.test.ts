import { expect, test } from "vitest";

import { givenWarehouse } from "../../../test/warehouse.ts";
import { connectedStreams } from "../../core/completeness/connected_streams.ts";
import { observationHorizon } from "../../core/completeness/observation_horizon.ts";
import { daysAgo, RUN } from "../../given.ts";
import { deaneryMembers } from "./deanery_members.ts";

interface Person {
  readonly first?: Date;
  readonly last?: Date;
  readonly joined?: Date;
  readonly registered?: Date;
}

const BOTH = ["discourse_posts", "nocodb_records"];

/** Status of each person, with the connected sources read up to the day that is given for them. */
async function statuses(
  people: Record<string, Person>,
  observed: Record<string, Date | null> = {},
  connected: readonly string[] = BOTH,
) {
  const entries = Object.entries(people);
  const read = connected.map((stream) => [stream, RUN.as_of_day] as const);
  // Each declared stream has its row, connected or not.
  const never = BOTH.map((stream) => [stream, null] as const);
  const days = { ...Object.fromEntries([...never, ...read]), ...observed };
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
    discourse_members: entries.map(([member_id]) => ({ user_id: member_id, member_id })),
    stg_discourse_users: entries.map(([user_id, { registered }]) => ({
      ...{ user_id, username: user_id, created_at: registered ?? daysAgo(400) },
    })),
  });
  await warehouse.build(connectedStreams, { context: { connected } });
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

test("where a connected source was never read to its end, nobody's activity is known", async () => {
  const found = await statuses(PEOPLE, { nocodb_records: null });

  expect(new Set(Object.values(found))).toEqual(new Set(["unknown"]));
});

test.each([["discourse_posts"], ["nocodb_records"]])(
  "a community that has only %s is judged by it",
  async (stream) => {
    expect(await statuses(PEOPLE, {}, [stream])).toEqual(await statuses(PEOPLE));
    const { ada, bob } = await statuses(PEOPLE, { [stream]: daysAgo(35) }, [stream]);
    expect({ ada, bob }).toEqual({ ada: "active", bob: "active" });
  },
);

test("a source that was connected once and is no more holds nobody's judgement back", async () => {
  const { bob } = await statuses(PEOPLE, { nocodb_records: daysAgo(300) }, ["discourse_posts"]);

  expect(bob).toBe("slowing");
});

test("where no source of activity is connected, nothing is known of anybody", async () => {
  const found = await statuses(PEOPLE, {}, ["guides_sections"]);

  expect(new Set(Object.values(found))).toEqual(new Set(["unknown"]));
});

test("whoever has just come to the forum is new, and whoever studies began with the cohort", async () => {
  const people = {
    max: { registered: daysAgo(3) },
    zoe: { registered: daysAgo(300) },
    leo: { registered: daysAgo(3), joined: daysAgo(90) },
  };

  expect(await statuses(people)).toEqual({ max: "new", zoe: "silent", leo: "silent" });
});
