import { expect, test } from "vitest";

import { models } from "../../models/index.ts";
import { modelGraph, nodeNamed } from "./graph.ts";
import { lineageSummary, lineageTree } from "./tree.ts";

const graph = modelGraph();

test("the graph holds every model and every table that a model reads, once", () => {
  const names = new Set(models.flatMap(({ name, from }) => [name, ...from.map((of) => of.name)]));

  expect([...graph.keys()].toSorted()).toEqual([...names].toSorted());
});

test("a table is read by exactly the models that name it among their inputs", () => {
  const readers = models
    .filter(({ from }) => from.some(({ name }) => name === "member_accounts"))
    .map(({ name }) => name);

  expect(nodeNamed(graph, "member_accounts").readBy).toEqual(readers.toSorted());
});

test("the tree goes up to what landed", () => {
  expect(lineageTree(graph, "counted_months", "up")).toEqual([
    "  formulas_in_force  [scores]",
    "    stg_ledger_formulas  [staging]",
    "      raw_ledger_events_current  [raw]",
    "    ref_run  [load]",
    "  ref_run  [load]",
  ]);
  expect(lineageTree(graph, "stg_ledger_plans", "up")).toEqual([
    "  raw_ledger_events_current  [raw]",
  ]);
});

test("the tree names every table above, and opens each once", () => {
  const named = lineageTree(graph, "my_points", "up").map((line) => line.trim().split("  "));
  const above = (name: string): string[] => [
    name,
    ...(graph.get(name)?.reads ?? []).flatMap((next) => above(next)),
  ];
  const opened = named.filter(([, layer = ""]) => !/(raw|load)\]$|…$/.test(layer));

  expect(new Set(named.map(([name]) => name))).toEqual(new Set(above("my_points").slice(1)));
  expect(opened.map(([name]) => name)).toHaveLength(new Set(opened.map(([name]) => name)).size);
});

test("the tree goes down to what people see", () => {
  expect(lineageTree(graph, "plan_sums", "down")).toEqual([
    "  committee_plans  [marts, published]",
  ]);
});

test("the summary names each table in its layer", () => {
  const lines = lineageSummary(graph);

  expect(lines.filter((line) => !line.startsWith(" "))).toEqual([
    expect.stringMatching(/^raw \(\d+\)$/),
    expect.stringMatching(/^load \(3\)$/),
    expect.stringMatching(/^staging \(\d+\)$/),
    expect.stringMatching(/^core \(\d+\)$/),
    expect.stringMatching(/^scores \(\d+\)$/),
    expect.stringMatching(/^marts \(\d+\)$/),
  ]);
  expect(lines).toHaveLength(graph.size + 6);
});

test("an unknown name is answered with the names nearest to it", () => {
  expect(() => nodeNamed(graph, "my_pionts")).toThrow(
    /"my_pionts"; expected one such as my_points/,
  );
  expect(() => nodeNamed(graph, "receipts")).toThrow(/committee_receipts, my_receipts/);
});
