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
    find: "next: { after: last - 1, offset: 0 }",
    replace: "next: { after: last, offset: 0 }",
    check: READS,
  },
  {
    change: "a page full of one millisecond's annotations is the last one",
    file: "sources/hypothesis/search.ts",
    find: "if (rows.length < SEARCH_ROWS_MAX) return { rows, next: null };",
    replace: "return { rows, next: null };",
    check: READS,
  },
  {
    change: "an offset that the service takes for a smaller one is asked for",
    file: "sources/hypothesis/search.ts",
    find: "if (further > OFFSET_MAX) {",
    replace: "if (further > 2 * OFFSET_MAX) {",
    check: READS,
  },
  {
    change: "the next run of annotations reads no overlap",
    file: "sources/hypothesis/annotations.ts",
    find: "walk.newest - OVERLAP_MS",
    replace: "walk.newest",
    check: READS,
  },
  {
    change: "a stale page of annotations is taken for the one that was asked for",
    file: "sources/hypothesis/search.ts",
    find: "(changedAt(row) ?? after) >= after",
    replace: "true",
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
    change: "an edit of this moment ends the moderators' list",
    file: "sources/hypothesis/annotations.ts",
    find: 'step.by === "search" ? !isAllInTime : isFarEnough(rows, until, walk)',
    replace: "!isAllInTime || isFarEnough(rows, until, walk)",
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
