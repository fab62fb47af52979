import { expect, test } from "vitest";

import { declaredStreams } from "../app/runtime/feeds.ts";
import { models } from "./index.ts";
import type { Model } from "./model.ts";
import type { Reads } from "./staging/stage.ts";

const inParts = models.filter(({ parts }) => parts !== undefined);
const isRaw = (name: string) => name.startsWith("raw_");

test("a part is told by columns that are there and never null", () => {
  const wrong = inParts.flatMap(({ name, parts, columns }) =>
    (parts?.by ?? [])
      .filter((column) => columns[column]?.endsWith("?") ?? true)
      .map((column) => `${name}.${column}`),
  );

  expect(wrong).toEqual([]);
});

test("each input says what its change touches, and notes its changes where they are asked for", () => {
  const wrong = inParts.flatMap(({ name, parts, from }) =>
    from.flatMap((input) => {
      const touch = parts?.touched[input.name];
      const { noted, parts: own } = input as Model;
      const isTold = isRaw(input.name) || noted !== undefined || own !== undefined;
      return touch === undefined || (typeof touch !== "string" && !isTold)
        ? [`${name} of ${input.name}`]
        : [];
    }),
  );

  expect(wrong).toEqual([]);
});

test("inputs are read by columns that they have", () => {
  const wrong = inParts.flatMap(({ name, parts, from }) =>
    Object.entries(parts?.read ?? {}).flatMap(([input, by]) => {
      const columns = from.find((one) => one.name === input)?.columns ?? {};
      const own = Array.isArray(by) ? by : Object.keys(by);
      return own.filter((column) => !(column in columns)).map((column) => `${name} of ${column}`);
    }),
  );

  expect(wrong).toEqual([]);
});

test("a model that is built by changed records reads nothing but records", () => {
  const mixed = inParts.filter(
    ({ from }) => from.some(({ name }) => isRaw(name)) && !from.every(({ name }) => isRaw(name)),
  );

  expect(mixed.map(({ name }) => name)).toEqual([]);
});

test("staging is built by record only where a row's grain is its record's key", () => {
  const staged = inParts.filter((model) => "stream" in model) as unknown as (Model & Reads)[];
  const keys = staged.map(({ stream, fields, parts }) => ({
    grain: parts?.by.map((column) => fields[column]?.path),
    key: declaredStreams
      .find(({ name }) => name === stream)
      ?.primaryKey.map((field) => `$.${field}`),
  }));

  expect(staged.length).toBeGreaterThan(0);
  expect(keys.map(({ grain }) => grain)).toEqual(keys.map(({ key }) => key));
});
