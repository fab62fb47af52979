import { NOW, LIBRARY, PAGE, TOKENS, useridOf } from "../../../demo/hypothesis/given-library.ts";
import { hypothesisTwin, type HypothesisTwin } from "../../../demo/hypothesis/twin.ts";
import { standingClock } from "../../../demo/clock.ts";
import type { Random } from "../../../demo/random.ts";
import { ANY_HTTP, type Source, type World } from "../world.ts";
import { currentRows, line, type Row } from "./rows.ts";

interface LibraryWorld extends World {
  readonly twin: HypothesisTwin;
}

const any = ({ twin }: LibraryWorld, random: Random) => random.pick(twin.store.rows()).id;
const made = { userid: useridOf("anna"), group: "g1", page: PAGE };
const HOUR = 3_600_000;

export const hypothesis: Source = {
  name: "hypothesis",
  faults: [...ANY_HTTP, "empty_page", "truncated"],
  happenings: {
    "ties on the cursor": ({ twin }: LibraryWorld) => {
      for (let count = 0; count < 230; count += 1) twin.store.create({ ...made, text: `${count}` });
    },
    "late arrivals": (world: LibraryWorld, random: Random) => {
      world.twin.setIndexLag(5 * 60_000);
      for (let count = 0; count < 5; count += 1) world.twin.store.create({ ...made, text: "late" });
      world.twin.store.edit(any(world, random), { text: "late, too" });
    },
    "changed without their cursor": (world: LibraryWorld, random: Random) => {
      for (const status of ["SPAM", "DENIED", "APPROVED"] as const)
        world.twin.store.moderate(any(world, random), status);
    },
    deletions: (world: LibraryWorld, random: Random) => {
      for (let count = 0; count < 5; count += 1) world.twin.store.remove(any(world, random));
    },
  },

  async open(random): Promise<LibraryWorld> {
    const clock = standingClock(NOW);
    const twin = await hypothesisTwin({ library: LIBRARY, clock, indexLag_ms: 0, rateLimit: null });
    for (let count = random.whole(210, 320); count > 0; count -= 1) {
      clock.set(clock.now() + random.pick([0, 0, 1, 700]));
      twin.store.create({ ...made, text: `${count}`, isShared: random.chance(0.95) });
    }
    const pass = (ms: number) => clock.set(clock.now() + ms);
    pass(HOUR);
    return {
      twin,
      reading: {
        system: "hypothesis",
        settings: { url: twin.url, groups: ["g1"], moderates: true, token: TOKENS.moderator },
      },
      faults: twin.faults,
      paths: ["/api/", "/api/search", "/api/groups"],
      requests: 8,
      now: () => clock.now(),
      pass,
      truth: () => ({
        // A moderator is shown what is hidden, too, and nobody what is another's alone.
        hypothesis_annotations: twin.store
          .rows()
          .filter(({ isShared }) => isShared)
          .map(({ id, text, status }) => line(id, text, status)),
      }),
      held: async (warehouse) => ({
        hypothesis_annotations: (await currentRows(warehouse, "hypothesis_annotations")).map(
          ({ id, text, moderation_status }: Row) => line(id, text, moderation_status),
        ),
      }),
      [Symbol.asyncDispose]: () => twin.close(),
    };
  },
};
