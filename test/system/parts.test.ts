import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { expect, test } from "vitest";

const ENTRY = join(import.meta.dirname, "parts-entry.ts");

interface Said {
  readonly activities: readonly string[];
  readonly addons: readonly string[];
  readonly refused?: string;
}

/** A process of its own that runs these queues, until it is disposed. */
async function openProcess(data: string, queues: string) {
  const child = spawn(process.execPath, [ENTRY, data, queues], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const exit = once(child, "exit");
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  return {
    ...(JSON.parse(line) as Said),
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await exit;
    },
  };
}

function givenFolder() {
  const data = mkdtempSync(join(tmpdir(), "vklad-parts-"));
  return { data, [Symbol.dispose]: () => rmSync(data, { recursive: true, force: true }) };
}

test("three processes share one folder, and none loads the engine of another's store", async () => {
  using folder = givenFolder();
  const { data } = folder;

  await using payer = await openProcess(data, "chain");
  await using builder = await openProcess(data, "warehouse");
  await using fetcher = await openProcess(data, "fetch");

  const engines = (of: Said) => of.addons.filter((name) => /^(duckdb|litesvm)/.test(name));
  expect([payer, builder, fetcher].map(engines)).toEqual([
    ["litesvm"],
    // It reads the chain's file, to see which accounts are there already.
    expect.arrayContaining(["duckdb", "litesvm"]),
    [],
  ]);
});

test("a second owner of the warehouse or of the chain is refused, and nobody else is", async () => {
  using folder = givenFolder();
  const { data } = folder;
  await using _owner = await openProcess(data, "warehouse,chain");

  await using fetcher = await openProcess(data, "fetch");
  await using payer = await openProcess(data, "fetch,chain");
  await using builder = await openProcess(data, "fetch,warehouse");

  expect(fetcher.activities).toEqual(["compactLanding", "landPage", "sweepFeed"]);
  expect(payer.refused).toContain("one process may own it");
  expect(builder.refused).toContain("is in use by process");
});
