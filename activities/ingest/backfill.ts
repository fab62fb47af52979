import type { Feed, Json, Page, Quarantined, Stream } from "../../sources/source.ts";
import {
  type Known,
  type Landing,
  landedRecord,
  readLines,
} from "../../warehouse/landing/index.ts";

/** A page of a slow source takes minutes. */
const PAGE_TIMEOUT_MS = 10 * 60_000;

export interface Backfilled {
  readonly readCount: number;
  /** Records that landing did not know so. */
  readonly landedCount: number;
  readonly refusedCount: number;
}

export interface BackfillOptions {
  readonly landing: Landing;
  /** The moment as of which it is read. */
  readonly until: string;
  readonly signal: AbortSignal;
  /** After each page, of all that came until then. */
  readonly onPage?: (soFar: Backfilled) => void;
}

/**
 * Reads a span by its own feed to its end, page by page, beside whoever reads the live one. Only what
 * landing does not know so lands, and with it where to go on: whoever is killed repeats a page.
 */
export async function backfill(
  feed: Feed,
  { landing, until, signal, onPage = () => undefined }: BackfillOptions,
): Promise<Backfilled> {
  const { name, stream } = feed;
  const given = { landing, stream };
  let soFar: Backfilled = { readCount: 0, landedCount: 0, refusedCount: 0 };
  // Kept here: another back-fill of the same stream may write its own place meanwhile.
  let cursor = await landing.cursorOf(name);
  // Reading all that landed takes long, and is needed again only once somebody else has landed.
  const knownNow = async (asOf: number) => ({ what: await landing.known(name), asOf });
  let known = await knownNow(await landing.lastNumber(name));
  let shown: ReadonlySet<string> = new Set();
  for (let done = false; !done;) {
    signal.throwIfAborted();
    const before = await landing.lastNumber(name);
    const patience = AbortSignal.any([signal, AbortSignal.timeout(PAGE_TIMEOUT_MS)]);
    const fetched = await feed.fetchPage({ cursor, until, signal: patience });
    const asOf = await landing.lastNumber(name);
    if (known.asOf !== asOf) known = await knownNow(asOf);
    const unknown = unknownTo(known.what, fetched, { shown, stream });
    shown = new Set([...fetched.records, ...fetched.quarantined].map((one) => JSON.stringify(one)));
    const page = asOf === before ? unknown : await withoutOvertaken(unknown, { ...given, before });
    const file = await landing.write(name, page, { until, primaryKey: stream.primaryKey });
    if (file !== null && file.number === asOf + 1) known = { ...known, asOf: file.number };
    ({ cursor, done } = page);
    soFar = {
      readCount: soFar.readCount + fetched.records.length,
      landedCount: soFar.landedCount + page.records.length,
      refusedCount: soFar.refusedCount + page.quarantined.length,
    };
    onPage(soFar);
  }
  return soFar;
}

/**
 * What landing does not know; what the page before has `shown` comes again where pages overlap. Where
 * versions stand as they landed, one behind which another has landed is older, and would hide it.
 */
function unknownTo(
  known: Known,
  page: Page<Json>,
  { shown, stream }: { readonly shown: ReadonlySet<string>; readonly stream: Stream },
): Page<Json> {
  const isNew = (one: Json | Quarantined) => !shown.has(JSON.stringify(one));
  const isOrdered = (stream.changedAt ?? []).length > 0;
  const isKnown = isOrdered ? known.isSame : known.wasSame;
  return {
    ...page,
    records: page.records.filter((record) => isNew(record) && !isKnown(record)),
    quarantined: page.quarantined.filter((refused) => isNew(refused) && !known.isRefused(refused)),
  };
}

interface Overtaking {
  readonly landing: Landing;
  readonly stream: Stream;
  /** The last file that had landed before the page was asked for. */
  readonly before: number;
}

/**
 * Of versions of one instant that stands which landed last: what another feed brought while this page
 * was asked for may be newer than the page, and would be hidden by it.
 */
async function withoutOvertaken(
  page: Page<Json>,
  { landing, stream, before }: Overtaking,
): Promise<Page<Json>> {
  if (page.records.length === 0) return page;
  const overtaken = new Set<string>();
  for (const file of await landing.files()) {
    if (file.stream !== stream.name || file.number <= before) continue;
    for (const line of (await readLines(file)).lines) {
      const place = placeIn(landedRecord(line), stream);
      if (place !== null) overtaken.add(place);
    }
  }
  const records = page.records.filter((record) => !overtaken.has(placeIn(record, stream) ?? ""));
  return { ...page, records };
}

/** A record's key and its instants of change: versions that share them stand as they landed. */
function placeIn(record: Json, { primaryKey, changedAt = [] }: Stream): string | null {
  if (!isObject(record)) return null;
  const key = primaryKey.map((field) => record[field] ?? null);
  return JSON.stringify([key, changedAt.map((path) => valueAt(path, record))]);
}

/** `$.as.updated_at` */
function valueAt(path: string, record: Json): Json {
  const [, ...fields] = path.split(".");
  return fields.reduce<Json>(
    (value, field) => (isObject(value) ? (value[field] ?? null) : null),
    record,
  );
}

function isObject(value: Json): value is Readonly<Record<string, Json>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
