import { expect, test } from "vitest";

import {
  ada,
  bob,
  eva,
  givenLedger,
  type GivenPerson,
  NOON,
} from "../../../warehouse/ledger/given.ts";
import type { Principal, Published } from "../data/principal.ts";
import { createVerdictDesk, type Said } from "./desk.ts";
import type { ShownText } from "./shown-texts.ts";

function masterOf(cohorts: readonly string[], { account }: GivenPerson, name: string): Principal {
  const memberId = `m_${name}`;
  return { account, memberId, name, roles: ["master"], cohorts: new Map([["master", cohorts]]) };
}

const EVA = masterOf(["s1"], eva, "eva");
const BOB = masterOf(["s1"], bob, "bob");

type Row = Partial<ShownText> & { readonly cohort_id: string };

const TEXT = {
  ...{
    attempt_id: "r_1",
    text_digest: "ab".repeat(32),
    member_id: "m_ada",
    answer_member_id: "m_max",
  },
  ...{ task_id: "t1", cohort_id: "s1", section_id: "border", complexity: 1_250_000n },
  ...{ proposed_verdict: null, proposed_grade: null, proposed_comment: null, is_clean: null },
};
const CLEAN = {
  ...TEXT,
  ...{ proposed_verdict: "accepted", proposed_grade: 4, proposed_comment: "Да.", is_clean: true },
};

const ACCEPTED: Said = {
  ...{ attemptId: "r_1", textDigest: TEXT.text_digest, taskId: "t1", cohortId: "s1" },
  ...{ verdict: "accepted", grade: 4, remark: "Да.", way: "page" },
};
const CONFIRMED: Said = { ...ACCEPTED, way: "workbook" };

/** Eva and Bob look after cohort s1; the newest snapshot shows each of its masters these texts. */
async function givenDesk(
  texts: readonly Row[] = [TEXT],
  judged: readonly Row[] = [],
  asOf = "2026-10-05T09:00:00Z",
) {
  const given = givenLedger();
  for (const { account } of [eva, bob]) {
    const dates = { valid_from: "2026-09-01T00:00:00Z", valid_to: null };
    const role = { account, role: "master", stream: "s1", ...dates };
    await given.ledger.append("role_granted", role, { actor: "demo" });
  }
  const people = [EVA, BOB, masterOf([], ada, "ada")];
  const principalOf = (account: string) =>
    people.find((person) => person.account === account) ?? null;
  const tables: Record<string, readonly Row[]> = {
    master_review_queue: texts,
    master_verdicts: judged,
  };
  const published = {
    ...{ principalOf, asOf },
    rowsOf: async ({ cohorts }: Principal, _role: string, table: string) =>
      tables[table]?.filter(({ cohort_id }) => cohorts.get("master")?.includes(cohort_id) === true),
  } as unknown as Published;
  const desk = createVerdictDesk({ ...given, now: () => NOON, published: () => published });
  const state = (by: Principal, ...statements: readonly Said[]) => desk.state(by, { statements });
  const stated = async () =>
    (await given.ledger.read({ kinds: ["verdict_stated"] })).map(({ payload }) => payload);
  return { ...given, desk, state, stated };
}

test("a statement is bound to what the snapshot says of the text, whatever is sent", async () => {
  await using given = await givenDesk();

  await given.state(EVA, { ...ACCEPTED, remark: "  Да.\n" });

  expect(await given.stated()).toEqual([
    {
      ...{ verdict_id: expect.any(String), attempt_id: "r_1", text_digest: TEXT.text_digest },
      ...{ account: eva.account, verdict: "accepted", grade: 4, remark: "Да.", way: "page" },
      ...{ task_id: "t1", cohort_id: "s1", section_id: "border", complexity: "1250000" },
      stated_at: NOON.toISOString(),
    },
  ]);
});

test.each([
  ["on an older text", EVA, { textDigest: "cd".repeat(32) }, "text_changed"],
  ["on a text that was moved to another task since", EVA, { taskId: "t2" }, "moved"],
  ["on a text that was moved to another cohort since", EVA, { cohortId: "s2" }, "moved"],
  ["on what is not in the queue", EVA, { attemptId: "r_9" }, "not_in_queue"],
  ["by a master of another cohort", masterOf(["s2"], eva, "eva"), {}, "not_in_queue"],
  ["by who is a master no longer", masterOf(["s1"], ada, "zoe"), {}, "not_a_master"],
  ["by the author of the attempt", { ...EVA, memberId: "m_ada" }, {}, "own_text"],
  ["by the author of the answer", { ...EVA, memberId: "m_max" }, {}, "own_text"],
  ["as of a workbook that says nothing", EVA, { way: "workbook" }, "proposal_changed"],
] as const)("a statement %s changes nothing", async (_, by, change, code) => {
  await using given = await givenDesk();

  await expect(given.state(by, { ...ACCEPTED, ...change })).rejects.toMatchObject({
    ...{ name: "DeskRefusal", code },
  });
  expect(await given.stated()).toEqual([]);
});

test.each([{ verdict: "returned" }, { grade: 5 }, { remark: null }] as const)(
  "who confirms says what the workbook's cells say, and not %o",
  async (change) => {
    await using given = await givenDesk([CLEAN]);

    await expect(given.state(EVA, { ...CONFIRMED, ...change })).rejects.toMatchObject({
      code: "proposal_changed",
    });
    await given.state(EVA, CONFIRMED);

    expect((await given.stated()).map(({ way }) => way)).toEqual(["workbook"]);
  },
);

