import { expect, test } from "vitest";

import { givenWarehouse } from "../../../test/warehouse.ts";
import { verdictChanges } from "./verdict_changes.ts";
import { verdictQueue } from "./verdict_queue.ts";
import { verdicts } from "./verdicts.ts";

const MONDAY = new Date("2026-05-04T09:00:00Z");
const TUESDAY = new Date("2026-05-05T09:00:00Z");
const FRIDAY = new Date("2026-05-08T09:00:00Z");

const USERS = ["ada", "eva", "bob", "ira"];
const MASTER = {
  role_id: "r1",
  member_id: "eva",
  role: "master",
  cohort_id: "s1",
  valid_from: new Date("2026-04-01T00:00:00Z"),
};

interface Seen {
  readonly by?: string | null;
  readonly at?: Date | null;
  readonly verdict?: string | null;
  readonly grade?: number | null;
  readonly comment?: string | null;
  readonly text?: string;
}

/** Ada's attempt in cohort s1, version after version. Eva is a master of that cohort. */
async function verdictsOf(versions: readonly Seen[], roles: readonly object[] = [MASTER]) {
  await using warehouse = await givenWarehouse({
    attempts: [{ attempt_id: "a1", member_id: "ada", answer_member_id: "ada", cohort_id: "s1" }],
    nocodb_members: USERS.map((name) => ({ user_id: `us${name}`, member_id: name })),
    roles: roles as never,
    stg_nocodb_attempt_versions: versions.map(({ by, at, ...seen }, index) => ({
      attempt_id: "a1",
      version: BigInt(index + 1),
      ordinal: BigInt(index + 1),
      author_user_id: "usada",
      created_at: MONDAY,
      modifier_user_id: by == null ? null : `us${by}`,
      updated_at: at ?? null,
      ...seen,
    })),
  });
  await warehouse.build(verdictChanges);
  const counted = await warehouse.build(verdicts);
  const queued = await warehouse.build(verdictQueue);
  return {
    counted: counted.map(({ verdict, grade, by_member_id, comment, given_at }) => ({
      ...{ verdict, grade, by_member_id, comment, given_at },
    })),
    queued: queued.map(({ reason, by_member_id }) => `${reason} ${by_member_id}`),
  };
}

const SUBMITTED: Seen = {};
const ACCEPTED: Seen = { by: "eva", at: TUESDAY, verdict: "accepted", grade: 4, comment: "Да." };
const BY_EVA = {
  ...{ verdict: "accepted", grade: 4, by_member_id: "eva", comment: "Да.", given_at: TUESDAY },
};

test("a master's verdict on another's answer counts, also when first seen with it", async () => {
  expect(await verdictsOf([SUBMITTED, ACCEPTED])).toEqual({ counted: [BY_EVA], queued: [] });
  expect(await verdictsOf([ACCEPTED])).toEqual({ counted: [BY_EVA], queued: [] });
});

test("a verdict by somebody who is no master is queued", async () => {
  const byBob = { ...ACCEPTED, by: "bob" };

  expect(await verdictsOf([SUBMITTED, byBob])).toEqual({
    counted: [],
    queued: ["not_a_master bob"],
  });
});

test("a master of another cohort is no master here, one of no cohort in particular is", async () => {
  const elsewhere = { ...MASTER, cohort_id: "s2" };
  const anywhere = { ...MASTER, cohort_id: null };

  expect((await verdictsOf([ACCEPTED], [elsewhere])).queued).toEqual(["not_a_master eva"]);
  expect((await verdictsOf([ACCEPTED], [anywhere])).counted).toEqual([BY_EVA]);
});

test("the role counts as it was when the verdict was given", async () => {
  const endedBefore = { ...MASTER, valid_to: TUESDAY };
  const beganAfter = { ...MASTER, valid_from: FRIDAY };
  const endedAfter = { ...MASTER, valid_to: FRIDAY };

  expect((await verdictsOf([ACCEPTED], [endedBefore])).counted).toEqual([]);
  expect((await verdictsOf([ACCEPTED], [beganAfter])).counted).toEqual([]);
  expect((await verdictsOf([ACCEPTED], [endedAfter])).counted).toEqual([BY_EVA]);
});

test("nobody gives a verdict on their own answer, a master neither", async () => {
  const byAda = { ...ACCEPTED, by: "ada" };
  const adaIsMaster = { ...MASTER, member_id: "ada" };

  expect(await verdictsOf([SUBMITTED, byAda], [adaIsMaster])).toEqual({
    counted: [],
    queued: ["by_author ada"],
  });
  const createdWithIt = { verdict: "accepted", grade: 5 };
  expect((await verdictsOf([createdWithIt])).queued).toEqual(["by_author ada"]);
});

test("a record first seen with a verdict and changed last by its author is ambiguous", async () => {
  expect(await verdictsOf([{ ...ACCEPTED, by: "ada", at: FRIDAY }])).toEqual({
    counted: [],
    queued: ["ambiguous ada"],
  });
});

test("a text edited after the verdict was seen leaves the verdict as it is", async () => {
  const edited = { ...ACCEPTED, by: "ada", at: FRIDAY, text: "Иначе.", comment: "Отлично!" };

  expect(await verdictsOf([SUBMITTED, ACCEPTED, edited])).toEqual({
    counted: [BY_EVA],
    queued: [],
  });
});

test("a master who changes the verdict replaces it", async () => {
  const returned = { by: "eva", at: FRIDAY, verdict: "returned", grade: 2, comment: "Нет." };

  expect((await verdictsOf([SUBMITTED, ACCEPTED, returned])).counted).toEqual([
    {
      verdict: "returned",
      grade: 2,
      by_member_id: "eva",
      comment: "Нет.",
      given_at: FRIDAY,
    },
  ]);
});

test("an author who overwrites a verdict changes nothing and is queued", async () => {
  const raised = { ...ACCEPTED, by: "ada", at: FRIDAY, grade: 5 };

  expect(await verdictsOf([SUBMITTED, ACCEPTED, raised])).toEqual({
    counted: [BY_EVA],
    queued: ["by_author ada"],
  });
});

test("a doubtful verdict leaves the queue once a master has decided", async () => {
  const byBob = { ...ACCEPTED, by: "bob", grade: 5 };

  expect(await verdictsOf([SUBMITTED, byBob, ACCEPTED])).toEqual({
    counted: [BY_EVA],
    queued: [],
  });
});

test("a verdict that a master took back is none", async () => {
  const takenBack = { by: "eva", at: FRIDAY, verdict: null, grade: null, comment: null };

  expect(await verdictsOf([SUBMITTED, ACCEPTED, takenBack])).toEqual({ counted: [], queued: [] });
});
