import { expect, test } from "vitest";

import { givenWarehouse } from "../../../test/warehouse.ts";
import { sha256 } from "../../given.ts";
import { cellProposals } from "./cell_proposals.ts";
import { verdictProposals } from "./verdict_proposals.ts";
import { verdictQueue } from "./verdict_queue.ts";

const MONDAY = new Date("2026-05-04T09:00:00Z");
const TUESDAY = new Date("2026-05-05T09:00:00Z");
const FRIDAY = new Date("2026-05-08T09:00:00Z");
const SUNDAY = new Date("2026-05-10T09:00:00Z");

const MASTER = {
  ...{ role_id: "r1", member_id: "eva", role: "master", cohort_id: "s1" },
  valid_from: new Date("2026-04-01T00:00:00Z"),
};

interface Seen {
  readonly by?: string | null;
  readonly at?: Date;
  readonly text?: string;
  readonly verdict?: string | null;
  readonly grade?: number | null;
  readonly comment?: string | null;
  readonly answer?: string;
  readonly attempt?: number | null;
}

/** What Ada's row in cohort s1 proposes after these versions. Eva is a master of the cohort. */
async function proposedAfter(
  seen: readonly Seen[],
  given: { roles?: object[]; verdicts?: object[]; answers?: object[] } = {},
) {
  const versions = seen.map(({ by = null, at = MONDAY, text = "Раз.", ...rest }, index) => ({
    ...{ attempt_id: "a1", ordinal: BigInt(index + 1), member_id: "ada", answer: "7", attempt: 1 },
    ...{ text, text_digest: sha256(text), by_member_id: by ?? "ada", is_changed: by !== null },
    ...{ verdict: null, grade: null, comment: null, changed_at: at },
    ...rest,
  }));
  const text_digest = versions.at(-1)!.text_digest;
  await using warehouse = await givenWarehouse({
    attempt_versions: versions,
    current_attempts: [
      {
        ...{ attempt_id: "a1", answer_id: "n7", member_id: "ada", answer_member_id: "ada" },
        ...{ cohort_id: "s1", text_digest },
      },
    ],
    answers: [{ answer_id: "n7", row_id: "7" }],
    answer_versions: (given.answers ?? []) as never,
    roles: (given.roles ?? [MASTER]) as never,
    people: ["ada", "eva", "bob", "ira"].map((member_id) => ({ member_id })),
    verdicts: (given.verdicts ?? []) as never,
  });
  await warehouse.build(cellProposals);
  const rows = await warehouse.build(verdictProposals);
  const queued = await warehouse.build(verdictQueue);
  expect(queued.map(({ reason }) => reason)).toEqual(rows.flatMap(({ doubt }) => doubt ?? []));
  return rows.map(({ verdict, grade, proposed_by_member_id, is_clean, doubt }) =>
    [verdict, grade, proposed_by_member_id, is_clean ? "clean" : doubt].join(" "),
  );
}

const SUBMITTED: Seen = {};
const ACCEPTED: Seen = { by: "eva", at: TUESDAY, verdict: "accepted", grade: 4, comment: "Да." };

test("a master's verdict in the cells is a clean proposal, also when first seen with it", async () => {
  expect(await proposedAfter([SUBMITTED, ACCEPTED])).toEqual(["accepted 4 eva clean"]);
  expect(await proposedAfter([ACCEPTED])).toEqual(["accepted 4 eva clean"]);
});

test("cells without a verdict propose nothing", async () => {
  const takenBack = { by: "eva", at: FRIDAY };

  expect(await proposedAfter([SUBMITTED])).toEqual([]);
  expect(await proposedAfter([SUBMITTED, ACCEPTED, takenBack])).toEqual([]);
});

