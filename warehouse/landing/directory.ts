import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join, relative, sep } from "node:path";

import { streamOf } from "../../sources/source.ts";
import { byCodeUnit, FOLDER, folderOf, numberIn, packIn } from "./names.ts";
import { filesNamed, isAbsent, type LandingFile, packedFiles } from "./stored.ts";

/**
 * Which files have landed, each once, whether it lies in its folder, in a pack or, for a moment, in
 * both. The end of a feed is found without a look at what came before it.
 */
export interface Directory {
  /** Each feed has a folder of its name. */
  feeds(): Promise<string[]>;
  /** The feed's files in the order of landing; temporary and foreign files are passed over. */
  filesOf(feed: string): Promise<LandingFile[]>;
  /** The files of all feeds of a stream in the order of landing. */
  filesOfStream(stream: string): Promise<LandingFile[]>;
  /** The same files from the last on, listed no further than they are asked for. */
  backwards(feeds: readonly string[]): AsyncGenerator<LandingFile>;
  feedsOf(stream: string): Promise<string[]>;
  /** By folder, in their order: what a feed's own folder shows, and no look into any below it. */
  thousandsOf(feed: string): Promise<ReadonlyMap<string, Thousand>>;
  /** The files of these thousands, of several feeds of one stream, as they are now. */
  filesIn(thousands: readonly Thousand[]): Promise<readonly LandingFile[]>;
  /** How a thousand of a feed lies; null where it has just gone. */
  look(feed: string, folder: string): Promise<Look | null>;
}

/** The files of a feed whose numbers belong into one folder. */
export interface Thousand {
  readonly feed: string;
  readonly folder: string;
  /** False where all is packed, and where an older version has made none. */
  hasFolder: boolean;
  /** Names in the feed's own folder: there an older version landed. */
  readonly beside: string[];
  /** One that a kill has left beside its successor makes two. */
  readonly packs: string[];
}

export interface Look {
  /** Each once, in the order of landing; what a pack holds is taken from there. */
  readonly files: readonly LandingFile[];
  readonly loose: readonly LandingFile[];
  readonly packs: readonly string[];
}

/**
 * A folder counts as the one that was listed if nothing was changed in it since. File systems tell
 * instants by the tick of a clock, so one that was changed just before it was listed may be changed
 * again at the same instant: it is listed anew until it has stood for so long.
 */
const STANDS_NS = 2_000_000_000n;

/** A pack is replaced once a folder gets a late file, and when landing is cleaned. */
const LOOKS_MAX = 5;

type Thousands = ReadonlyMap<string, Thousand>;

