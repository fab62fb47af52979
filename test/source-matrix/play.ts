/** Plays one cell: a system in trouble, a reader that is killed, and what is held in the end. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Random } from "../../demo/random.ts";
import { openWarehouse } from "../../warehouse/duckdb/index.ts";
import { openLanding } from "../../warehouse/landing/index.ts";
import type { Told } from "./read-once.ts";
import { connectorOf, runOnce } from "./reader.ts";
import type { Cell, Held, Source, World } from "./world.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** One finds, the next makes sure, and then nothing may change any more. */
const RUNS_MAX = 5;
const SHOWN_MAX = 6;

export interface Played {
  /** Empty where the warehouse holds the truth. */
  readonly wrong: readonly string[];
  readonly isKilled: boolean;
  readonly requestCount: number;
}

export async function play(source: Source, cell: Cell, random: Random): Promise<Played> {
  const dir = mkdtempSync(join(tmpdir(), "vklad-matrix-"));
  await using world = await source.open(random.fork("world"), cell);
  const run = { dir, isSwept: random.chance(0.5) };
  try {
    if (world.begin !== undefined) {
      await runOnce(world.reading, { ...run, until: instantOf(world) });
      await world.begin();
    }
    order(world, cell, random.fork("fault"));
    const isKilled = await killedRun(world, run, random.fork("kill"));
    world.pass(HOUR);
    if (cell.between !== undefined)
      await source.happenings[cell.between]?.(world, random.fork("happening"));
    world.faults?.clear();
    order(world, cell, random.fork("fault again"));
    await runOnce(world.reading, { ...run, until: instantOf(world) });
    world.faults?.clear();
    world.heal?.();

    const failed: string[] = [];
    let landedBefore = -1;
    for (let count = 0; count < RUNS_MAX; count += 1) {
      world.pass(count === 0 ? HOUR : DAY);
      failed.push(
        ...(await runOnce(world.reading, { dir, isSwept: true, until: instantOf(world) })),
      );
      const landed = (await openLanding(dir).files()).length;
      if (landed === landedBefore) break;
      landedBefore = landed;
    }
    const wrong = [
      ...failed.map((error) => `without a fault: ${error}`),
      ...differences(await world.truth(), await heldIn(world, dir)),
    ];
    return { wrong, isKilled, requestCount: world.requests };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

const instantOf = (world: World) => new Date(world.now()).toISOString();

/** Twice at least: a single one is mended by asking again. */
function order({ faults, paths, requests }: World, { fault }: Cell, random: Random): void {
  if (faults === null || fault === undefined) return;
  for (let count = 0; count < 3; count += 1)
    faults.order({
      path: random.pick(paths),
      fault,
      retryAfterSeconds: 1,
      times: random.pick([1, 2, 5]),
      after: random.whole(0, Math.ceil(requests / 3)),
    });
}

/** False where it came to its end before. */
async function killedRun(
  world: World,
  { dir, isSwept }: { readonly dir: string; readonly isSwept: boolean },
  random: Random,
): Promise<boolean> {
  const told: Told = {
    reading: world.reading,
    dir,
    isSwept,
    until: instantOf(world),
    killedAt: random.whole(1, world.requests),
    moment: random.pick(["before", "after"] as const),
  };
  const script = join(import.meta.dirname, "read-once.ts");
  const child = spawn(process.execPath, [script, JSON.stringify(told)], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let complaint = "";
  child.stderr.on("data", (chunk: Buffer) => (complaint += chunk.toString()));
  const [exitCode, signal] = (await once(child, "exit")) as [number | null, string | null];
  if (signal === "SIGKILL") return true;
  if (exitCode === 0) return false;
  throw new Error(`The reading process ended with ${exitCode ?? signal}: ${complaint}`);
}

async function heldIn(world: World, dir: string): Promise<Held> {
  const { streams } = connectorOf(world.reading);
  await using warehouse = await openWarehouse({ file: ":memory:", streams, timeZone: "UTC" });
  await warehouse.load(openLanding(dir));
  return await world.held(warehouse);
}

export function differences(truth: Held, held: Held): string[] {
  return Object.keys(truth).flatMap((stream) => {
    const [is, be] = [held[stream] ?? [], truth[stream] ?? []].map((lines) => lines.toSorted());
    const missing = without(be ?? [], is ?? []).map((line) => `${stream}: not there: ${line}`);
    const extra = without(is ?? [], be ?? []).map((line) => `${stream}: to be gone: ${line}`);
    return [...missing.slice(0, SHOWN_MAX), ...extra.slice(0, SHOWN_MAX)];
  });
}

/** Each as often as it stands there. */
function without(some: readonly string[], others: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const line of others) left.set(line, (left.get(line) ?? 0) + 1);
  return some.filter((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0;
  });
}
