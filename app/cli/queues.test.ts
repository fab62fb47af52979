import { expect, test } from "vitest";

import { queuesOption } from "./queues.ts";

test("a worker runs every queue unless it is told which", () => {
  expect(queuesOption(undefined)).toEqual(["fetch", "warehouse", "chain"]);
});

test("a queue named twice is run once", () => {
  expect(queuesOption("chain, fetch,chain")).toEqual(["fetch", "chain"]);
});

test.for(["warehouses", "", "fetch,", "fetch;chain"])("--queues %j names what there is", (text) => {
  expect(() => queuesOption(text)).toThrow("expected one or more of fetch,warehouse,chain");
});
