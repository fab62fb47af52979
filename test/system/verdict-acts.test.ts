/**
 * What people who may edit the base did to verdicts, and what it is worth: nothing. A and B are
 * trainees, Eva a master of their cohort. All acts are played in one base, run after run.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { givenWorkbook, type GivenWorkbook } from "./given-workbook.ts";

let base: GivenWorkbook;
/** What an attempt of sixty words at a task of complexity 1 is worth, accepted with a 5. */
let honest: bigint;

/** Sixty words that nobody else wrote. */
const words = (of: string, count = 60) =>
  Array.from({ length: count }, (_, index) => `${of}${index}`).join(" ");

interface Act {
  /** What happens before each of the runs. */
  readonly steps: readonly ((base: GivenWorkbook) => void | Promise<void>)[];
}

const acts: Act[] = [];

/** Plays the steps, a run after each, and gives what the tests look at afterwards. */
function act(...steps: Act["steps"]): void {
  acts.push({ steps });
}

const ACCEPTED = { Verdict: "accepted", Grade: 5 };
const rows: Record<string, { answer: number; ids: number[] }> = {};
const first = (name: string) => rows[name]!.ids[0]!;
const hand =
  (name: string, texts = [words(name)], task = 1) =>
  (on: GivenWorkbook) => {
    rows[name] = on.answer(name, texts, task);
  };
const accept = (name: string) => (on: GivenWorkbook) => on.state(first(name), "accepted", 5);
const edit = (name: string, by: string, fields: object) => (on: GivenWorkbook) =>
  on.edit("Attempts", first(name), by, fields as never);
const editAnswer = (name: string, by: string, fields: object) => (on: GivenWorkbook) =>
  on.edit("Answers", rows[name]!.answer, by, fields as never);
const remove = (name: string) => (on: GivenWorkbook) => on.remove("Attempts", first(name));

act(hand("honest"), accept("honest"));

// A sets accepted; Eva then edits something else.
act(hand("a1"), edit("a1", "a1", ACCEPTED), edit("a1", "eva", { Comment: "Хм." }));
act(hand("a2"), edit("a2", "eva", { Comment: "Хм." }), edit("a2", "a2", ACCEPTED));
act(
  hand("b1"),
  edit("b1", "b1", { ...ACCEPTED, Attempt: null }),
  edit("b1", "eva", { Attempt: 1 }),
);
act(
  hand("b2"),
  edit("b2", "b2", { ...ACCEPTED, Text: null }),
  edit("b2", "eva", { Text: words("b2") }),
);

// A's accepted row is edited, moved, emptied by B, or its task's cells are.
act(hand("f1"), accept("f1"), editAnswer("f1", "x", { Task: 999 }));
act(hand("f2"), accept("f2"), edit("f2", "x", { Text: "" }));
act(hand("f3"), accept("f3"), (on) => on.remove("Answers", rows["f3"]!.answer));

// A moves the answer after a verdict, or makes the row anew.
act(hand("e1"), accept("e1"), editAnswer("e1", "e1", { Task: 2 }));
act(
  hand("e2"),
  (on) => on.state(first("e2"), "returned", 1),
  editAnswer("e2", "e2", { Task: 2, Stream: 2 }),
  editAnswer("e2", "e2", { Task: 1, Stream: 1 }),
);
act(
  hand("e3"),
  (on) => on.state(first("e3"), "returned", 1),
  (on) => {
    remove("e3")(on);
    rows["e3"] = on.answer("e3", [words("e3")]);
  },
);

// B shows a text; A pastes it into an older row. Eva accepts both, in either order.
for (const [a, b, order] of [
  ["d1", "n1", ["d1", "n1"]],
  ["d2", "n2", ["n2", "d2"]],
] as const)
  act(hand(a, [words(`${a}old`)]), hand(b), edit(a, a, { Text: words(b) }), async (on) => {
    for (const name of order) await accept(name)(on);
  });

// Work that nobody accepted.
act(
  hand(
    "g1",
    Array.from({ length: 60 }, (_, index) => words(`g1x${index}x`, 40)),
  ),
);
act(
  hand(
    "g2",
    Array.from({ length: 10 }, (_, index) => words(`g2x${index}x`, 40)),
  ),
  (on) => {
    for (const id of rows["g2"]!.ids) on.edit("Attempts", id, "g2", ACCEPTED);
  },
);

// Filler after an accepted.
const longer = (name: string) => `${words(name)} ${words(`${name}filler`, 900)}`;
act(hand("h1"), accept("h1"), edit("h1", "h1", { Text: longer("h1") }));
act(hand("h2"), accept("h2"), edit("h2", "h2", { Text: longer("h2") }), accept("h2"));

