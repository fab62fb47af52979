/**
 * Sections of the community's guides: a folder of Markdown files, kept in a repository. The only
 * source that reads files.
 *
 * What makes a section, and which rules decide where people write differently, is in
 * docs/decisions/0020-what-a-section-of-a-guide-is.md.
 */
import { z } from "zod";

import { cursorFrom, digestOf } from "../cursor.ts";
import type { Feed, Json, Page, Stream } from "../source.ts";
import { type Files, onDisk } from "./files.ts";
import { type ListedFile, type Listing, listGuides } from "./listing.ts";
import { type GuidesSettings, rulesOf } from "./options.ts";
import { type Given, readerOf } from "./reader.ts";

const FILES_PER_PAGE_MAX = 200;
const BYTES_PER_PAGE_MAX = 16 * 2 ** 20;

/** Grows whenever the same files would give other records. */
const RULES_VERSION = 3;

const Cursor = z.object({
  /** Of all files as they were listed, and of the rules they are read by. */
  digest: z.string(),
  /** The last path of an unfinished walk. */
  after: z.string().nullable(),
  /** Ids of an unfinished walk so far, each with the place of its file among all. */
  seen: z.array(z.tuple([z.string(), z.int()])).default([]),
  /** Paths that the disk would not give in the last walk. */
  unread: z.array(z.string()).default([]),
});
type Cursor = z.infer<typeof Cursor>;

export const guidesSectionsStream: Stream = { name: "guides_sections", primaryKey: ["section_id"] };

export interface GuidesOptions extends GuidesSettings {
  /** The disk, unless a test stands between. */
  readonly disk?: Files;
}

export function guidesSections({ disk = onDisk, ...settings }: GuidesOptions): Feed<Cursor | null> {
  const { name } = guidesSectionsStream;
  const rules = rulesOf(settings);
  const list = () => listGuides({ dir: settings.dir, links: settings.links ?? [] }, disk);
  const digest = (listing: Listing) =>
    digestOf([
      RULES_VERSION,
      rules as unknown as Json,
      listing.files.map(({ path, size, changed }) => [path, size, changed]),
      listing.refused.map(({ quarantined }) => quarantined.reason),
    ]);

  /** One page of a walk: its files are opened, and no others but those of their guides. */
  async function walk(
    listing: Listing,
    { after, ...before }: Cursor,
    signal: AbortSignal,
  ): Promise<Page<Cursor | null>> {
    const { files } = listing;
    const start = after === null ? 0 : files.findIndex(({ path }) => path > after);
    const chosen = pageOf(start < 0 ? [] : files.slice(start));
    const done = start < 0 || start + chosen.length === files.length;
    const places = new Map(before.seen);
    const reader = readerOf(listing, rules, { disk, signal });
    const given: Given[] = [];
    const unread = [...before.unread];
    for (const [index, file] of chosen.entries()) {
      const one = await reader.give(file, (id) => files[places.get(id) ?? -1]?.path);
      if (one.id !== undefined && one.record !== undefined) places.set(one.id, start + index);
      if (one.isUnread) unread.push(file.path);
      given.push(one);
    }
    const refused = given.flatMap((one) => one.refused);
    if (after === null) refused.unshift(...listing.refused);
    return {
      records: given.flatMap(({ record }) => record ?? []),
      quarantined: refused.map(({ quarantined }) => quarantined),
      cursor: {
        digest: before.digest,
        after: done ? null : (chosen.at(-1)?.path ?? null),
        seen: done ? [] : [...places],
        unread,
      },
      done,
    };
  }

  /** What each file gives, one after the other: the first by path has an id. */
  async function* givenBy(
    listing: Listing,
    signal: AbortSignal,
  ): AsyncGenerator<Given & { readonly path: string }> {
    const reader = readerOf(listing, rules, { disk, signal });
    const paths = new Map<string, string>();
    for (const file of listing.files) {
      const { path } = file;
      const one = await reader.give(file, (id) => paths.get(id));
      if (one.id !== undefined && one.record !== undefined) paths.set(one.id, path);
      yield { path, ...one };
    }
  }

  /** True if the disk gives now what it did not give in the walk before. */
  async function isBack(listing: Listing, unread: readonly string[], signal: AbortSignal) {
    if (unread.length === 0) return false;
    const reader = readerOf(listing, rules, { disk, signal });
    for (const file of listing.files.filter(({ path }) => unread.includes(path))) {
      if (!(await reader.give(file, () => undefined)).isUnread) return true;
    }
    return false;
  }

  return {
    name,
    stream: guidesSectionsStream,

    async fetchPage({ cursor, signal }) {
      const before = cursorFrom(Cursor.nullable(), cursor, { stream: name, start: null });
      const listing = await list();
      const anew: Cursor = { digest: digest(listing), after: null, seen: [], unread: [] };
      // A folder that changed in mid-walk is read from its beginning.
      if (before === null || before.digest !== anew.digest) return walk(listing, anew, signal);
      if (before.after !== null) return walk(listing, before, signal);
      if (await isBack(listing, before.unread, signal)) return walk(listing, anew, signal);
      return { records: [], quarantined: [], cursor: before, done: true };
    },

    /**
     * Opens every file for its id. Where a file gives none today, broken, unreadable or out of
     * sight, the section that was read from it stays at its last good version.
     */
    async sweep({ signal }) {
      const listing = await list();
      const ids = new Set<string>();
      const unseen = [...listing.unseen];
      for await (const { path, id, claimedId, record, refused } of givenBy(listing, signal)) {
        if (record === undefined && refused.length > 0) unseen.push(path);
        for (const known of [id, claimedId]) if (known != null) ids.add(known);
      }
      return {
        keys: [...ids].map((id) => [id]),
        unjudged: unseen.map((prefix) => ({ field: "path", prefix })),
        after: null,
        done: true,
      };
    },

    /** What was read before and swept away while its folder was elsewhere comes back with it. */
    async find({ keys, signal }) {
      const asked = new Set(keys.map(([id]) => id));
      const records: Json[] = [];
      for await (const { id, record } of givenBy(await list(), signal))
        if (record !== undefined && asked.has(id ?? null)) records.push(record);
      return { records, quarantined: [], left: [] };
    },
  };
}

/** As many files as a page may hold, and at least one. */
function pageOf(files: readonly ListedFile[]): readonly ListedFile[] {
  const chosen: ListedFile[] = [];
  let bytes = 0;
  for (const file of files) {
    bytes += file.size;
    if (chosen.length === FILES_PER_PAGE_MAX) break;
    if (chosen.length > 0 && bytes > BYTES_PER_PAGE_MAX) break;
    chosen.push(file);
  }
  return chosen;
}
