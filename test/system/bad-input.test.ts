/** Each sentence of "Bad input and faults" about stores, configuration and owners. */
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { drawCommunity } from "../../demo/community/community.ts";
import { valueAt, type Version } from "../../demo/timeline.ts";
import { openSnapshot, readCurrentSnapshot } from "../../warehouse/snapshot/index.ts";
import { vklad } from "./cli.ts";
import { type GivenCommunity, givenCommunity, SCALE, SEED } from "./given-community.ts";
import { givenDoors } from "./given-doors.ts";
import { givenRealCommunity } from "./given-real-community.ts";
import { AS_OF, openRun } from "./open-run.ts";
import { runChild } from "./run-child.ts";

let given: GivenCommunity;
/** A folder whose sources are read and published. */
let refreshed: string;

beforeAll(async () => {
  given = await givenCommunity();
  refreshed = given.emptyFolder();
  await using run = await openRun({ folder: refreshed, hello: given.hello });
  await run.refresh();
});

afterAll(() => given[Symbol.asyncDispose]());

function damage(file: string): void {
  const bytes = readFileSync(file);
  bytes[bytes.length >> 1]! ^= 1;
  writeFileSync(file, bytes);
}

test("a bad record goes to quarantine with its reason and is counted on the deanery's page", async () => {
  await using run = await openRun({ folder: given.copyOf(refreshed), hello: given.hello });
  const refused = await run.rows("quarantine");
  const counted = await run.rows("deanery_quarantine");

  const reasons = Map.groupBy(refused, ({ stream, reason }) => `${stream}: ${reason}`);
  const expected = [...reasons].map(([reason, rows]) => [reason, BigInt(rows.length)]);
  const shown = counted.map((row) => [`${row.stream}: ${row.reason}`, row.quarantined_count]);
  expect(Object.fromEntries(shown)).toMatchObject(Object.fromEntries(expected));
  expect([...reasons.keys()].toSorted()).toEqual([
    "discourse_posts: created_at: Invalid ISO datetime",
    "discourse_posts: id: Invalid input: expected number, received null",
    "discourse_posts: id: Invalid input: expected number, received string",
    "discourse_posts: id: Invalid input: expected number, received undefined",
    "nocodb_records: fields.CreatedAt: expected a timestamp",
    "posthog_distinct_ids: distinct_id: Too big: expected string to have <=1000 characters",
    "posthog_events: distinct_id: Too big: expected string to have <=1000 characters",
    "posthog_events: event: Too big: expected string to have <=1000 characters",
    "posthog_events: uuid: Invalid GUID",
    "telegram_messages: date_unixtime: expected seconds since 1970",
    "telegram_messages: id: Invalid input: expected number, received string",
    "telegram_messages: text_entities: Invalid input: expected array, received undefined",
    "telegram_messages: unsupported by this Telegram Desktop",
  ]);
});

test("all that is not bad loads: each post and record is there or in quarantine", async () => {
  const asOf = Date.parse(AS_OF);
  const { forum, base } = drawCommunity({ seed: SEED, asOf, scale: SCALE });
  const isVisible = ({ versions }: { versions: readonly Version<unknown>[] }) =>
    valueAt(versions, asOf) !== null;
  const posts = forum.posts.filter((post) => post.isListed && isVisible(post));
  const records = base.tables.flatMap(({ rows }) => rows.filter(isVisible));
  await using run = await openRun({ folder: given.copyOf(refreshed), hello: given.hello });
  const refused = await run.rows("quarantine");

  const placed = async (stream: string) =>
    (await run.rows(`raw_${stream}_current`)).filter(({ is_deleted }) => !is_deleted).length +
    refused.filter((row) => row.stream === stream).length;

  expect(await placed("discourse_posts")).toBe(posts.length);
  expect(await placed("nocodb_records")).toBe(records.length);
});

test("a wrong configuration value is named before anything starts or is created", async () => {
  const root = mkdtempSync(join(tmpdir(), "vklad-config-"));
  const config = join(root, "vklad.config.ts");
  const sound = readFileSync(new URL("../../vklad.config.ts", import.meta.url), "utf8");
  const wrong = sound
    .replace("./app/", new URL("../../app/", import.meta.url).href)
    .replace("threshold: 2", "threshold: 1");
  writeFileSync(config, wrong);

  const said = await vklad(["demo", "start", "--config", config, "--data", join(root, "data")]);

  expect(said.exitCode).toBe(1);
  expect(said.out).toBe("");
  expect(said.err).toMatch(/committee\.threshold is 1; expected .*2/);
  expect(said.err).toContain(config);
  expect(readdirSync(root)).toEqual(["vklad.config.ts"]);
  rmSync(root, { recursive: true });
});

