import type { Feed, FoundPage, Json, Key, PageRequest, Quarantined } from "../../sources/source.ts";
import type { Known, Landing } from "../../warehouse/landing/index.ts";

/** Changed records that land together. */
const RECORDS_PER_FILE_MAX = 1_000;

type Given = Pick<PageRequest<Json>, "until" | "signal"> & {
  readonly landing: Landing;
  readonly known: Known;
};

/** Lands, of records that were seen, those that landing does not know so. How many these are. */
export async function landAll(
  { name, stream }: Feed,
  {
    landing,
    known,
    until,
    page,
  }: Given & {
    readonly page: {
      readonly records?: readonly Json[];
      readonly quarantined?: readonly Quarantined[];
    };
  },
): Promise<number> {
  const changed = (page.records ?? []).filter((record) => !known.isSame(record));
  const refused = (page.quarantined ?? []).filter((item) => !known.isRefused(item));
  const cursor = await landing.cursorOf(name);
  for (
    let from = 0;
    from < Math.max(changed.length, refused.length);
    from += RECORDS_PER_FILE_MAX
  ) {
    const to = from + RECORDS_PER_FILE_MAX;
    const some = { records: changed.slice(from, to), quarantined: refused.slice(from, to) };
    const { primaryKey } = stream;
    await landing.write(name, { ...some, cursor, done: false }, { until, primaryKey });
  }
  return changed.length;
}

/**
 * Lands what is listed and not there, or not as the sweep saw it. What was refused before for the
 * same reason lands no second time, so that a record nobody can read costs a request and no file.
 */
export async function landFound(
  feed: Feed,
  { landing, known, keys, until, signal }: Given & { readonly keys: readonly Key[] },
): Promise<number> {
  if (feed.find === undefined) return 0;
  const { name, stream } = feed;
  let left: readonly Key[] = keys.filter((key) => !known.has(key));
  let foundCount = 0;
  while (left.length > 0) {
    const found: FoundPage = await feed.find({ keys: left, until, signal });
    if (found.left.length >= left.length)
      throw new Error(`${name} was asked for ${left.length} keys and asks for none of them.`);
    const page = {
      records: found.records,
      quarantined: found.quarantined.filter((item) => !known.isRefused(item)),
      cursor: await landing.cursorOf(name),
      done: false,
    };
    await landing.write(name, page, { until, primaryKey: stream.primaryKey });
    foundCount += found.records.length;
    left = found.left;
  }
  return foundCount;
}
