import { DuckDBInstance } from "@duckdb/node-api";
import { expect, onTestFinished, test } from "vitest";

import { inLittleMemory } from "./memory.ts";

async function givenInstance() {
  const instance = await DuckDBInstance.create(":memory:");
  onTestFinished(() => instance.closeSync());
  const limit = async () => {
    const connection = await instance.connect();
    const reader = await connection.runAndReadAll("select current_setting('memory_limit')");
    connection.closeSync();
    return String(reader.getRowsJS()[0]?.[0]);
  };
  return { instance, limit };
}

test("a load is held to little memory, and what comes after it is not", async () => {
  const { instance, limit } = await givenInstance();
  const before = await limit();

  const during = await inLittleMemory(instance, limit);

  expect(during).toBe("305.1 MiB");
  expect([await limit(), before === during]).toEqual([before, false]);
});

test("work that needs more is done again without a bound", async () => {
  const { instance, limit } = await givenInstance();
  const limits: string[] = [];

  const result = await inLittleMemory(instance, async () => {
    limits.push(await limit());
    if (limits.length === 1) throw new Error("Out of Memory Error: could not allocate block");
    return "done";
  });

  expect([result, limits]).toEqual(["done", ["305.1 MiB", await limit()]]);
});

test("another error is thrown as it is, and the bound is gone", async () => {
  const { instance, limit } = await givenInstance();
  const before = await limit();
  let times = 0;

  const work = inLittleMemory(instance, async () => {
    times += 1;
    throw new Error("Invalid Input Error: a line");
  });

  await expect(work).rejects.toThrow("a line");
  expect([times, await limit()]).toEqual([1, before]);
});
