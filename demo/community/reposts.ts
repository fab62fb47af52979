import type { Random } from "../random.ts";
import { instantBetween } from "./activity-curve.ts";
import type { Draft } from "./club-posts.ts";
import { DAY_MS, type Frame } from "./frame.ts";
import type { Person } from "./people.ts";

const REPOSTS = 40;

/**
 * What the liker writes: word for word what others wrote at least two days before, in other
 * topics. `originals` must then stay as they are, or the copies would be the only ones left.
 */
export function repost(
  random: Random,
  { frame, liker, written }: { frame: Frame; liker: Person; written: readonly Draft[] },
): { copies: Draft[]; originals: ReadonlySet<Draft> } {
  const count = Math.max(3, Math.round(REPOSTS * frame.scale));
  const candidates = written.filter(
    ({ planned }) =>
      planned.author.kind === "trainee" &&
      !planned.isOpening &&
      planned.at < frame.asOf - 20 * DAY_MS,
  );
  const originals = random.shuffled(candidates).slice(0, count);
  const openings = written.filter(({ planned }) => planned.isOpening).map(({ planned }) => planned);
  const copies = originals.map(({ planned, text }) => {
    const from = planned.at + 2 * DAY_MS;
    const at = instantBetween(random, { frame, from, until: frame.asOf - DAY_MS });
    const { topic } = random.pick(openings.filter((opening) => opening.at < at));
    return {
      planned: { topic, author: liker, at, isOpening: false },
      text: { raw: text.raw, value: 0 },
      isRepost: true,
    };
  });
  return { copies, originals: new Set(originals) };
}
