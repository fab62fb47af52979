import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

import { streamOf } from "../../sources/source.ts";
import { FOLDER, folderOf, landingFile, numberIn, type LandingFile } from "./file.ts";

/** Which files have landed. The end of a feed is found without a look at what came before it. */
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
}

/** A folder as it was found. */
interface Listed {
  readonly changedAt_ns: bigint;
  readonly names: readonly string[];
}

/**
 * A folder counts as the one that was listed if nothing was changed in it since. File systems tell
 * instants by the tick of a clock, so one that was changed just before it was listed may be changed
 * again at the same instant: it is listed anew until it has stood for so long.
 */
const STANDS_NS = 2_000_000_000n;

/** Any number of processes may land while one lists. */
export function openDirectory(dir: string): Directory {
  const listed = new Map<string, Listed>();

  async function feeds(): Promise<string[]> {
    const entries = await entriesOf(dir);
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  }

  const feedsOf = async (stream: string) =>
    (await feeds()).filter((feed) => streamOf(feed) === stream);

  /** By folder, also what an older version has put beside the folders. */
  async function thousandsOf(feed: string): Promise<Map<string, Thousand>> {
    const thousands = new Map<string, Thousand>();
    const thousandOf = (folder: string) => {
      const thousand = thousands.get(folder) ?? { feed, folder, beside: [] };
      thousands.set(folder, thousand);
      return thousand;
    };
    for (const entry of await entriesOf(join(dir, feed))) {
      const number = numberIn(entry.name);
      if (number !== undefined) thousandOf(folderOf(number)).beside.push(entry.name);
      else if (entry.isDirectory() && FOLDER.test(entry.name)) thousandOf(entry.name);
    }
    return thousands;
  }

  async function filesIn({ feed, folder, beside }: Thousand): Promise<LandingFile[]> {
    const inFolder = (await namesIn(join(dir, feed, folder))).map((name) => `${folder}/${name}`);
    const files = [...beside, ...inFolder]
      .map((name) => landingFile(dir, feed, name))
      .filter((file) => file !== undefined);
    return files.toSorted(byNumber);
  }

  async function namesIn(folder: string): Promise<readonly string[]> {
    const now_ns = BigInt(Date.now()) * 1_000_000n;
    const changedAt_ns = await changedAt(folder);
    const before = listed.get(folder);
    if (before?.changedAt_ns === changedAt_ns) return before.names;
    const names = (await entriesOf(folder)).map(({ name }) => name);
    if (now_ns - changedAt_ns > STANDS_NS) listed.set(folder, { changedAt_ns, names });
    return names;
  }

  async function* inOrder(feeds: readonly string[], sign: 1 | -1): AsyncGenerator<LandingFile[]> {
    const thousands = await Promise.all(feeds.map(thousandsOf));
    const folders = new Set(thousands.flatMap((ofFeed) => [...ofFeed.keys()]));
    for (const folder of [...folders].toSorted((a, b) => sign * byCodeUnit(a, b))) {
      const here = thousands.map((ofFeed) => ofFeed.get(folder)).filter((one) => one !== undefined);
      // Stable: files that landed at once, and so have one number, stay by feed and name.
      yield (await Promise.all(here.map(filesIn))).flat().toSorted(byNumber);
    }
  }

  async function filesOfFeeds(feeds: readonly string[]): Promise<LandingFile[]> {
    const files: LandingFile[] = [];
    for await (const some of inOrder(feeds, 1)) files.push(...some);
    return files;
  }

  return {
    feeds,
    feedsOf,
    filesOf: (feed) => filesOfFeeds([feed]),
    filesOfStream: async (stream) => filesOfFeeds(await feedsOf(stream)),
    async *backwards(feeds) {
      for await (const some of inOrder(feeds, -1)) yield* some.toReversed();
    },
  };
}

/** The files of a feed whose numbers belong into one folder. */
interface Thousand {
  readonly feed: string;
  /** An older version has made none. */
  readonly folder: string;
  /** Names in the feed's own folder. */
  readonly beside: string[];
}

const byNumber = (a: LandingFile, b: LandingFile) => a.number - b.number;
/** The same order on every machine and in every locale. */
const byCodeUnit = (a: string, b: string) => (a < b ? -1 : 1);

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

/** Nothing has landed there yet, or the parts of a sweep have just gone. */
export function isAbsent(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "ENOENT";
}