const SECOND = { ...CLEAN, attempt_id: "r_2" };
const CONFIRMED_TOO: Said = { ...CONFIRMED, attemptId: "r_2" };

test("many clean proposals are confirmed together", async () => {
  await using given = await givenDesk([CLEAN, SECOND]);

  const views = await given.state(EVA, CONFIRMED, CONFIRMED_TOO);

  expect(views.map(({ attemptId, way }) => [attemptId, way])).toEqual([
    ["r_1", "workbook"],
    ["r_2", "workbook"],
  ]);
});

test("a doubtful proposal is confirmed by itself, and never with others", async () => {
  await using given = await givenDesk([CLEAN, { ...SECOND, is_clean: false }]);

  await expect(given.state(EVA, CONFIRMED, CONFIRMED_TOO)).rejects.toMatchObject({
    code: "one_by_one",
  });
  expect(await given.stated()).toEqual([]);
  await given.state(EVA, CONFIRMED_TOO);

  expect((await given.stated()).map(({ attempt_id }) => attempt_id)).toEqual(["r_2"]);
});

test("what one has written anew on the page is no part of many", async () => {
  await using given = await givenDesk([CLEAN, SECOND]);

  await expect(given.state(EVA, CONFIRMED, { ...ACCEPTED, attemptId: "r_2" })).rejects.toThrow(
    /r_2 \(one_by_one\)/,
  );
});

test("two statements on one attempt at once are none", async () => {
  await using given = await givenDesk([CLEAN]);

  await expect(given.state(EVA, CONFIRMED, CONFIRMED)).rejects.toMatchObject({ code: "twice" });
  expect(await given.stated()).toEqual([]);
});

test("masters of the cohort see what was said last of each waiting text", async () => {
  await using given = await givenDesk();
  await given.state(EVA, ACCEPTED);
  await given.state(BOB, { ...ACCEPTED, verdict: "returned", grade: null, remark: "Нет." });

  const seen = {
    ...{ attemptId: "r_1", textDigest: TEXT.text_digest, verdict: "returned", grade: null },
    ...{ remark: "Нет.", way: "page", statedAt: NOON.toISOString(), byName: "bob" },
  };
  expect(await given.desk.list(EVA)).toEqual([{ ...seen, isOwn: false }]);
  expect(await given.desk.list(BOB)).toEqual([{ ...seen, isOwn: true }]);
  expect(await given.desk.list(masterOf(["s2"], ada, "ada"))).toEqual([]);
});

test("what the snapshot knows of already is not told again", async () => {
  await using given = await givenDesk([TEXT], [], NOON.toISOString());
  await given.state(EVA, ACCEPTED);

  expect(await given.desk.list(EVA)).toEqual([]);
});

const {
  proposed_verdict: _v,
  proposed_grade: _g,
  proposed_comment: _c,
  is_clean: _i,
  ...PINNED
} = TEXT;
const JUDGED = { ...PINNED, task_id: "t0", complexity: 1_000_000n, is_current: true };
const EDITED = { ...JUDGED, text_digest: "cd".repeat(32), is_current: false };

test("a verdict that is published already can be changed, and stays pinned as it was", async () => {
  await using given = await givenDesk([], [JUDGED]);

  await given.state(EVA, { ...ACCEPTED, taskId: "t0", verdict: "returned", remark: "Нет." });

  expect(await given.stated()).toMatchObject([
    { verdict: "returned", task_id: "t0", complexity: "1000000" },
  ]);
});

test("what was said of a text before its author's edit can be withdrawn, and not said anew", async () => {
  await using given = await givenDesk([{ ...TEXT, text_digest: EDITED.text_digest }]);
  const older = { ...ACCEPTED, textDigest: EDITED.text_digest, taskId: "t0" };
  await given.state(EVA, { ...older, taskId: "t1" });
  const tables = { master_review_queue: [TEXT], master_verdicts: [EDITED] };
  const edited = createVerdictDesk({
    ...{ ledger: given.ledger, now: () => NOON },
    published: () =>
      ({
        rowsOf: async (_by: Principal, _role: string, table: keyof typeof tables) => tables[table],
        principalOf: () => null,
      }) as unknown as Published,
  });

  for (const verdict of ["accepted", "returned"] as const)
    await expect(edited.state(EVA, { statements: [{ ...older, verdict }] })).rejects.toMatchObject({
      code: "text_changed",
    });
  const withdrawn = { ...older, verdict: "withdrawn" as const, grade: null, remark: null };
  await edited.state(EVA, { statements: [withdrawn] });

  expect((await given.stated()).map(({ verdict }) => verdict)).toEqual(["accepted", "withdrawn"]);
});

test("what was said in another cohort is not told, though the row stands in one's own now", async () => {
  await using given = await givenDesk();
  await given.state(EVA, ACCEPTED);
  const moved = createVerdictDesk({
    ...{ ledger: given.ledger, now: () => NOON },
    published: () =>
      ({
        ...{ asOf: "2026-10-05T09:00:00Z", principalOf: () => null },
        rowsOf: async () => [{ ...TEXT, cohort_id: "s2" }],
      }) as unknown as Published,
  });

  expect(await moved.list(masterOf(["s2"], ada, "ada"))).toEqual([]);
});
