import { type Directory, isPacked, type Thousand } from "./directory.ts";
import { byCodeUnit, folderOf, namesHash, packIn } from "./names.ts";
import { locationOf, type LandingFile } from "./stored.ts";

/** The files of a stream whose numbers belong into one folder. */
export interface Folder {
  readonly folder: string;
  /**
   * Tells what it holds: equal marks, equal files, whatever feeds brought them. Null where something
   * lies loose, so that only a list tells.
   */
  readonly mark: string | null;
  /** In the order of landing, as they are now. */
  files(): Promise<readonly LandingFile[]>;
}

/** By stream, in the order of landing. No pack is opened and no folder listed but who asks for files. */
export async function foldersIn(
  directory: Directory,
  feedsByStream: ReadonlyMap<string, readonly string[]>,
): Promise<ReadonlyMap<string, readonly Folder[]>> {
  const byStream = new Map<string, readonly Folder[]>();
  for (const [stream, feeds] of feedsByStream) {
    const thousands = (await Promise.all(feeds.map(directory.thousandsOf))).flatMap((ofFeed) => [
      ...ofFeed.values(),
    ]);
    const folders = [...Map.groupBy(thousands, ({ folder }) => folder)];
    byStream.set(
      stream,
      folders
        .toSorted(([a], [b]) => byCodeUnit(a, b))
        .map(([folder, ofFeeds]) => ({
          folder,
          mark: markOfPacks(ofFeeds),
          files: () => directory.filesIn(ofFeeds),
        })),
    );
  }
  return byStream;
}

/** The same of files that are given. */
export function foldersOf(files: readonly LandingFile[]): ReadonlyMap<string, readonly Folder[]> {
  const byStream = Map.groupBy(files, ({ stream }) => stream);
  return new Map(
    [...byStream].map(([stream, ofStream]) => {
      const folders = [...Map.groupBy(ofStream, ({ number }) => folderOf(number))];
      return [
        stream,
        folders
          .toSorted(([a], [b]) => byCodeUnit(a, b))
          .map(([folder, some]) => ({ folder, mark: null, files: async () => some })),
      ];
    }),
  );
}

/** What a folder of these files is marked by once it is packed. */
export function markOf(files: readonly LandingFile[]): string {
  const byFeed = Map.groupBy(files, ({ feed }) => feed);
  return joined(
    [...byFeed].map(([feed, some]) => [feed, namesHash(some.map((file) => locationOf(file).name))]),
  );
}

function markOfPacks(thousands: readonly Thousand[]): string | null {
  if (!thousands.every(isPacked)) return null;
  return joined(thousands.map(({ feed, packs }) => [feed, packIn(packs[0] ?? "")?.hash ?? ""]));
}

function joined(hashes: readonly (readonly [feed: string, hash: string])[]): string {
  return hashes
    .map(([feed, hash]) => `${feed} ${hash}`)
    .toSorted(byCodeUnit)
    .join("\n");
}
