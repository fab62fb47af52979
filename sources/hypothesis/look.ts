import { z } from "zod";

import { SourceAuthError, SourceMissingError } from "../errors.ts";
import { asSent } from "../records.ts";
import type { Json, Key, LookPage, LookRequest } from "../source.ts";
import { shownGroups } from "./groups.ts";
import type { HypothesisOptions } from "./options.ts";
import { sharedOf } from "./shared.ts";

/** A few seconds of the service's rate. */
const KEYS_PER_LOOK_MAX = 20;

const REFUSED = Symbol("refused");

/**
 * A second look at annotations that a sweep missed, each by its id.
 *
 * "Not found" also means "not allowed", so it is believed only if it comes twice while all groups are
 * shown to us. An annotation that is there and private, or of a group that is not configured, is gone
 * for us. One that moderators hid is there, without its text.
 */
export async function lookAgain(
  options: HypothesisOptions,
  { keys: asked, until, signal }: LookRequest,
): Promise<LookPage> {
  const { http, groups } = options;
  const keys: Key[] = [];
  const gone: Key[] = [];
  const refused: Key[] = [];
  const rows: Json[] = [];
  for (const key of asked.slice(0, KEYS_PER_LOOK_MAX)) {
    const row = await readTwice(String(key[0]));
    if (row === REFUSED) refused.push(key);
    else if (isOurs(row)) keys.push(key);
    else gone.push(key);
    if (row !== REFUSED) rows.push(row);
  }
  if (refused.length > 0) {
    const shown = await shownGroups(options, signal);
    (shown.length === groups.length ? gone : keys).push(...refused);
  }
  const { known, quarantined } = sharedOf(rows, groups);
  const inTime = known.filter(({ parsed }) => Date.parse(parsed.updated) <= Date.parse(until));
  return { keys, gone, records: inTime.map(({ record }) => record), quarantined, after: null };

  /** In doubt it is: of what cannot be read nothing is said. */
  function isOurs(row: Json): boolean {
    const { known, quarantined } = sharedOf([row], groups);
    return known.length + quarantined.length > 0;
  }

  async function readTwice(id: string): Promise<Json | typeof REFUSED> {
    const first = await readOne(id);
    return first === REFUSED ? readOne(id) : first;
  }

  async function readOne(id: string): Promise<Json | typeof REFUSED> {
    const path = `/api/annotations/${encodeURIComponent(id)}`;
    try {
      return await http.get(asSent.pipe(z.custom<Json>(isNamed(id))), path, { signal });
    } catch (error) {
      const isRefusal = error instanceof SourceMissingError || error instanceof SourceAuthError;
      if (isRefusal) return REFUSED;
      throw error;
    }
  }
}

/** Another one's record, or a maintenance page in JSON, says nothing of this one. */
function isNamed(id: string): (row: unknown) => boolean {
  return (row) => z.looseObject({ id: z.literal(id) }).safeParse(row).success;
}