// Eva accepts in the cells, A mends a typo: before the run, or after it.
act(
  hand("i1"),
  (on) => {
    on.edit("Attempts", first("i1"), "eva", ACCEPTED);
    on.edit("Attempts", first("i1"), "i1", { Text: `${words("i1")}.` });
  },
  edit("i1", "eva", ACCEPTED),
  accept("i1"),
);
act(
  hand("i2"),
  edit("i2", "eva", ACCEPTED),
  edit("i2", "i2", { Text: `${words("i2")}.` }),
  accept("i2"),
);

beforeAll(async () => {
  base = await givenWorkbook();
  const count = Math.max(...acts.map(({ steps }) => steps.length));
  for (let step = 0; step < count; step += 1) {
    for (const { steps } of acts) await steps[step]?.(base);
    await base.run();
  }
  // SQLite gives the highest Id again. First within one run: nobody ever sees the gap.
  hand("c1")(base);
  await base.run();
  await accept("c1")(base);
  remove("c1")(base);
  rows["z1"] = base.answer("z1", [words("z1")]);
  hand("c2")(base);
  await base.run();
  // Then deleted, swept, and taken later.
  await accept("c2")(base);
  remove("c2")(base);
  await base.run();
  rows["z2"] = base.answer("z2", [words("z2")]);
  await base.run();
  honest = Object.values(await base.pointsOf("honest"))[0]!;
}, 500_000);

afterAll(async () => await base?.[Symbol.asyncDispose]());

async function doubtOf(name: string): Promise<unknown> {
  const [row] = await base
    .rows("stg_nocodb_attempts")
    .then((all) => all.filter(({ native_id }) => native_id === `${first(name)}`));
  const proposals = await base.rows("verdict_proposals");
  return proposals.find(({ attempt_id }) => attempt_id === row?.attempt_id)?.doubt;
}

const totalOf = async (name: string) =>
  Object.values(await base.pointsOf(name)).reduce((sum, points) => sum + points, 0n);

test("honest work that was accepted earns", () => {
  expect(honest).toBeGreaterThan(0n);
});

describe("an accepted that a trainee set earns nothing, whatever the master edits beside it", () => {
  test.each([
    ["the comment, afterwards", "a1"],
    ["the comment, before", "a2"],
    ["the number that was blanked along with it", "b1"],
    ["the text that was blanked along with it", "b2"],
  ])("%s", async (_what, name) => {
    expect([await totalOf(name), await doubtOf(name)]).toEqual([0n, "by_author"]);
  });
});

describe("a row that gets the Id of an accepted one inherits nothing, and takes nothing", () => {
  test.each([
    ["within one run", "c1", "z1"],
    ["after a run has seen the gap", "c2", "z2"],
  ])("%s", async (_when, before, after) => {
    expect(first(after)).toBe(first(before));
    expect([await totalOf(before), await totalOf(after)]).toEqual([honest, 0n]);
  });
});

describe("new is who showed a text first, not whose row is older", () => {
  test.each([
    ["the copy is accepted first", "d1", "n1"],
    ["the copy is accepted last", "d2", "n2"],
  ])("%s", async (_order, copier, author) => {
    expect([await totalOf(author), await totalOf(copier)]).toEqual([honest, 0n]);
  });
});

test("an accepted answer that its author moves to a harder task is worth what it was", async () => {
  expect(await totalOf("e1")).toBe(honest);
});

test("a return is not shed by moving the answer away and back", async () => {
  const [row] = (await base.rows("contributions")).filter(({ status }) => status === "returned");

  expect([await totalOf("e2"), row?.status]).toEqual([0n, "returned"]);
});

test("a returned row that is made anew waits, and earns nothing", async () => {
  expect(await totalOf("e3")).toBe(0n);
});

describe("nobody takes an accepted attempt's points by an edit", () => {
  test.each([
    ["of the answer's task", "f1"],
    ["of the text", "f2"],
    ["that deletes the answer", "f3"],
  ])("%s", async (_which, name) => {
    expect(await totalOf(name)).toBe(honest);
  });
});

describe("work that nobody accepted is shown and earns nothing", () => {
  test.each([
    ["sixty attempts without a verdict", "g1", 60],
    ["ten with verdicts of their author's", "g2", 10],
  ])("%s", async (_which, name, count) => {
    const points = await base.pointsOf(name);

    expect(Object.values(points)).toEqual(Array.from({ length: count }, () => 0n));
  });
});

describe("filler after an accepted adds nothing, and the text that was accepted is what counts", () => {
  test.each([
    ["nobody says anything of the longer text", "h1"],
    ["the longer text is accepted, too", "h2"],
  ])("%s", async (_which, name) => {
    expect(await base.pointsOf(name)).toEqual({ [words(name)]: honest });
  });
});

describe("a doubtful verdict is settled by the master in one step", () => {
  test.each([
    ["the text was mended before anybody read the verdict", "i1"],
    ["the text was mended after", "i2"],
  ])("%s", async (_when, name) => {
    expect([await totalOf(name), await doubtOf(name)]).toEqual([honest, undefined]);
  });
});
