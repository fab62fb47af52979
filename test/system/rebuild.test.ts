/** DuckDB holds only what can be rebuilt: delete it and nothing is lost, not even a cursor. */
import { cpSync, existsSync, readdirSync, rmSync } from "node:fs";

import { afterAll, beforeAll, expect, test } from "vitest";

import { PeriodClosedError } from "../../activities/distribution/errors.ts";
import { signByDemo } from "../../app/demo/signing.ts";
import { ledgerStream } from "../../warehouse/ledger/index.ts";
import { vklad } from "./cli.ts";
import { type GivenCommunity, givenCommunity } from "./given-community.ts";
import { AS_OF, type GivenRun, openRun, startAt } from "./open-run.ts";
import { transfersOnChain, transfersOwed } from "./transfers.ts";
import { communityAt } from "./twins.ts";

let given: GivenCommunity;
/** Months are settled in it, and their payments were read back from the ledger. */
let settled: string;

beforeAll(async () => {
  given = await givenCommunity();
  settled = given.emptyFolder();
  await using run = await openRun({ folder: settled, hello: given.hello });
  await run.refresh();
  await run.distribute();
});

afterAll(() => given[Symbol.asyncDispose]());

/** Records of builds say when they were made; every other table must come out the same. */
async function everyTable(folder: string) {
  await using run = await openRun({ folder, hello: given.hello });
  const digests = await run.system.warehouse.digests();
  return digests.filter(({ table }) => table !== "materializations");
}

/** What the next reading asks the twins for: by twin, in the order of the alphabet. */
async function nextRequests(folder: string) {
  const before = await given.control("requests");
  await using run = await openRun({ folder, hello: given.hello });
  await run.refresh();
  const after = await given.control("requests");
  return Object.fromEntries(
    Object.keys(after).map((twin) => [twin, after[twin].slice(before[twin].length).toSorted()]),
  );
}

test("without its warehouse and without a network, rebuild makes every table anew", async () => {
  const folder = given.copyOf(settled);
  const before = await everyTable(folder);
  rmSync(`${folder}/warehouse.duckdb`);

  const said = await vklad(["rebuild", "--data", folder, "--as-of", AS_OF], {
    preload: ["./no-sockets.ts"],
  });

  expect(said).toMatchObject({ exitCode: 0, err: "" });
  expect(before.length).toBeGreaterThan(100);
  expect(await everyTable(folder)).toEqual(before);
});

test("without a network, verify makes every settled month again from a copy of landing and ledger", async () => {
  const folder = given.emptyFolder();
  for (const name of ["landing", "ledger.db"])
    cpSync(`${settled}/${name}`, `${folder}/${name}`, { recursive: true });
  const before = readdirSync(folder, { recursive: true }).toSorted();

  const said = await vklad(["verify", "--all", "--data", folder], {
    preload: ["./no-sockets.ts"],
  });

  expect(said).toMatchObject({ exitCode: 0, err: "" });
  const months = said.out.split("\n").filter((line) => line.startsWith("✓ 2026-"));
  expect(months.map((line) => line.replace(/ [0-9a-f]{12}/, ""))).toEqual([
    "✓ 2026-07 r1: same",
    "✓ 2026-08 r1: same",
    "✓ 2026-09 r1: same",
  ]);
  expect(readdirSync(folder, { recursive: true }).toSorted()).toEqual(before);
});

test("a process preloaded like that reaches nothing", async () => {
  const said = await vklad(["demo", "--data", given.emptyFolder(), "--as-of", AS_OF], {
    preload: ["./no-sockets.ts"],
  });

  expect(said.exitCode).toBe(1);
  expect(said.err).toContain("This process has no network.");
});

test("the ingest after a deleted warehouse asks for the same as without the deletion", async () => {
  const kept = given.copyOf(settled);
  const deleted = given.copyOf(settled);
  rmSync(`${deleted}/warehouse.duckdb`);
  expect(existsSync(`${deleted}/warehouse.duckdb`)).toBe(false);

  const asked = await nextRequests(kept);
  const askedAfterDeletion = await nextRequests(deleted);

  const { discourse, nocodb, discord, hypothesis, posthog } = asked;
  for (const requests of [discourse, nocodb, discord]) expect(requests.length).toBeGreaterThan(3);
  for (const requests of [hypothesis, posthog]) expect(requests.length).toBeGreaterThan(0);
  expect(askedAfterDeletion).toEqual(asked);
});

test("with the ledger lost for good, signatures begin it anew, and paid months stay paid", async () => {
  const folder = given.copyOf(settled);
  for (const end of ["", "-wal", "-shm"]) rmSync(`${folder}/ledger.db${end}`, { force: true });
  // As whoever starts once does: roles and keys are in a ledger again.
  const paidBefore = await within(folder, transfersOnChain);
  const rebase = (...more: string[]) =>
    vklad(["ledger", "rebase", "--data", folder, "--as-of", AS_OF, ...more]);

  const asked = await rebase();
  const [text = ""] = /Vklad REBASE .*/.exec(asked.out) ?? [];
  const [, until = ""] = /--until (\S+)/.exec(asked.out) ?? [];
  const { sign } = communityAt(given.hello);
  const members = given.hello.people.filter(({ role }) => role === "committee").slice(0, 2);
  const signed = await Promise.all(members.map(({ id }) => sign(id, text)));
  const by = signed.map(({ publicKey, signature }) => `${publicKey}:${signature}`);
  const tooFew = await rebase("--until", until, "--signed", ...by.slice(0, 1));
  const wrong = await rebase("--until", "2026-13", "--signed", ...by);
  const done = await rebase("--until", until, "--signed", ...by);

  expect([asked.exitCode, tooFew.exitCode, done.exitCode]).toEqual([0, 1, 0]);
  expect(wrong.err).toContain('--until is "2026-13"; expected an instant as it was printed');
  expect(done.out).toContain("Closed for ever are the months to 2026-08");
  // What had landed of the lost ledger is kept.
  expect(readdirSync(`${folder}/lost-ledgers`)).toEqual([
    expect.stringMatching(`^${ledgerStream.name}-`),
  ]);
  await within(folder, async (run) => {
    await run.refresh();
    for (const month of ["2026-07", "2026-08"])
      await expect(run.conductor.propose(month)).rejects.toThrow(PeriodClosedError);
    await run.conductor.propose("2026-09");
    const started = startAt(folder);
    await signByDemo(run.system.ledger, run.demo, { ...started, period: "2026-09", count: 2 });
    await run.conductor.settle("2026-09");
    const owed = await transfersOwed(run);
    expect(owed.length).toBeGreaterThan(5);
    expect(await transfersOnChain(run)).toEqual([...paidBefore, ...owed].toSorted());
  });
});

async function within<T>(folder: string, work: (run: GivenRun) => Promise<T>): Promise<T> {
  await using run = await openRun({ folder, hello: given.hello });
  return await work(run);
}