test.each<[string, readonly Seen[], string]>([
  [
    "nobody who is no master proposes cleanly",
    [SUBMITTED, { ...ACCEPTED, by: "bob" }],
    "not_a_master",
  ],
  ["an author who sets a verdict is named", [SUBMITTED, { ...ACCEPTED, by: "ada" }], "by_author"],
  ["a row made with its verdict is its author's", [{ verdict: "accepted", grade: 5 }], "by_author"],
  [
    "first seen with a verdict and changed last by its author is unclear",
    [{ ...ACCEPTED, by: "ada" }],
    "unclear",
  ],
  [
    "a master who edits the comment alone has not given the author's verdict",
    [SUBMITTED, { ...ACCEPTED, by: "ada" }, { ...ACCEPTED, comment: "Хм.", at: FRIDAY }],
    "by_author",
  ],
  [
    "a master who repairs the number alone has not given the author's verdict",
    [SUBMITTED, { ...ACCEPTED, by: "ada", attempt: null }, { ...ACCEPTED, at: FRIDAY }],
    "by_author",
  ],
  [
    "a text that was edited since is not what the master read",
    [SUBMITTED, ACCEPTED, { ...ACCEPTED, by: "ada", at: FRIDAY, text: "Два." }],
    "text_changed",
  ],
  [
    "a text that was edited in the same step may not be what the master read",
    [SUBMITTED, { ...ACCEPTED, text: "Два." }],
    "unclear",
  ],
  [
    "a grade that somebody raised is not the master's",
    [SUBMITTED, ACCEPTED, { ...ACCEPTED, by: "ada", at: FRIDAY, grade: 5 }],
    "changed_since",
  ],
  [
    "a comment that somebody else wrote is not the master's",
    [SUBMITTED, ACCEPTED, { ...ACCEPTED, by: "bob", at: FRIDAY, comment: "Нет." }],
    "changed_since",
  ],
  [
    "a row that was moved to another answer is not where the master read it",
    [SUBMITTED, ACCEPTED, { ...ACCEPTED, by: "ada", at: FRIDAY, answer: "8" }],
    "changed_since",
  ],
  [
    "a verdict that another takes over is the other's",
    [SUBMITTED, ACCEPTED, { ...ACCEPTED, by: "bob", at: FRIDAY, verdict: "returned" }],
    "not_a_master",
  ],
])("%s", async (_claim, seen, doubt) => {
  const [row, ...more] = await proposedAfter(seen);

  expect(more).toEqual([]);
  expect(row?.split(" ").at(-1)).toBe(doubt);
});

test("an answer that is moved to another task since is not what the master read", async () => {
  const answer = {
    row: "ma/7",
    row_id: "7",
    ordinal: 1n,
    answer_id: "n7",
    task: "1",
    cohort_id: "s1",
  };
  const then = { ...answer, by_member_id: "ada", changed_at: MONDAY };
  const moved = { ...then, ordinal: 2n, task: "2", changed_at: FRIDAY };

  expect(await proposedAfter([SUBMITTED, ACCEPTED], { answers: [then] })).toEqual([
    "accepted 4 eva clean",
  ]);
  expect(await proposedAfter([SUBMITTED, ACCEPTED], { answers: [then, moved] })).toEqual([
    "accepted 4 eva changed_since",
  ]);
});

test("a master whose office was over by then proposes nothing clean", async () => {
  const ended = { ...MASTER, valid_to: TUESDAY };

  expect(await proposedAfter([SUBMITTED, ACCEPTED], { roles: [ended] })).toEqual([
    "accepted 4 eva not_a_master",
  ]);
});

test("a master who words the remark or the grade anew still proposes cleanly", async () => {
  const again = { ...ACCEPTED, at: FRIDAY, grade: 5, comment: "Отлично." };

  expect(await proposedAfter([SUBMITTED, ACCEPTED, again])).toEqual(["accepted 5 eva clean"]);
});

test("what was stated since is settled, and a verdict changed after that proposes anew", async () => {
  const stated = (at: Date, verdict = "accepted") => [
    { attempt_id: "a1", text_digest: sha256("Раз."), verdict, grade: 4, stated_at: at },
  ];
  const seen = [SUBMITTED, ACCEPTED];

  expect(await proposedAfter(seen, { verdicts: stated(FRIDAY, "returned") })).toEqual([]);
  expect(await proposedAfter(seen, { verdicts: stated(MONDAY, "returned") })).toHaveLength(1);
  expect(await proposedAfter(seen, { verdicts: stated(MONDAY) })).toEqual([]);
  const returned = { ...ACCEPTED, at: SUNDAY, verdict: "returned", grade: 2 };
  expect(await proposedAfter([...seen, returned], { verdicts: stated(FRIDAY) })).toEqual([
    "returned 2 eva clean",
  ]);
});
