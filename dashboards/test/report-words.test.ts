import { expect, test } from "vitest";

// Plain JavaScript, as the browser runs it.
// @ts-expect-error It has no declarations.
import { digestGroups } from "../components/key-groups.js";
// @ts-expect-error It has no declarations.
import { LABELS } from "../components/labels.js";
// @ts-expect-error It has no declarations.
import { reportWords } from "../components/words/report.js";

test("a report has a word for every state of a plan, of a payment and of a line", () => {
  const { plan, batch, line } = reportWords.ru;

  expect(Object.keys(plan).toSorted()).toEqual(Object.keys(LABELS.plan).toSorted());
  expect(Object.keys(batch).toSorted()).toEqual(Object.keys(LABELS.batch).toSorted());
  expect(Object.keys(line)).toEqual(expect.arrayContaining(Object.keys(LABELS.batch)));
});

test("a report's digest is read out in groups", () => {
  expect(digestGroups("0123456789ab")).toBe("0123 4567 89ab");
});
