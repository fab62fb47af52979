import { expect, test } from "vitest";

import { policies } from "../../temporal.config.ts";
import type { Activities } from "../../workflows/activities.ts";
import { createDoorbells } from "../../workflows/embedded/doorbells.ts";
import { createConductor } from "./conductor.ts";
import type { Pipeline } from "./system.ts";

const MINUTE_MS = 60_000;
const START = Date.parse("2026-10-05T09:00:00Z");

/** A pipeline whose forum takes so many minutes to be read, and a watch on what happens in it. */
function given(minutes: number) {
  let now = START;
  let left = minutes;
  const told: string[] = [];
  const never = () => Promise.reject(new Error("Nobody asks for it."));
  const activities = {
    ...Object.fromEntries(Object.keys(policies).map((name) => [name, never])),
    async landPage({ feed, until }: { feed: string; until: string }) {
      const isForum = feed === "discourse_posts";
      if (isForum) now += MINUTE_MS;
      const done = !isForum || (left -= 1) <= 0;
      if (done) told.push(`read ${feed} until ${until.slice(11, 16)}`);
      return { recordCount: 1, quarantinedCount: 0, done, isSweepUnfinished: false };
    },
    loadLanding: async () => ({ fileCount: 1, recordCount: 1 }),
    planAssets: async () => [{ model: "members" }],
    buildModel: async () => undefined,
    async publishSnapshot() {
      told.push("published");
      return { digest: "d1", asOf: "", isNew: true, tables: [] };
    },
  } as unknown as Activities;
  const feeds = new Map(["discourse_posts", "guides_sections"].map((name) => [name, { name }]));
  const system = { activities, feeds, queueNames: ["fetch", "warehouse"] };
  const conductor = createConductor({
    system: { ...system, ledger: { head: async () => null } } as unknown as Pipeline,
    clock: { now: () => new Date(now) },
    log: { write: () => undefined } as never,
    doorbells: createDoorbells(),
    proposer: null,
    onProgress: () => undefined,
    onPublished: async () => void told.push("shown"),
    signal: new AbortController().signal,
  });
  return { conductor, told };
}

test("a stream that takes long is gone on with until it is read, and each part of it is shown", async () => {
  const { conductor, told } = given(8);

  const refreshed = await conductor.refresh();

  expect(told).toEqual([
    ...["read guides_sections until 09:00", "published", "shown"],
    ...["read guides_sections until 09:05", "read discourse_posts until 09:05"],
    ...["published", "shown"],
  ]);
  expect(refreshed).toMatchObject({ recordCount: 10, builtCount: 2, unread: [] });
});

test("whoever asks for sweeps has all read before anything is built", async () => {
  const { conductor, told } = given(8);

  await conductor.refresh({ sweep: true });

  expect(told).toEqual([
    ...["read guides_sections until 09:00", "read discourse_posts until 09:00"],
    ...["published", "shown"],
  ]);
});