/** Any number of processes may land, and one may pack, while one lists. */
export function openDirectory(dir: string): Directory {
  const filesInFolder = whileItStands(async (path) => {
    const [folder, feed] = [basename(path), feedAt(dirname(path))];
    const make = filesNamed(dir, feed);
    return (await entriesOf(path))
      .map(({ name }) => make(`${folder}/${name}`))
      .filter((file) => file !== undefined);
  });
  /** Of packs, which never change. */
  const unpacked = new Map<string, readonly LandingFile[]>();

  const feedAt = (path: string) => relative(dir, path).replaceAll(sep, "/");

  async function feeds(): Promise<string[]> {
    const entries = await entriesOf(dir);
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  }

  const feedsOf = async (stream: string) =>
    (await feeds()).filter((feed) => streamOf(feed) === stream);

  const thousandsOf = (feed: string) => thousandsIn(join(dir, feed));

  const thousandsIn = whileItStands(async (path): Promise<Thousands> => {
    const feed = feedAt(path);
    const thousands = new Map<string, Thousand>();
    const thousandOf = (folder: string) => {
      const known = thousands.get(folder);
      const thousand = known ?? { feed, folder, hasFolder: false, beside: [], packs: [] };
      thousands.set(folder, thousand);
      return thousand;
    };
    for (const entry of await entriesOf(path)) {
      const pack = packIn(entry.name);
      const number = pack === undefined ? numberIn(entry.name) : undefined;
      if (pack !== undefined) thousandOf(pack.folder).packs.push(entry.name);
      else if (number !== undefined) thousandOf(folderOf(number)).beside.push(entry.name);
      else if (entry.isDirectory() && FOLDER.test(entry.name))
        thousandOf(entry.name).hasFolder = true;
    }
    return thousands;
  });

  async function looseIn({ feed, folder, beside, hasFolder }: Thousand): Promise<LandingFile[]> {
    const inFolder = hasFolder ? await filesInFolder(join(dir, feed, folder)) : [];
    const own = beside.map(filesNamed(dir, feed));
    return [...own.filter((file) => file !== undefined), ...inFolder];
  }

  async function filesOfPack(feed: string, pack: string): Promise<readonly LandingFile[]> {
    const path = join(dir, feed, pack);
    const files = unpacked.get(path) ?? (await packedFiles(dir, feed, pack));
    unpacked.set(path, files);
    return files;
  }

  /**
   * What lies loose is listed before the packs are: whoever packs removes a file only once its pack is
   * there, so what the first look misses the second finds.
   */
  async function looks(given: readonly Thousand[]): Promise<readonly Look[]> {
    const loose = await Promise.all(given.map(looseIn));
    for (let turn = 1; ; turn += 1) {
      const names = [...new Set(given.map(({ feed }) => feed))];
      const now = new Map(
        await Promise.all(names.map(async (feed) => [feed, await thousandsOf(feed)] as const)),
      );
      const found: Look[] = [];
      try {
        // One after the other: a long history has more packs than a process may open at once.
        for (const [index, { feed, folder }] of given.entries()) {
          const packs = now.get(feed)?.get(folder)?.packs ?? [];
          const packed: (readonly LandingFile[])[] = [];
          for (const pack of packs) packed.push(await filesOfPack(feed, pack));
          found.push(lookAt(loose[index] ?? [], packed, packs));
        }
        return found;
      } catch (error) {
        if (!isAbsent(error) || turn === LOOKS_MAX) throw error;
      }
    }
  }

  async function* inOrder(
    feeds: readonly string[],
    order: "forwards" | "backwards",
  ): AsyncGenerator<LandingFile[]> {
    const thousands = await Promise.all(feeds.map(thousandsOf));
    const folders = [...new Set(thousands.flatMap((ofFeed) => [...ofFeed.keys()]))].toSorted();
    const of = (folder: string) =>
      thousands.map((ofFeed) => ofFeed.get(folder)).filter((one) => one !== undefined);
    if (order === "backwards") {
      for (const folder of folders.toReversed()) yield joined(await looks(of(folder)));
      return;
    }
    // All at once: the packs are listed once for all.
    const all = folders.flatMap(of);
    const looked = await looks(all);
    const byFolder = Map.groupBy(looked.entries(), ([index]) => all[index]?.folder);
    for (const folder of folders) yield joined((byFolder.get(folder) ?? []).map(([, one]) => one));
  }

  async function filesOfFeeds(feeds: readonly string[]): Promise<LandingFile[]> {
    const files: LandingFile[] = [];
    for await (const some of inOrder(feeds, "forwards")) files.push(...some);
    return files;
  }

  return {
    feeds,
    feedsOf,
    thousandsOf,
    filesOf: (feed) => filesOfFeeds([feed]),
    filesOfStream: async (stream) => filesOfFeeds(await feedsOf(stream)),
    async *backwards(feeds) {
      for await (const some of inOrder(feeds, "backwards")) yield* some.toReversed();
    },
    filesIn: async (thousands) => joined(await looks(thousands)),
    async look(feed, folder) {
      const thousand = (await thousandsOf(feed)).get(folder);
      return thousand === undefined ? null : ((await looks([thousand]))[0] ?? null);
    },
  };
}

/** Whole, in one pack and nowhere else. */
export function isPacked({ hasFolder, beside, packs }: Thousand): boolean {
  return !hasFolder && beside.length === 0 && packs.length === 1;
}

function lookAt(
  loose: readonly LandingFile[],
  packed: readonly (readonly LandingFile[])[],
  packs: readonly string[],
): Look {
  const [first = []] = packed;
  // As it mostly is: nothing is to be put together.
  if (loose.length === 0 && packs.length < 2) return { files: first, loose, packs };
  const all = new Map([...loose, ...packed.flat()].map((file) => [file.name, file]));
  return { files: [...all.values()].toSorted(inFeed), loose, packs };
}

/** Stable: files of several feeds that landed at once, and so have one number, stay by feed. */
function joined(looks: readonly Look[]): LandingFile[] {
  const files = looks.flatMap((one) => one.files);
  return looks.length < 2 ? files : files.toSorted(byNumber);
}

/** What was listed of a folder, for as long as it stands as it was. */
function whileItStands<T>(list: (path: string) => Promise<T>): (path: string) => Promise<T> {
  const listed = new Map<string, { readonly changedAt_ns: bigint; readonly found: T }>();
  return async (path) => {
    const now_ns = BigInt(Date.now()) * 1_000_000n;
    const changedAt_ns = await changedAt(path);
    const before = listed.get(path);
    if (before?.changedAt_ns === changedAt_ns) return before.found;
    const found = await list(path);
    if (now_ns - changedAt_ns > STANDS_NS) listed.set(path, { changedAt_ns, found });
    return found;
  };
}

const byNumber = (a: LandingFile, b: LandingFile) => a.number - b.number;
/** Of two attempts at one page; what an older version landed beside the folders has a shorter name. */
const inFeed = (a: LandingFile, b: LandingFile) =>
  byNumber(a, b) || a.name.length - b.name.length || byCodeUnit(a.name, b.name);

async function changedAt(folder: string): Promise<bigint> {
  try {
    return (await stat(folder, { bigint: true })).mtimeNs;
  } catch (error) {
    if (isAbsent(error)) return 0n;
    throw error;
  }
}

async function entriesOf(dir: string) {
  try {
    const entries = await readdir(dir, { withFileTypes: true });
    return entries.toSorted((a, b) => byCodeUnit(a.name, b.name));
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
}
