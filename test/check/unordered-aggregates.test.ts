import { expect, test } from "vitest";

import { unorderedIn } from "./unordered-aggregates.ts";

const found = (source: string) => unorderedIn(source).map(({ line }) => line);

test("an aggregate that depends on the order of rows is refused, in SQL and in Kysely", () => {
  for (const name of ["list", "first", "any_value", "arg_max", "string_agg"]) {
    expect(found(`sql\`select ${name}(title) from t\``), name).toEqual([1]);
    expect(found(`\neb.fn.agg<string>("${name}", ["title"])`), name).toEqual([2]);
    expect(found(`eb.fn("${name}", ["title"])`), name).toEqual([1]);
  }
});

test("an order inside the call, or a reason above it, is enough", () => {
  expect(found("sql`list(coalesce(a, b) order by a, id)`")).toEqual([]);
  expect(found("// Total order: (at, id) is the grain.\nsql`arg_max(title, (at, id))`")).toEqual(
    [],
  );
  expect(found('eb.fn.agg("list", ["id"]).orderBy("id")')).toEqual([]);
});

test("an order outside the call is not enough", () => {
  expect(found("sql`select list(a) from t order by a`")).toEqual([1]);
});

test("JavaScript that only looks like an aggregate is left alone", () => {
  expect(found("rows.first(); const firstOf = list_of(x); blacklist(x);")).toEqual([]);
});
