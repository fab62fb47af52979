import type { Mutant } from "../mutant.ts";

const at = (file: string) => `sources/nocodb/mapping/${file}`;

/** What a base means, and whose work it is. */
export const mappingMutants: readonly Mutant[] = [
  {
    change: "take a count of links for the row of that number",
    file: at("links.ts"),
    find: 'if (bound.isCount && typeof only(cell) === "number") return [];',
    replace: "",
    check: [at("links.test.ts")],
  },
  {
    change: "take an unknown word of a verdict for none",
    file: at("verdicts.ts"),
    find: '? null : "unclear"',
    replace: "? null : null",
    check: [at("verdicts.test.ts")],
  },
  {
    change: "drop a grade that cannot be read and keep its verdict",
    file: at("mapped.ts"),
    find: 'grade === undefined ? "unclear" : verdict',
    replace: "verdict",
    check: [at("mapped.test.ts")],
  },
  {
    change: "believe a row about its author though somebody signed in",
    file: at("people.ts"),
    find: "creator.id === null ? namedIn(row, author) : creator",
    replace: "author === undefined ? creator : namedIn(row, author)",
    check: [at("mapped.test.ts")],
  },
  {
    change: "give the border of two grades to the worse one",
    file: at("grades.ts"),
    find: "1 + Math.min(4, Math.floor(fifths))",
    replace: "Math.max(1, Math.ceil(fifths))",
    check: [at("grades.test.ts")],
  },
  {
    change: "read a table though a column of its mapping is gone",
    file: at("gaps.ts"),
    find: "return !READ_ALL_THE_SAME.has(code);",
    replace: "return READ_ALL_THE_SAME.has(code);",
    check: [at("walk.test.ts")],
  },
];
