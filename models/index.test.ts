import { readFileSync, readdirSync } from "node:fs";
import { basename } from "node:path";

import { expect, test } from "vitest";

import { givenWarehouse } from "../test/warehouse.ts";
import { RUN } from "./given.ts";
import { unplaced } from "./core/completeness/unplaced.ts";
import { models } from "./index.ts";
import { quarantine, rawCurrent, refRun, streamStates, type Model } from "./model.ts";
import { staged } from "./staging/index.ts";

/** Files of the four layers, by their path from here. */
const FILES = ["staging", "core", "scores", "marts"].flatMap((layer) =>
  readdirSync(new URL(`./${layer}/`, import.meta.url), { recursive: true }).map(
    (path) => `${layer}/${path}`,
  ),
);

/** Inputs first; a model that waits for itself would never be reached. */
function inOrder(): Model[] {
  const names = new Set(models.map(({ name }) => name));
  const done = new Set<string>();
  const ordered: Model[] = [];
  while (ordered.length < models.length) {
    const ready = models.filter(
      ({ name, from }) =>
        !done.has(name) && from.every((input) => !names.has(input.name) || done.has(input.name)),
    );
    if (ready.length === 0) throw new Error("Models wait for one another.");
    for (const model of ready) done.add(model.name);
    ordered.push(...ready);
  }
  return ordered;
}

test("an empty community builds every model, without a failing check", async () => {
  await using warehouse = await givenWarehouse({ ref_run: [RUN] });
  const failing: string[] = [];

  for (const model of inOrder()) {
    await warehouse.build(model);
    failing.push(...(await warehouse.failingChecks(model)));
  }

  expect(failing).toEqual([]);
});

test("every name is taken once, and every input is a model, a raw table or given by the load", () => {
  const names = models.map(({ name }) => name);
  const given = [quarantine, refRun, streamStates].map(({ name }) => name as string);
  const inputs = new Set(models.flatMap(({ from }) => from.map(({ name }) => name)));

  expect(new Set(names).size).toBe(names.length);
  const unknown = [...inputs].filter((name) => !names.includes(name) && !given.includes(name));
  expect(unknown.filter((name) => !name.startsWith("raw_"))).toEqual([]);
});

test("every model stands in a file of its own name and says what a row is", () => {
  const files = FILES.map((path) => basename(path));
  for (const { name, description } of models) {
    // One for each system, whatever systems there are.
    expect(files).toContain(`${name.startsWith("unreadable_") ? "unreadable" : name}.ts`);
    expect(description).toMatch(/.{15,}\.$/);
  }
});

test("what cannot be read of any system is among what is told as unplaced", () => {
  const parts = unplaced.from.map(({ name }) => name as string);
  const told = models.filter(({ name }) => parts.includes(name)).flatMap(({ from }) => from);

  const streams = new Set(staged.map(({ stream }) => rawCurrent(stream).name));
  expect([...streams].filter((name) => !told.some((input) => input.name === name))).toEqual([]);
});

/** Results of these depend on the order of rows or of threads. */
const UNORDERED = /\b(?:list|string_agg|first|last|any_value|arg_max|arg_min|avg|random|now)\(/i;

test("no query asks for what depends on the order of rows, a clock or chance", () => {
  const found = FILES.filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts")).filter(
    (path) => UNORDERED.test(readFileSync(new URL(`./${path}`, import.meta.url), "utf8")),
  );

  expect(found).toEqual([]);
});