test("a second owner of the warehouse is refused with the first one's process id", async () => {
  const folder = given.copyOf(refreshed);
  await using run = await openRun({ folder, hello: given.hello });

  const said = await vklad(["rebuild", "--data", folder, "--as-of", AS_OF]);

  expect(said.exitCode).toBe(1);
  expect(said.err).toContain(`${process.pid}`);
  expect(said.err).toContain("warehouse.duckdb");
  expect((await run.rows("members")).length).toBeGreaterThan(0);
});

test("a second owner of the chain is refused with the first one's process id", async () => {
  const folder = given.copyOf(refreshed);
  const other = given.copyOf(refreshed);
  await using _run = await openRun({ folder, hello: given.hello });
  rmSync(join(other, "chain"), { recursive: true });
  symlinkSync(join(folder, "chain"), join(other, "chain"));
  using real = await givenRealCommunity();

  const said = await vklad(["serve", ...real.args, "--data", other, "--as-of", AS_OF]);

  expect(said.exitCode).toBe(1);
  expect(said.err).toContain(`belongs to process ${process.pid};`);
});

test("a corrupted landing file is named, and what is published stays", async () => {
  const folder = given.copyOf(refreshed);
  const [name] = readdirSync(join(folder, "landing", "discourse_posts", "00000")).toSorted();
  damage(join(folder, "landing", "discourse_posts", "00000", name!));
  const before = await openSnapshot(join(folder, "snapshots"));

  const said = await vklad(["rebuild", "--data", folder, "--as-of", AS_OF]);

  expect(said.exitCode).toBe(1);
  expect(said.err).toContain(`Landing file discourse_posts/00000/${name}`);
  expect(said.err).toContain("Restore it from a backup");
  expect(await openSnapshot(join(folder, "snapshots"))).toEqual(before);
});

test("a snapshot that does not open is named, and people go on with the last good one", async () => {
  const folder = given.copyOf(refreshed);
  const snapshots = join(folder, "snapshots");
  const good = (await readCurrentSnapshot(snapshots))!;
  await using doors = await givenDoors(folder, given.hello);
  const before = await doors.session("deanery");
  await using run = await openRun({
    folder,
    hello: given.hello,
    asOf: "2026-10-06T09:00:00.000Z",
  });
  await run.refresh();
  const next = (await readCurrentSnapshot(snapshots))!;
  expect(next.digest).not.toBe(good.digest);
  damage(join(next.path, "deanery_members.parquet"));

  await doors.takeSnapshot();

  expect(doors.said).toEqual([
    expect.stringMatching(`^Snapshot ${next.digest}: deanery_members\\.parquet .*\`vklad run\``),
  ]);
  expect(await doors.session("deanery")).toMatchObject({ asOf: before.asOf, roles: before.roles });
  expect((await doors.members("deanery")).length).toBeGreaterThan(10);

  await run.refresh();
  await doors.takeSnapshot();

  expect((await doors.session("deanery")).asOf).toBe("2026-10-06T09:00:00.000Z");
});

test("a gateway that starts on a damaged snapshot names it and waits for the next one", async () => {
  const folder = given.copyOf(refreshed);
  const damaged = (await readCurrentSnapshot(join(folder, "snapshots")))!;
  damage(join(damaged.path, "deanery_members.parquet"));
  await using doors = await givenDoors(folder, given.hello);
  expect(doors.said).toEqual([expect.stringContaining(`Snapshot ${damaged.digest}: `)]);
  expect(await doors.isReady()).toBe(false);

  const said = await vklad(["run", "--data", folder, "--as-of", AS_OF]);
  await doors.takeSnapshot();

  expect(said).toMatchObject({ exitCode: 0, err: "" });
  expect(await doors.isReady()).toBe(true);
  expect(await doors.session("deanery")).toMatchObject({ roles: { deanery: {} } });
});

test("nothing half-written is published: killed before the rename, the last snapshot is current", async () => {
  const folder = given.copyOf(refreshed);
  const snapshots = join(folder, "snapshots");
  const before = await openSnapshot(snapshots);
  const job = {
    folder,
    hello: given.hello,
    path: "refresh",
    asOf: "2026-10-06T09:00:00.000Z",
  } as const;

  expect(await runChild({ ...job, kill: { point: "publish", occurrence: 1 } })).toBe("killed");

  expect(await openSnapshot(snapshots)).toEqual(before);
  expect(readdirSync(snapshots).filter((name) => name.endsWith(".tmp"))).toHaveLength(1);

  expect(await runChild(job)).toBe("done");

  const after = await openSnapshot(snapshots);
  expect(after?.asOf).toBe(job.asOf);
  expect(readdirSync(snapshots).toSorted()).toEqual(
    ["current", after!.digest, before!.digest].toSorted(),
  );
  expect(existsSync(join(snapshots, before!.digest))).toBe(true);
});
