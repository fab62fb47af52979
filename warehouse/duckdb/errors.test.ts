import type { DuckDBConnection } from "@duckdb/node-api";
import { CompiledQuery } from "kysely";
import { expect, test } from "vitest";

import { DuckDbConnection } from "./connection.ts";
import { namedError } from "./errors.ts";

test("an error that ends the instance is named, so that the process can exit", () => {
  const fatal = new Error("FATAL Error: Failed: database has been invalidated");

  expect(namedError(fatal)).toMatchObject({ name: "WarehouseFatalError", cause: fatal });
});

test("any other error stays itself", () => {
  const error = new Error("Conversion Error: Could not convert string 'x' to INT64");

  expect(namedError(error)).toBe(error);
});

test("an instance that has given up is named by the first query after it, too", async () => {
  const invalidated =
    "FATAL Error: database has been invalidated because of a previous fatal error";
  const raw = { prepare: () => Promise.reject(new Error(invalidated)) };
  const connection = new DuckDbConnection(raw as unknown as DuckDBConnection);

  const asked = connection.executeQuery(CompiledQuery.raw("select 1"));

  await expect(asked).rejects.toMatchObject({ name: "WarehouseFatalError" });
});
