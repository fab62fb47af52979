import { standingClock } from "../../../demo/clock.ts";
import { posthogTwin, type PosthogTwin } from "../../../demo/posthog/twin.ts";
import type { Random } from "../../../demo/random.ts";
import { inMicroseconds } from "../../../sources/posthog/instant.ts";
import { ANY_HTTP, type Source, type World } from "../world.ts";
import { currentRows, line } from "./rows.ts";

const NOW = Date.parse("2026-10-05T09:00:00Z");
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

interface ProjectWorld extends World {
  readonly twin: PosthogTwin;
  heal?: () => void;
}

const EVENT = "section_opened";
const iso = (ms: number) => new Date(ms).toISOString();

export const posthog: Source = {
  name: "posthog",
  faults: [
    ...ANY_HTTP,
    ...(["throttled", "too_many_at_once", "quota_used_up", "answered_later"] as const),
  ],
  happenings: {
    "ties on the cursor": ({ twin, now }: ProjectWorld, random: Random) =>
      twin.capture(
        Array.from({ length: 60 }, (_, nth) => ({
          event: EVENT,
          distinctId: `member-${random.whole(1, 9)}`,
          properties: { nth },
          createdAt: iso(now() - 30 * MINUTE),
        })),
      ),
    "late arrivals": ({ twin, now }: ProjectWorld) =>
      twin.capture([
        // Seen a while after it came, and one that a browser kept for a quarter of a year.
        {
          event: EVENT,
          distinctId: "member-1",
          createdAt: iso(now() - 2 * MINUTE),
          visibleAt: iso(now() + 2 * MINUTE),
        },
        { event: EVENT, distinctId: "member-2", timestamp: iso(now() - 90 * DAY) },
      ]),
    "changed without their cursor": async ({ twin }: ProjectWorld) => {
      await twin.merge("member-1", "anonymous-1");
      await twin.identify("member-3", { plan: "a" });
    },
    deletions: ({ twin }: ProjectWorld) => twin.deletePerson("member-4"),
    "an event twice": ({ twin }: ProjectWorld) =>
      twin.capture([{ event: EVENT, distinctId: "member-5", copies: 3 }]),
    "exports that fail": (world: ProjectWorld, random: Random) => {
      world.twin.exports.fail(random.pick(["FailedRetryable", "Terminated", "TimedOut", "Failed"]));
      world.heal = () => world.twin.exports.fail(null);
    },
  },

  async open(random): Promise<ProjectWorld> {
    const clock = standingClock(NOW);
    const twin = await posthogTwin({
      clock,
      projectId: 7,
      apiKey: "key",
      partRows: 40,
      pollsUntilComplete: random.whole(0, 3),
      emptyRun: "runs_for_ever",
    });
    const month = Date.parse("2026-09-01T00:00:00Z");
    await twin.capture(
      Array.from({ length: random.whole(150, 250) }, (_, nth) => {
        const isOld = nth % 2 === 0;
        // None in the second week.
        const day = isOld ? random.pick([0, 1, 6, 14, 20]) : 27 + random.whole(0, 6);
        const at = month + day * DAY + random.whole(0, DAY - 1);
        return {
          event: EVENT,
          createdAt: iso(at),
          properties: { section: `s${nth}` },
          distinctId: random.chance(0.2) ? `anonymous-${nth % 5}` : `member-${nth % 9}`,
        };
      }),
    );
    for (const id of ["member-1", "member-3", "member-4"]) await twin.identify(id, {});
    return {
      twin,
      reading: {
        system: "posthog",
        settings: {
          url: twin.url,
          project: 7,
          apiKey: "key",
          since: "2026-09-22",
          export: {
            from: "2026-09-01",
            to: "2026-09-22",
          },
        },
      },
      faults: twin.faults,
      paths: ["/api/", "/api/projects/7/query", "/api/projects/7/file", "/storage"],
      requests: 45,
      now: () => clock.now(),
      pass: (ms) => clock.set(clock.now() + ms),
      async truth() {
        const events = await twin.truth.events();
        const deleted = await twin.truth.persons();
        return {
          posthog_events: events.map(({ uuid, event, distinct_id, created_us }) =>
            line(uuid, event, distinct_id, String(created_us)),
          ),
          posthog_distinct_ids: (await twin.truth.distinctIds()).map(({ distinct_id, person_id }) =>
            line(distinct_id, person_id),
          ),
          posthog_persons: deleted.map(({ id }) => String(id)),
        };
      },
      held: async (warehouse) => ({
        posthog_events: (await currentRows(warehouse, "posthog_events")).map((row) =>
          line(row["uuid"], row["event"], row["distinct_id"], micros(row["created_at"])),
        ),
        posthog_distinct_ids: (await currentRows(warehouse, "posthog_distinct_ids")).map((row) =>
          line(row["distinct_id"], row["person_id"]),
        ),
        posthog_persons: (await currentRows(warehouse, "posthog_persons"))
          .filter((row) => row["is_deleted"] !== true)
          .map((row) => String(row["id"])),
      }),
      [Symbol.asyncDispose]: () => twin.close(),
    };
  },
};

function micros(instant: string): string {
  const at = inMicroseconds(instant) ?? "";
  return `${Date.parse(`${at.slice(0, 19)}Z`) / 1000}${at.slice(20, 26)}`;
}
