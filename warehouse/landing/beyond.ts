import type { Folder } from "./folders.ts";
import { markOf } from "./folders.ts";
import { folderOf, NUMBERS_PER_FOLDER } from "./names.ts";
import type { LandingFile } from "./stored.ts";

/** A folder of which somebody has taken in every file: while its mark is the same it need not be listed. */
export interface WholeFolder {
  readonly folder: string;
  readonly mark: string;
  readonly file_count: bigint;
}

/** The files of a stream: of the first folders only how many, of the others all. */
export interface Listed {
  readonly skipped: readonly (Folder & Pick<WholeFolder, "file_count">)[];
  readonly listed: readonly LandingFile[];
}

export interface Beyond extends Listed {
  /** Of the files that are listed, how many are taken in. */
  readonly takenCount: number;
  /** Whether what is taken in is what one who begins would take in first. */
  readonly isPrefix: boolean;
  /** What is taken in and has not landed. */
  readonly gone: readonly string[];
  /** Listed folders that need not be listed once all that they hold is taken in. */
  readonly whole: readonly WholeFolder[];
}

/** What of a stream there is beyond what somebody has taken in, listed no further than it must be. */
export async function beyond(
  folders: readonly Folder[],
  taken: {
    /** In the order of landing. */
    readonly whole: readonly WholeFolder[];
    /** Names of all files from this number on. */
    namesFrom(number: number): Promise<ReadonlySet<string>> | ReadonlySet<string>;
  },
): Promise<Beyond> {
  // In their order, and none missing: a folder that is gone ends it, and is then missed below.
  const differs = folders.findIndex(({ folder, mark }, index) => {
    const before = taken.whole[index];
    return mark === null || before?.folder !== folder || before.mark !== mark;
  });
  const skippedCount = differs < 0 ? folders.length : differs;
  const skipped = folders
    .slice(0, skippedCount)
    .map((folder, index) => ({ ...folder, file_count: taken.whole[index]?.file_count ?? 0n }));
  const last = skipped.at(-1)?.folder;
  const since = last === undefined ? 0 : (Number(last) + 1) * NUMBERS_PER_FOLDER;
  const listed: LandingFile[] = [];
  const whole: WholeFolder[] = [];
  for (const { folder, mark, files } of folders.slice(skippedCount)) {
    const inFolder = await files();
    listed.push(...inFolder);
    // It may have got a late file since it was looked at.
    if (mark !== null && mark === markOf(inFolder))
      whole.push({ folder, mark, file_count: BigInt(inFolder.length) });
  }
  const known = await taken.namesFrom(since);
  const present = new Set(listed.map(({ name }) => name));
  const gone = [...known].filter((name) => !present.has(name));
  const isPrefix = listed.slice(0, known.size).every(({ name }) => known.has(name));
  return { skipped, listed, takenCount: known.size, isPrefix, gone, whole };
}

export async function listedWhole(folders: readonly Folder[]): Promise<Listed> {
  const listed: LandingFile[] = [];
  for (const { files } of folders) listed.push(...(await files()));
  return { skipped: [], listed };
}

/** How many files have a number up to this one. */
export async function countUpTo(number: number, { skipped, listed }: Listed): Promise<number> {
  const own = folderOf(number);
  const before = skipped.filter(({ folder }) => folder < own);
  const inOwn = await skipped.find(({ folder }) => folder === own)?.files();
  const isUpTo = (file: LandingFile) => file.number <= number;
  return skippedIn(before) + (inOwn ?? []).filter(isUpTo).length + listed.filter(isUpTo).length;
}

/** Files in these folders. */
export function skippedIn(folders: Listed["skipped"]): number {
  return folders.reduce((sum, { file_count }) => sum + Number(file_count), 0);
}
