import type { Mutant } from "../mutant.ts";

const READS = ["sources/hypothesis/annotations.test.ts"];
const SWEEPS = ["sources/hypothesis/sweeps.test.ts"];
const PRIVACY = ["sources/hypothesis/privacy.test.ts"];

/** Annotations that are lost, believed deleted, or shown to people whose business they are not. */
export const hypothesisMutants: readonly Mutant[] = [
  {
    change: "an annotation that its author kept private lands",
    file: "sources/hypothesis/shared.ts",
    find: 'return isShared && groups.includes(group) ? "ours" : "others";',
    replace: 'return groups.includes(group) ? "ours" : "others";',
    check: PRIVACY,
  },
  {
    change: "an annotation of a group that nobody configured lands",
    file: "sources/hypothesis/shared.ts",
    find: 'return isShared && groups.includes(group) ? "ours" : "others";',
    replace: 'return isShared ? "ours" : "others";',
    check: PRIVACY,
  },
  {
    change: "an annotation that does not say who may read it is kept whole in quarantine",
    file: "sources/hypothesis/shared.ts",
    find: "unclear.push({ record: { id: idOf(row) }, reason: UNCLEAR })",
    replace: "unclear.push({ record: row, reason: UNCLEAR })",
    check: PRIVACY,
  },
  {
    change: "the next page of annotations begins behind the last row's millisecond",
    file: "sources/hypothesis/search.ts",
    find: "if (isMoving) return { rows, next: sure - 1, sure };",
    replace: "if (isMoving) return { rows, next: sure, sure };",
    check: READS,
  },
  {
    change: "a page full of one millisecond's annotations is the last one",
    file: "sources/hypothesis/search.ts",
    find: 'rows.length < SEARCH_ROWS_MAX ? "end" : "stuck"',
    replace: '"end"',
    check: READS,
  },
  {
    change: "an edit that the index has not seen carries a walk past all between",
    file: "sources/hypothesis/search.ts",
    find: "ms !== null && ms <= settledBy",
    replace: "ms !== null",
    check: READS,
  },
  {
    change: "a burst of one millisecond is read by ids in every run",
    file: "sources/hypothesis/steps.ts",
    find: "place: null }, sure: settledBy }",
    replace: "place: null }, sure }",
    check: READS,
  },
  {
    change: "a walk by ids that was resumed is believed up to the moment of its end",
    file: "sources/hypothesis/annotations.ts",
    find: "const furthest = laterMs(before.read[group] ?? null, sure);",
    replace:
      'const furthest = laterMs(before.read[group] ?? null, Date.parse("2026-10-05T08:50:00Z"));',
    check: READS,
  },
  {
    change: "the next run of annotations reads no overlap",
    file: "sources/hypothesis/annotations.ts",
    find: "readUpTo - OVERLAP_MS",
    replace: "readUpTo",
    check: READS,
  },
  {
    change: "a stale page of annotations is taken for the one that was asked for",
    file: "sources/hypothesis/search.ts",
    find: "if (rows.every(isAnswer)) return rows;",
    replace: "return rows;",
    check: READS,
  },
  {
    change: "a token that has expired counts as no token",
    file: "sources/hypothesis/groups.ts",
    find: "if (hasToken && profile.userid === null) {",
    replace: "if (false) {",
    check: SWEEPS,
  },
  {
    change: "annotations that are not shown because a membership was lost are deleted",
    file: "sources/hypothesis/look.ts",
    find: "(shown.length === groups.length ? gone : keys).push(...refused);",
    replace: "gone.push(...refused);",
    check: SWEEPS,
  },
  {
    change: "one answer that an annotation is not there is believed",
    file: "sources/hypothesis/look.ts",
    find: "return first === REFUSED ? readOne(id) : first;",
    replace: "return first;",
    check: SWEEPS,
  },
  {
    change: "moderators' decisions are not looked for in a run",
    file: "sources/hypothesis/annotations.ts",
    find: "...(isModerated(group, options) ?",
    replace: "...(false ?",
    check: SWEEPS,
  },
  {
    change: "of two annotations of one instant one falls between two pages of the list",
    file: "sources/hypothesis/listed.ts",
    find: "next: instantOf(overlapping) }",
    replace: "next: instantOf(oldest) }",
    check: SWEEPS,
  },
];
