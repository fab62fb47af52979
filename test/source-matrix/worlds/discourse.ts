import { standingClock } from "../../../demo/clock.ts";
import { discourseTwin } from "../../../demo/discourse/twin.ts";
import type { Random } from "../../../demo/random.ts";
import { BEGIN, drawForum } from "../../forum/drawn-forum.ts";
import { heldFrom } from "../../forum/held.ts";
import { kindNamed } from "../../forum/kinds/index.ts";
import { type Held as ForumHeld, truthOf } from "../../forum/truth.ts";
import { ANY_HTTP, type Held, type Source, type World } from "../world.ts";

interface ForumWorld extends World {
  change(kind: string, random: Random): void;
}

/** What people do, by what makes it hard to notice. */
const KINDS = {
  "late arrivals": ["a post that is committed late, under a lower id", "a new topic"],
  "changed without their cursor": ["a remap of words in SQL", "a category renamed"],
  deletions: ["a deletion by staff", "a deletion by the author", "a hiding after flags"],
} as const;

export const discourse: Source = {
  name: "discourse",
  faults: [...ANY_HTTP, "rate_limit_text", "cloudflare_520", "empty_page", "truncated"],
  happenings: Object.fromEntries(
    Object.entries(KINDS).map(([name, kinds]) => [
      name,
      (world: ForumWorld, random: Random) => {
        for (let count = 0; count < 4; count += 1)
          world.change(random.pick(kinds as readonly string[]), random.fork(`${count}`));
      },
    ]),
  ),

  async open(random): Promise<ForumWorld> {
    const clock = standingClock(BEGIN);
    const forum = drawForum(random.fork("forum"));
    const twin = await discourseTwin({ forum, clock, apiKey: "key", apiUsername: "system" });
    const { view } = twin;
    return {
      reading: {
        system: "discourse",
        settings: { url: twin.url, apiKey: "key", apiUsername: "system" },
      },
      faults: twin.faults,
      paths: [
        "/",
        "/posts.json",
        "/latest.json",
        "/user_actions.json",
        "/admin/users",
        "/categories",
      ],
      requests: 40,
      now: () => clock.now(),
      pass: (ms) => clock.set(clock.now() + ms),
      change: (kind, draws) => void kindNamed(kind).play({ view, random: draws }),
      truth: () => linesOf(truthOf(view.state)),
      held: async (warehouse) => linesOf(await heldFrom(warehouse)),
      [Symbol.asyncDispose]: () => twin.close(),
    };
  },
};

function linesOf(held: ForumHeld): Held {
  return Object.fromEntries(
    Object.entries(held).map(([stream, records]) => [
      stream,
      [...records].map(
        ([id, fields]) => `${id} ${JSON.stringify(Object.entries(fields as object).toSorted())}`,
      ),
    ]),
  );
}
