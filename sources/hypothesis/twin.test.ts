import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { sql } from "kysely";
import { expect, onTestFinished, test } from "vitest";

import { createIngestActivities } from "../../activities/ingest/index.ts";
import { givenTwin, PAGE, TOKENS, useridOf } from "../../demo/hypothesis/given-library.ts";
import { seededRandom } from "../../test/seed.ts";
import { openWarehouse } from "../../warehouse/duckdb/index.ts";
import { openLanding } from "../../warehouse/landing/index.ts";
import { ingest } from "../../workflows/ingest.ts";
import { sweep } from "../../workflows/sweep.ts";
import { runtimeOf } from "../../workflows/testing.ts";
import { testClock } from "../testing/clock.ts";
import { hypothesis } from "./connector.ts";
import { hypothesisAnnotationsStream } from "./annotations.ts";

const HOUR = 3_600_000;
const STEPS = 80;

const HISTORIES = 2;
const BURST_STEPS = 8;

/** A reader of the twin's group, and what its warehouse holds in the end. */
async function reader(
  twin: Awaited<ReturnType<typeof givenTwin>>,
  { token, moderates }: { readonly token: string; readonly moderates: boolean },
) {
  const dir = await mkdtemp(join(tmpdir(), "vklad-twin-"));
  onTestFinished(() => rm(dir, { recursive: true }));
  const connection = { url: twin.url, groups: ["g1"], moderates, token };
  const pace = { perSecond: 1_000, burst: 1_000, clock: testClock() };
  const feeds = hypothesis.open(connection, { hash: (value) => value, pace });
  const asked = () => ({
    feed: "hypothesis_annotations",
    until: new Date(twin.clock.now()).toISOString(),
  });
  const runtime = () => runtimeOf(createIngestActivities({ landing: openLanding(dir), feeds }));
  return {
    run: () => ingest(runtime(), asked()),
    /** Killed after so many pages: the next run goes on there. */
    async runPart(pageCount: number) {
      const { act } = runtime();
      for (let page = 0; page < pageCount; page += 1) await act.landPage(asked());
    },
    sweep: () => sweep(runtime(), asked()),
    async held() {
      await using warehouse = await openWarehouse({
        ...{ file: ":memory:", streams: [hypothesisAnnotationsStream], timeZone: "UTC" },
      });
      await warehouse.load(openLanding(dir));
      const { rows } = await sql<{ payload: string }>`
        select payload from raw_hypothesis_annotations_current where not is_deleted
      `.execute(warehouse.db);
      return rows
        .map(({ payload }) => JSON.parse(payload) as { id: string })
        .toSorted((a, b) => (a.id < b.id ? -1 : 1));
    },
  };
}

test.each([
  ["a member", "boris", false],
  ["a moderator", "moderator", true],
] as const)(
  "whatever people and moderators do, %s holds in the end what the service shows",
  async (_, name, moderates) => {
    await using twin = await givenTwin();
    const random = seededRandom(`hypothesis twin ${name}`);
    const ours = await reader(twin, { token: TOKENS[name], moderates });
    const { store, clock } = twin;
    const any = () => random.pick(store.rows()).id;
    const acts = [
      () => void twin.write("мысль", { quote: "Целое больше частей" }),
      () => void twin.write("моё", { isShared: false }),
      () => void store.reply(any(), { userid: useridOf("boris"), text: "да" }),
      () => store.edit(any(), { text: `иначе ${random.whole(1, 99)}` }),
      () => store.edit(any(), { isShared: random.chance(0.7) }),
      () => store.remove(any()),
      () => store.moderate(any(), random.pick(["APPROVED", "PENDING", "SPAM", "DENIED"])),
      () => twin.setIndexLag(random.pick([0, 1_000, 60_000])),
    ];
    for (let count = 0; count < 8; count += 1) twin.write(`начало ${count}`);
    for (let step = 0; step < STEPS; step += 1) {
      random.pick(acts)();
      if (store.rows().length < 3) twin.write("ещё");
      clock.set(clock.now() + random.whole(1, 20) * 60_000);
      if (random.chance(0.3)) await ours.run();
      if (random.chance(0.05)) await ours.sweep();
    }
    clock.set(clock.now() + HOUR);

    await ours.run();
    await ours.sweep();

    const shared = store.rows().filter(({ isShared }) => isShared);
    const shown = [];
    for (const { id } of shared.toSorted((a, b) => (a.id < b.id ? -1 : 1)))
      shown.push((await twin.get(`/api/annotations/${id}`, name)).body);
    const held = await ours.held();
    const isHeld = (id: string) => held.some((one) => one.id === id);
    // No list tells a member of one that was hidden before it was first read.
    const told = shown.filter(({ id, hidden }) => moderates || hidden === false || isHeld(id));
    expect(told.length).toBeGreaterThan(5);
    expect(held).toEqual(told);
  },
);

test.each(["boris", "moderator"] as const)(
  "with imports of one instant, edits, lags and kills between, %s misses no annotation and no edit",
  async (name) => {
    for (let history = 0; history < HISTORIES; history += 1) {
      await using twin = await givenTwin();
      const random = seededRandom(`hypothesis bursts ${name} ${history}`);
      const ours = await reader(twin, { token: TOKENS[name], moderates: name === "moderator" });
      const { store, clock } = twin;
      const made = { userid: useridOf("anna"), group: "g1", page: PAGE };
      const acts = [
        () => void twin.write("мысль"),
        () => {
          const count = random.pick([3, 199, 200, 201, 260]);
          for (let one = 0; one < count; one += 1) store.create({ ...made, text: `${one}` });
        },
        () => {
          clock.set(clock.now() + 1);
          for (const { id } of store.rows()) {
            if (random.chance(0.3)) store.edit(id, { text: `иначе ${random.whole(1, 99)}` });
          }
        },
        () => twin.setIndexLag(random.pick([0, 1_000, 60_000])),
      ];
      for (let step = 0; step < BURST_STEPS; step += 1) {
        random.pick(acts)();
        clock.set(clock.now() + random.pick([0, 400, 60_000, 40 * 60_000]));
        if (random.chance(0.3)) await ours.run();
        if (random.chance(0.4)) await ours.runPart(random.whole(1, 5));
      }
      clock.set(clock.now() + HOUR);

      await ours.run();
      await ours.run();

      const shown = twin.shownTo(TOKENS[name]).toSorted((a, b) => (a["id"]! < b["id"]! ? -1 : 1));
      expect(await ours.held()).toEqual(shown);
    }
  },
);

test("an import of more in one millisecond than fit a page comes whole, with what follows", async () => {
  await using twin = await givenTwin();
  const ours = await reader(twin, { token: TOKENS.boris, moderates: false });
  const made = { userid: useridOf("anna"), group: "g1", page: PAGE };
  for (let count = 0; count < 450; count += 1) twin.store.create({ ...made, text: `${count}` });
  twin.write("потом");
  twin.clock.set(twin.clock.now() + HOUR);

  await ours.run();

  expect(await ours.held()).toHaveLength(451);
});
