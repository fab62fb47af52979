import { expect, test } from "vitest";

import { baseServer, table } from "../testing/base.ts";
import { nocodbCounts } from "./counts.ts";

const { signal } = new AbortController();
const request = { until: "2026-10-05T00:10:00.000Z", signal };

const rows = (count: number) => Array.from({ length: count }, (_, index) => ({ Id: index + 1 }));

test("each mapped table says how many rows it has, and of others nothing is asked", async () => {
  await using given = await baseServer([
    table("ma", "Задания", rows(1_500)),
    table("mb", "Заметки", rows(3)),
  ]);
  const tables = { tasks: [{ table: "Задания", columns: { title: "Title" } }] };

  const { nocodb_records: count } = nocodbCounts(given.http, { ...given, tables });

  expect(await count?.(request)).toEqual([{ part: "ma", count: 1_500 }]);
  expect(given.server.requests).toEqual([
    "/api/v2/meta/bases/p1/tables",
    "/api/v2/tables/ma/records/count",
  ]);
});

test("a base that nobody has mapped is not asked at all", async () => {
  await using given = await baseServer([table("ma", "Задания", rows(3))]);

  const { nocodb_records: count } = nocodbCounts(given.http, { ...given, tables: null });

  expect(await count?.(request)).toEqual([]);
  expect(given.server.requests).toEqual([]);
});
