import { expect, test } from "vitest";

import { fc } from "../../../../test/property.ts";
import { DIMINUTIVES } from "./diminutives.ts";
import { comparedOf, reasonsFor, SCORE_MIN, scoreOf } from "./evidence.ts";
import { type Candidate, suggestionsFor } from "./rank.ts";
import { skeleton } from "./skeleton.ts";

test.each([
  ["Наталья", "Natalia", "Nataliya", "Natalya"],
  ["Дмитрий", "Dmitry", "Dmitriy", "Dmitri", "Dmitrii"],
  ["Евгений", "Evgeny", "Evgeniy", "Yevgeny", "Jevgenij"],
  ["Юлия", "Julia", "Yulia", "Yuliya", "Iuliia"],
  ["Алексей", "Alexey", "Aleksei", "Alexei", "Aleksey"],
  ["Ксения", "Ksenia", "Xenia", "Kseniya"],
  ["Щербаков", "Shcherbakov", "Scherbakov", "Sherbakov"],
  ["Соловьёв", "Соловьев", "Solovyov", "Soloviev", "Solovyev"],
  ["Хохлов", "Khokhlov", "Hohlov"],
  ["Цветков", "Tsvetkov", "Tzvetkov"],
  ["Фёдор", "Федор", "Fyodor", "Fedor"],
  ["Филиппов", "Filippov", "Philipov"],
])("%s is one word in every spelling", (...spellings) => {
  expect(new Set(spellings.map(skeleton)).size).toBe(1);
});

test("of different names no two share a skeleton, but those that sound alike", () => {
  const names = DIMINUTIVES.map((row) => row.split(" ", 1)[0] ?? "");
  const alike = Map.groupBy(new Set(names), skeleton);

  expect([...alike.values()].filter((words) => words.length > 1)).toEqual([]);
  expect(names).toHaveLength(new Set(names).size);
});

test("there are about 150 names in the table", () => {
  expect(DIMINUTIVES.length).toBeGreaterThan(130);
  expect(DIMINUTIVES.length).toBeLessThan(200);
});

interface Shown {
  readonly name?: string;
  readonly handle?: string;
  readonly cohort?: string;
}

const compared = ({ name, handle, cohort }: Shown) =>
  comparedOf({
    name: name ?? null,
    handle: handle ?? null,
    cohorts: new Set(cohort === undefined ? [] : [cohort]),
  });

test.each<[string, Shown, Shown]>([
  ["same_name", { name: "Наталья Петрова" }, { name: "петрова  НАТАЛЬЯ" }],
  ["same_name", { name: "Наталья Петрова" }, { name: "Петрова Наталья Ивановна" }],
  ["same_name_in_other_letters", { name: "Наталья Петрова" }, { name: "Nataliya Petrova" }],
  ["same_name_by_diminutive", { name: "Наталья Петрова" }, { name: "Наташа Петрова" }],
  ["same_name_by_diminutive", { name: "Наталья Петрова" }, { name: "Natasha Petrova" }],
  ["same_name_by_diminutive", { name: "Женя Орлова" }, { name: "Евгения Орлова" }],
  ["same_name_by_diminutive", { name: "Женя Орлов" }, { name: "Евгений Орлов" }],
  ["name_and_initial", { name: "Наталья П." }, { name: "Наталья Петрова" }],
  ["name_and_initial", { name: "Н. Петрова" }, { name: "Наталья Петрова" }],
  ["same_given_name_by_diminutive", { name: "Наташа" }, { name: "Наталья Петрова" }],
  ["same_surname", { name: "Петрова" }, { name: "Наталья Петрова" }],
  ["same_handle", { handle: "natalia_petrova" }, { handle: "Natalia.Petrova" }],
  ["near_handle", { handle: "natalia_petrova" }, { handle: "natalia_petrov" }],
  ["near_handle", { handle: "petrova85" }, { handle: "petrova_1985" }],
  ["handle_is_name", { name: "Наталья Петрова" }, { handle: "npetrova" }],
  ["handle_is_name", { name: "Наталья Петрова" }, { handle: "petrova_natasha" }],
  [
    "same_given_name_by_diminutive same_cohort".split(" ").toSorted().join(" "),
    { name: "Наташа", cohort: "7" },
    { name: "Наталья Петрова", cohort: "7" },
  ],
])("%s: %o and %o", (reasons, a, b) => {
  const found = reasonsFor(compared(a), compared(b), false);

  expect(found.toSorted().join(" ")).toBe(reasons);
  expect(reasonsFor(compared(b), compared(a), false)).toEqual(found);
});

test.each<[string, Shown, Shown]>([
  ["another surname", { name: "Анна Орлова" }, { name: "Анна Петрова" }],
  ["relatives", { name: "Иван Петров" }, { name: "Олег Петров" }],
  ["a cohort alone", { name: "Анна", cohort: "7" }, { name: "Олег", cohort: "7" }],
  ["short handles", { handle: "ann" }, { handle: "ann" }],
  ["handles of an office", { handle: "admin" }, { handle: "Admin" }],
  ["no name and no handle", {}, {}],
])("%s is no reason", (_what, a, b) => {
  expect(reasonsFor(compared(a), compared(b), false)).toEqual([]);
});

