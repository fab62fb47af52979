import { expect, test } from "vitest";

import { givenWarehouse } from "../../../test/warehouse.ts";
import { sha256 } from "../../given.ts";
import { verdictStatements } from "./verdict_statements.ts";
import { verdicts } from "./verdicts.ts";

const MONDAY = new Date("2026-05-04T09:00:00Z");
const TUESDAY = new Date("2026-05-05T09:00:00Z");
const FRIDAY = new Date("2026-05-08T09:00:00Z");
const JUNE = new Date("2026-06-02T09:00:00Z");

const PEOPLE = ["ada", "eva", "bob", "ira"];
const MASTER = {
  role_id: "r1",
  member_id: "eva",
  role: "master",
  cohort_id: "s1",
  valid_from: new Date("2026-04-01T00:00:00Z"),
};

interface Said {
  readonly by?: string;
  readonly at?: Date;
  readonly text?: string;
  readonly verdict?: string;
  readonly grade?: number | null;
  readonly remark?: string | null;
  readonly complexity?: bigint;
  readonly cohort_id?: string;
}

interface Given {
  readonly roles?: readonly object[];
  readonly versions?: readonly object[];
  readonly answers?: readonly object[];
  readonly people?: readonly string[];
}

const VERSION = {
  ...{ attempt_id: "a1", ordinal: 1n, member_id: "ada", answer: "7", text: "Раз." },
  ...{ text_digest: sha256("Раз."), observed_at: MONDAY },
};
const ANSWER = { row: "ma/7", row_id: "7", ordinal: 1n, member_id: "ada", observed_at: MONDAY };

/** Statements on Ada's attempt in cohort s1, of which Eva is a master. */
async function statedAs(said: readonly Said[], given: Given = {}) {
  await using warehouse = await givenWarehouse({
    attempt_versions: (given.versions ?? [VERSION]) as never,
    answer_versions: (given.answers ?? [ANSWER]) as never,
    roles: (given.roles ?? [MASTER]) as never,
    people: (given.people ?? PEOPLE).map((member_id) => ({ member_id })),
    member_accounts: PEOPLE.map((name) => ({ account_key: `a_${name}`, member_id: name })),
    stg_ledger_verdicts: said.map(
      ({ by = "eva", at = TUESDAY, text = "Раз.", ...rest }, index) => ({
        ...{ seq: BigInt(index + 1), verdict_id: `v${index}`, attempt_id: "a1" },
        ...{ text_digest: sha256(text), account_key: `a_${by}`, stated_at: at, way: "page" },
        ...{ verdict: "accepted", grade: 4, remark: "Да.", task_id: "t1", cohort_id: "s1" },
        ...{ section_id: "a", complexity: 1_000_000n },
        ...rest,
      }),
    ),
  });
  const stated = await warehouse.build(verdictStatements);
  return {
    refused: stated.map(({ refusal }) => refusal),
    inForce: await warehouse.build(verdicts),
  };
}

const ACCEPTED = {
  ...{ attempt_id: "a1", text_digest: sha256("Раз."), verdict: "accepted", grade: 4 },
  ...{ remark: "Да.", by_member_id: "eva", stated_at: TUESDAY, accepted_at: TUESDAY, seq: 1n },
  ...{ task_id: "t1", cohort_id: "s1", section_id: "a", complexity: 1_000_000n },
};

test("a master's word on another's text is in force, with all that it was said of", async () => {
  expect(await statedAs([{}])).toEqual({ refused: [null], inForce: [ACCEPTED] });
});

test("a word on a text that the row never showed is none", async () => {
  expect(await statedAs([{ text: "Чужое." }])).toEqual({ refused: ["text_not_seen"], inForce: [] });
});

test("a word by somebody who is no master of the cohort is none", async () => {
  const elsewhere = { ...MASTER, cohort_id: "s2" };
  const anywhere = { ...MASTER, cohort_id: null };

  expect((await statedAs([{ by: "bob" }])).refused).toEqual(["not_a_master"]);
  expect((await statedAs([{}], { roles: [elsewhere] })).refused).toEqual(["not_a_master"]);
  expect((await statedAs([{}], { roles: [anywhere] })).refused).toEqual([null]);
});

