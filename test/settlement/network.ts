import type { Random } from "../../demo/random.ts";
import type { Kind } from "./kinds.ts";
import type { Manners } from "./node.ts";

/** How both nodes behave, by the kinds that were drawn; what happened of them is noted. */
export function network(random: Random, drawn: ReadonlySet<Kind>, happened: Set<Kind>) {
  const net = {
    liar: null as { name: "main" | "witness"; lie: Manners["lie"] } | null,
    of: (name: "main" | "witness"): Manners => ({
      lag() {
        if (!drawn.has("delay") || !random.chance(0.2)) return random.whole(0, 2);
        return random.whole(0, 140);
      },
      isLost() {
        if (!drawn.has("drop") || !random.chance(0.04)) return false;
        happened.add("drop");
        return true;
      },
      arrivals() {
        const late = drawn.has("delay") && random.chance(0.4);
        if (late) happened.add("delay");
        const first = late ? random.whole(0, 170) : random.whole(1, 3);
        if (drawn.has("expiry") && random.chance(0.6)) {
          happened.add("expiry");
          return [];
        }
        if (!drawn.has("duplication") || !random.chance(0.5)) return [first];
        happened.add("duplication");
        return [first, first + random.whole(0, 60), first + random.whole(0, 170)];
      },
      lie: net.liar?.name === name ? net.liar.lie : null,
    }),
  };
  return net;
}
