import { z } from "zod";

import type { Json } from "../source.ts";

/** Milliseconds of 2015-01-01: https://docs.discord.com/developers/reference#snowflakes. */
const EPOCH_MS = 1_420_070_400_000;

/** Where the instant begins: below it are the number of a worker and of an id. */
const INSTANT_BIT = 22n;

/** An id: 64 bits as a text, because JavaScript has no number for it. */
export const Snowflake = z
  .string()
  .regex(/^\d{1,20}$/, 'an id in quotes, such as "678394406507905129"');

/** Before every id. */
export const FIRST = "0";

/** The lowest id that can have been given at this instant. */
export function snowflakeAt(instant: string): string {
  const ms = Math.max(0, Date.parse(instant) - EPOCH_MS);
  return `${BigInt(Math.floor(ms)) << INSTANT_BIT}`;
}

/** When an id was given, in milliseconds since 1970. */
export function givenAt(id: string): number {
  return Number(BigInt(id) >> INSTANT_BIT) + EPOCH_MS;
}

export function isBefore(a: string, b: string): boolean {
  return BigInt(a) < BigInt(b);
}

/** What to ask `after`, so that this id comes, too. */
export function justBefore(id: string): string {
  return `${BigInt(id) - (id === FIRST ? 0n : 1n)}`;
}

/** The highest of them, null where there is none. */
export function highest(ids: readonly string[]): string | null {
  return ids.reduce<string | null>((a, b) => (a === null || isBefore(a, b) ? b : a), null);
}

const Identified = z.looseObject({ id: Snowflake });

export function idOf(record: Json): string | null {
  return Identified.safeParse(record).data?.id ?? null;
}
