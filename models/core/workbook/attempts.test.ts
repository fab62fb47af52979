import { expect, test } from "vitest";

import { givenWarehouse } from "../../../test/warehouse.ts";
import { daysAgo, sha256 } from "../../given.ts";
import { attempts } from "./attempts.ts";

const VERSION = {
  ...{ attempt_id: "a1", ordinal: 1n, member_id: "ada", account_key: "a_ada" },
  ...{ text: "Раз.", text_digest: sha256("Раз."), submitted_at: daysAgo(9) },
};
const NOW = {
  ...{ attempt_id: "a1", member_id: "ada", account_key: "a_ada", cohort_id: "s1" },
  ...{ task_id: "t1", task_title: "Граница", section_id: "a", section_title: "Граница системы" },
  ...{ complexity: 1_000_000n, text: "Раз.", text_digest: sha256("Раз.") },
  submitted_at: daysAgo(9),
};
const ACCEPTED = {
  ...{ attempt_id: "a1", text_digest: sha256("Раз."), verdict: "accepted", grade: 4, seq: 1n },
  ...{ stated_at: daysAgo(5), accepted_at: daysAgo(5), task_id: "t1", cohort_id: "s1" },
  ...{ section_id: "a", complexity: 1_500_000n },
};

async function attemptsOf(given: {
  now?: readonly object[];
  versions?: readonly object[];
  verdicts?: readonly object[];
}) {
  await using warehouse = await givenWarehouse({
    attempt_versions: (given.versions ?? [VERSION]) as never,
    current_attempts: (given.now ?? [NOW]) as never,
    verdicts: (given.verdicts ?? []) as never,
    stg_nocodb_task_versions: [
      { task_id: "t1", title: "Границы", ordinal: 1n },
      { task_id: "t1", title: "Граница", ordinal: 2n },
    ],
    stg_guides_sections: [{ section_id: "a", section_title: "Граница системы" }],
  });
  const rows = await warehouse.build(attempts);
  expect(await warehouse.failingChecks(attempts)).toEqual([]);
  return rows.map(({ contribution_id: _contribution, account_key: _account, ...row }) => row);
}

const AS_ACCEPTED = {
  ...{ attempt_id: "a1", member_id: "ada", status: "accepted", grade: 4, cohort_id: "s1" },
  ...{ task_id: "t1", task_title: "Граница", section_id: "a", section_title: "Граница системы" },
  ...{ complexity: 1_500_000n, text: "Раз.", submitted_at: daysAgo(9), accepted_at: daysAgo(5) },
};

test("an accepted attempt is what it was when it was accepted, whatever its row says now", async () => {
  const moved = { task_id: "t9", cohort_id: "s9", section_id: "z", complexity: 9_000_000n };
  const edited = { ...NOW, ...moved, text: "Много слов.", text_digest: sha256("Много слов.") };

  expect(await attemptsOf({ verdicts: [ACCEPTED], now: [edited] })).toEqual([AS_ACCEPTED]);
});

test("an accepted attempt stays though its row is deleted or stands nowhere", async () => {
  expect(await attemptsOf({ verdicts: [ACCEPTED], now: [] })).toEqual([AS_ACCEPTED]);
});

test("of two accepted texts the one accepted first counts, and no later one", async () => {
  const longer = { text: "Раз и два.", text_digest: sha256("Раз и два.") };
  const later = { text_digest: longer.text_digest, grade: 5, accepted_at: daysAgo(2), seq: 2n };

  expect(
    await attemptsOf({
      versions: [VERSION, { ...VERSION, ...longer, ordinal: 2n }],
      now: [{ ...NOW, ...longer }],
      verdicts: [ACCEPTED, { ...ACCEPTED, ...later, stated_at: daysAgo(2) }],
    }),
  ).toEqual([AS_ACCEPTED]);
});

test("a verdict is of the text it was given on: another text waits", async () => {
  const returned = { ...ACCEPTED, verdict: "returned", accepted_at: null };
  const edited = { ...NOW, text: "Два.", text_digest: sha256("Два.") };
  const states = async (now: object) =>
    (await attemptsOf({ verdicts: [returned], now: [now] })).map(({ status, text }) => [
      status,
      text,
    ]);

  expect(await states(NOW)).toEqual([["returned", "Раз."]]);
  expect(await states(edited)).toEqual([["waiting", "Два."]]);
});

test("an attempt that nobody accepted goes with its row", async () => {
  const returned = { ...ACCEPTED, verdict: "returned", accepted_at: null };

  expect(await attemptsOf({ verdicts: [returned], now: [] })).toEqual([]);
});
