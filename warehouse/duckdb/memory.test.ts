import { DuckDBInstance } from "@duckdb/node-api";
import { expect, onTestFinished, test } from "vitest";

import { createMemory } from "./memory.ts";

/** Or all that there is: DuckDB says that in a rounded form, and takes it in the same. */
type Limit = "little" | "usual";

async function givenMemory() {
  const instance = await DuckDBInstance.create(":memory:");
  onTestFinished(() => instance.closeSync());
  const limit = async (): Promise<Limit> => {
    const connection = await instance.connect();
    const reader = await connection.runAndReadAll("select current_setting('memory_limit')");
    connection.closeSync();
    return reader.getRowsJS()[0]?.[0] === "366.2 MiB" ? "little" : "usual";
  };
  return { instance, memory: createMemory(instance), limit };
}

test("work that is alone is held to little memory, and what comes after it is not", async () => {
  const { memory, limit } = await givenMemory();

  expect(await memory.inLittle(limit)).toBe("little");
  expect(await limit()).toBe("usual");
});

test("the limit itself is gone afterwards, and not only what the setting says of it", async () => {
  const { instance, memory } = await givenMemory();
  const connection = await instance.connect();

  await memory.inLittle(async () => undefined);

  const inMemory =
    "create table t as select repeat('x', 10_000) || i as text from range(50_000) r(i)";
  await connection.run(`${inMemory} order by hash(i)`);
  connection.closeSync();
});

test("whoever asks meanwhile has all the memory, and so has the rest of the work", async () => {
  const { memory, limit } = await givenMemory();

  const limits = await memory.inLittle(async () => {
    const before = await limit();
    await memory.enter();
    const beside = await limit();
    memory.leave();
    return [before, beside, await limit()];
  });

  expect(limits).toEqual(["little", "usual", "usual"]);
});

test("while somebody asks nothing is held to little, and again once there is an answer", async () => {
  const { memory, limit } = await givenMemory();
  await memory.enter();
  await memory.enter();

  const beside = await memory.inLittle(limit);
  memory.leave();
  const besideOne = await memory.inLittle(limit);
  memory.leave();

  expect([beside, besideOne, await memory.inLittle(limit)]).toEqual(["usual", "usual", "little"]);
});

test("whoever comes as the limit is set does not begin under it", async () => {
  const { memory, limit } = await givenMemory();

  const [, beside] = await Promise.all([
    memory.inLittle(limit),
    memory.enter().then(limit).finally(memory.leave),
  ]);

  expect(beside).toBe("usual");
});

test("work that needs more is done again without a limit", async () => {
  const { memory, limit } = await givenMemory();
  const limits: Limit[] = [];

  const result = await memory.inLittle(async () => {
    limits.push(await limit());
    if (limits.length === 1) throw new Error("Out of Memory Error: could not allocate block");
    return "done";
  });

  expect([result, limits, await limit()]).toEqual(["done", ["little", "usual"], "usual"]);
});

test("memory that all of the machine does not have is told at once", async () => {
  const { memory } = await givenMemory();
  await memory.enter();
  let times = 0;

  const work = memory.inLittle(async () => {
    times += 1;
    throw new Error("Out of Memory Error: could not allocate block");
  });

  await expect(work).rejects.toThrow("Out of Memory");
  expect(times).toBe(1);
});

test("another error is thrown as it is, and the limit is gone", async () => {
  const { memory, limit } = await givenMemory();
  let times = 0;

  const work = memory.inLittle(async () => {
    times += 1;
    throw new Error("Invalid Input Error: a line");
  });

  await expect(work).rejects.toThrow("a line");
  expect([times, await limit()]).toEqual([1, "usual"]);
});
