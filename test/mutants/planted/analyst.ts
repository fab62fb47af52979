import type { Mutant } from "../mutant.ts";

/** What an analyst and the deanery's admin are told. */
export const analystMutants: readonly Mutant[] = [
  {
    change: "the graph of models for anyone who is signed in",
    file: "app/gateway/models/routes.ts",
    find: 'who.holding(request, "deanery")',
    replace: "who.principal(request)",
    check: ["app/gateway/server.test.ts"],
  },
  {
    change: "a query may select one name twice",
    file: "warehouse/duckdb/declared.ts",
    find: "if (length > 1)",
    replace: "if (length > 2)",
    check: ["activities/materialize/fill.test.ts"],
  },
  {
    change: "a period is the month in UTC",
    file: "models/expressions.ts",
    find: "strftime(timezone(${timeZone}, ${instant}), '%Y-%m')",
    replace: "strftime(${instant}, '%Y-%m')",
    check: ["models/expressions.test.ts"],
  },
  {
    change: "an undone build is noted nowhere",
    file: "activities/materialize/materialize.ts",
    find: "if (error instanceof CheckFailedError) await onRefused(error);",
    replace: "",
    check: ["activities/materialize/materialize.test.ts"],
  },
];
