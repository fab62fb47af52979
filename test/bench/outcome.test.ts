import { expect, test } from "vitest";

import { idleBenches } from "./outcome.ts";

const ROW = { name: "load", limit: 1, ours: 2, ratio: 2, goal: 3, peakMemoryMb: 100 };
const SUPPORT = { name: "bench-row", rows: null };

test("benches that measured something leave nothing to say", () => {
  expect(idleBenches([SUPPORT, { name: "load", rows: [ROW] }], [])).toEqual([]);
  expect(idleBenches([{ name: "load", rows: [ROW] }], ["load"])).toEqual([]);
});

test("a folder without a bench, and a bench without a row, are failures by name", () => {
  expect(idleBenches([SUPPORT], [])).toEqual(["No bench ran."]);
  expect(idleBenches([SUPPORT, { name: "load", rows: [] }], [])).toEqual([
    "load measured nothing.",
  ]);
});

test("a bench that was asked for and is none is a failure by name", () => {
  expect(idleBenches([{ name: "load", rows: [ROW] }], ["load", "lod"])).toEqual([
    "No bench lod ran; those that ran: load.",
  ]);
  expect(idleBenches([], ["lod"])).toEqual(["No bench lod ran; those that ran: none."]);
});
