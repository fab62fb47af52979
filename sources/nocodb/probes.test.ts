import { expect, test } from "vitest";

import { baseServer, table } from "../testing/base.ts";
import { nocodbProbes } from "./probes.ts";

const { signal } = new AbortController();

const ROWS = Array.from({ length: 40 }, (_, index) => ({
  Id: index + 1,
  Title: `Задание ${index}`,
}));

/** Tables that are not the first of the base, and one that NocoDB made for a link. */
function givenBase() {
  const [id, linking] = table("mz", "nc_m2m", []);
  return baseServer([
    table("ma", "Заметки", ROWS),
    table("mb", "Задания", ROWS),
    [id, { ...linking, meta: { ...linking.meta, mm: 1 } }],
  ]);
}

const MAPPED = { tasks: [{ table: "Задания", columns: { title: "Title" } }] };

/** How many records each brought, or by what name it failed. */
async function looked(
  { http, bases }: Awaited<ReturnType<typeof givenBase>>,
  tables: Parameters<typeof nocodbProbes>[1]["tables"] = MAPPED,
) {
  const counts: Record<string, number | string> = {};
  for (const [feed, probe] of Object.entries(nocodbProbes(http, { bases, tables })))
    counts[feed] = await probe(signal).catch((error: Error) => error.name);
  return counts;
}

test("a look at both streams of a base takes three small requests, and of a mapped table one row", async () => {
  await using given = await givenBase();

  expect(await looked(given)).toEqual({ nocodb_tables: 2, nocodb_records: 1 });
  expect(given.server.requests).toEqual([
    ...["/api/v2/meta/bases/p1/tables", "/api/v2/meta/bases/p1/tables"],
    "/api/v2/tables/mb/records?limit=1",
  ]);
});

test("of a base that nobody has mapped no row is asked for, and its tables are counted", async () => {
  await using given = await givenBase();

  expect(await looked(given, null)).toEqual({
    ...{ nocodb_tables: 2, nocodb_records: "NocodbUnmappedError" },
  });
  expect(given.server.requests).toEqual(["/api/v2/meta/bases/p1/tables"]);
});

test("where no mapped table is in the base there is nothing to look at, and that is no failure", async () => {
  await using given = await givenBase();

  expect(await looked(given, { tasks: [{ table: "Tasks", columns: { title: "Id" } }] })).toEqual({
    ...{ nocodb_tables: 2, nocodb_records: 0 },
  });
});

test("each stream has its own reason: rows that are refused say nothing of the list of tables", async () => {
  await using given = await givenBase();
  given.base.fault = ({ path }) =>
    path.endsWith("/records") ? { status: 403, json: { msg: "Forbidden" } } : undefined;

  expect(await looked(given)).toEqual({ nocodb_tables: 2, nocodb_records: "SourceAuthError" });
});

test("a token that is refused and a reply of another shape are named", async () => {
  await using given = await givenBase();
  const named: unknown[] = [];
  given.base.fault = () => ({ status: 401, json: { msg: "Invalid token" } });
  named.push(await looked(given));
  given.base.fault = () => ({ json: { tables: [] } });
  named.push(await looked(given));

  expect(named).toEqual(
    ["SourceAuthError", "SourceShapeError"].map((name) => ({
      ...{ nocodb_tables: name, nocodb_records: name },
    })),
  );
});