test("the role counts as it was when that was said", async () => {
  const refusedWith = async (role: object) =>
    (await statedAs([{}], { roles: [{ ...MASTER, ...role }] })).refused;

  expect(await refusedWith({ valid_to: TUESDAY })).toEqual(["not_a_master"]);
  expect(await refusedWith({ valid_from: FRIDAY })).toEqual(["not_a_master"]);
  expect(await refusedWith({ valid_to: FRIDAY })).toEqual([null]);
});

test("a bot that was made a master has no word", async () => {
  expect((await statedAs([{}], { people: ["ada"] })).refused).toEqual(["not_a_master"]);
});

test("nobody judges what they wrote, nor what stands in an answer of theirs", async () => {
  const ofEva = { answers: [{ ...ANSWER, member_id: "eva" }] };
  const byEva = { versions: [{ ...VERSION, member_id: "eva" }] };

  expect((await statedAs([{}], ofEva)).refused).toEqual(["by_author"]);
  expect((await statedAs([{}], byEva)).refused).toEqual(["by_author"]);
});

test("a row that is moved into the master's own answer afterwards takes no word away", async () => {
  const moved = { ...VERSION, ordinal: 2n, answer: "8", observed_at: FRIDAY };
  const ofEva = { ...ANSWER, row: "ma/8", row_id: "8", member_id: "eva" };

  const { refused } = await statedAs([{}, { at: JUNE, grade: 5 }], {
    versions: [VERSION, moved],
    answers: [ANSWER, ofEva],
  });

  expect(refused).toEqual([null, "by_author"]);
});

test("an answer that is made anew by the master afterwards takes no word away", async () => {
  const again = { ...ANSWER, ordinal: 2n, member_id: "eva", observed_at: FRIDAY };

  expect((await statedAs([{}], { answers: [ANSWER, again] })).refused).toEqual([null]);
});

test("each text has a word of its own, whichever stands in the row by now", async () => {
  const edited = { ...VERSION, ordinal: 2n, text: "Два.", text_digest: sha256("Два.") };

  const { inForce } = await statedAs([{ verdict: "returned" }, { text: "Два.", at: FRIDAY }], {
    versions: [VERSION, edited],
  });

  expect(inForce.map(({ text_digest, verdict }) => [text_digest, verdict])).toEqual(
    expect.arrayContaining([
      [sha256("Раз."), "returned"],
      [sha256("Два."), "accepted"],
    ]),
  );
});

test("the latest word on a text is in force, in whatever order they were stored", async () => {
  const returned = { verdict: "returned", grade: 2, remark: "Нет.", at: FRIDAY };

  for (const said of [
    [{}, returned],
    [returned, {}],
  ]) {
    const { inForce } = await statedAs(said);
    expect(inForce).toMatchObject([{ verdict: "returned", grade: 2, stated_at: FRIDAY }]);
    expect(inForce).toMatchObject([{ remark: "Нет.", accepted_at: null }]);
  }
});

test("what was taken back is not in force, and a word that does not count takes nothing back", async () => {
  const withdrawn = { verdict: "withdrawn", grade: null, remark: null, at: FRIDAY };

  expect((await statedAs([{}, withdrawn])).inForce).toEqual([]);
  expect((await statedAs([{}, { ...withdrawn, by: "bob" }])).inForce).toEqual([ACCEPTED]);
});

test("a better grade later moves neither the acceptance nor what is paid by", async () => {
  const better = { grade: 5, remark: "Отлично.", at: JUNE, complexity: 2_000_000n };

  expect((await statedAs([{}, better])).inForce).toEqual([
    { ...ACCEPTED, grade: 5, remark: "Отлично.", stated_at: JUNE },
  ]);
});

test("accepted again after a return is accepted since then, and by what it is then", async () => {
  const returned = { verdict: "returned", at: FRIDAY };
  const again = { at: JUNE, complexity: 2_000_000n };

  expect((await statedAs([{}, returned, again])).inForce).toMatchObject([
    { accepted_at: JUNE, seq: 3n, complexity: 2_000_000n },
  ]);
});
