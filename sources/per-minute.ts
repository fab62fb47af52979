import { z } from "zod";

/**
 * How many requests a minute we allow ourselves of a system; left out, as many as it allows by default.
 * When it answers 429 we ask more slowly for a while, whatever stands here.
 */
export const PerMinute = z.number().min(0.1).max(60_000).optional();

const Set = z.looseObject({ perMinute: PerMinute });

/** The rate that a connection's settings name; nothing where they name none. */
export function rateIn(connection: unknown): { readonly perSecond?: number } {
  const { perMinute } = Set.safeParse(connection).data ?? {};
  return perMinute === undefined ? {} : { perSecond: perMinute / 60 };
}