test("a given name alone is too little, and with a cohort it is enough", () => {
  const score = (cohort: Shown) =>
    scoreOf(
      reasonsFor(
        compared({ name: "Наташа", ...cohort }),
        compared({ name: "Наталья Петрова", ...cohort }),
        false,
      ),
    );

  expect(score({})).toBeLessThan(SCORE_MIN);
  expect(score({ cohort: "7" })).toBeGreaterThanOrEqual(SCORE_MIN);
});

const candidate = (
  account_key: string,
  source: string,
  shown: Shown,
  member_id = `m_${account_key}`,
): Candidate => ({
  ...{ account_key, member_id, source, name: shown.name ?? null, handle: shown.handle ?? null },
  cohorts: new Set(shown.cohort === undefined ? [] : [shown.cohort]),
});

const NOTHING = { oneEach: ["discourse"], sharing: new Set<string>(), refused: new Set<string>() };

const PEOPLE = [
  candidate("a1", "discourse", { name: "Наталья Петрова", handle: "npetrova" }),
  candidate("a2", "nocodb", { name: "Natasha Petrova" }),
  candidate("a3", "nocodb", { name: "Наталья П." }),
  candidate("a4", "discourse", { name: "Наталья Петрова" }),
  candidate("a5", "telegram", { handle: "n.petrova" }),
  candidate("a6", "telegram", { name: "Олег Орлов" }),
];

test("the likeliest come first, and two forum accounts are never one person's", () => {
  const found = suggestionsFor(PEOPLE, NOTHING);

  const of = (account: string) =>
    found
      .filter(({ account_a, account_b }) => [account_a, account_b].includes(account))
      .map(({ account_a, account_b, score }) => [
        account_a === account ? account_b : account_a,
        score,
      ]);
  expect(of("a1")).toEqual([
    ["a2", 59],
    ["a5", 30],
    ["a3", 25],
  ]);
  expect(of("a6")).toEqual([]);
  expect(found.find(({ account_a }) => account_a === "a1")).toEqual({
    ...{ account_a: "a1", account_b: "a2", member_a: "m_a1", member_b: "m_a2", score: 59 },
    ...{ reasons: ["same_name_by_diminutive", "handle_is_name"], place_a: 1, place_b: 1 },
  });
});

test("accounts of one member, and pairs that somebody refused, are not suggested", () => {
  const joined = [
    candidate("a1", "discourse", { name: "Наталья Петрова" }, "m_1"),
    candidate("a2", "nocodb", { name: "Natasha Petrova" }, "m_1"),
    candidate("a3", "telegram", { name: "Наталья Петрова" }),
  ];

  const pairs = (refused: readonly string[]) =>
    suggestionsFor(joined, { ...NOTHING, refused: new Set(refused) }).map(
      ({ account_a, account_b }) => `${account_a} ${account_b}`,
    );

  expect(pairs([])).toEqual(["a1 a3"]);
  // Said of either account, it is said of the member.
  expect(pairs(["a2 a3"])).toEqual([]);
});

test("one address is a reason, whatever the names", () => {
  const sharing = new Set(["a2 a6"]);

  const found = suggestionsFor(PEOPLE, { ...NOTHING, sharing });

  expect(found.find(({ account_b }) => account_b === "a6")).toMatchObject({
    ...{ account_a: "a2", reasons: ["same_address"], score: 50, place_b: 1 },
  });
});

test("shuffling the accounts changes nothing", () => {
  const expected = suggestionsFor(PEOPLE, NOTHING);

  fc.assert(
    fc.property(fc.shuffledSubarray(PEOPLE, { minLength: PEOPLE.length }), (people) => {
      expect(suggestionsFor(people, NOTHING)).toEqual(expected);
    }),
  );
});

test("every pair that has reason enough is compared: keys leave none out", () => {
  const names = ["Наталья", "Наташа", "Natalia", "Анна", "Аня", "Ann"];
  const surnames = ["Петрова", "Petrova", "П.", "Орлова", ""];
  const handles = ["npetrova", "petrova_anna", "nataly85", "nataly_1985", "annaorlova", undefined];
  const shown = fc.record({
    name: fc
      .tuple(fc.constantFrom(...names), fc.constantFrom(...surnames))
      .map(([given, surname]) => `${given} ${surname}`.trim()),
    handle: fc.constantFrom(...handles),
    cohort: fc.constantFrom("1", "2", undefined),
  });
  fc.assert(
    fc.property(shown, shown, (a, b) => {
      const score = scoreOf(reasonsFor(compared(a as Shown), compared(b as Shown), false));
      const pair = [candidate("a1", "x", a as Shown), candidate("a2", "y", b as Shown)];
      const found = suggestionsFor(pair, NOTHING);
      expect(found.map((one) => one.score)).toEqual(score < SCORE_MIN ? [] : [score]);
    }),
    { numRuns: 2_000 },
  );
});
