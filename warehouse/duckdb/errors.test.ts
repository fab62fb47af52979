import { expect, test } from "vitest";

import { namedError } from "./errors.ts";

test("an error that ends the instance is named, so that the process can exit", () => {
  const fatal = new Error("FATAL Error: Failed: database has been invalidated");

  expect(namedError(fatal)).toMatchObject({ name: "WarehouseFatalError", cause: fatal });
});

test("any other error stays itself", () => {
  const error = new Error("Conversion Error: Could not convert string 'x' to INT64");

  expect(namedError(error)).toBe(error);
});
