import { createHash } from "node:crypto";

import type { LoadedInputs } from "../../activities/distribution/index.ts";
import { damageOf, type Landing, type LandingFile } from "../../warehouse/landing/index.ts";

/** A file or feed of landing that is not what a plan was made from. */
export interface Damage {
  /** A feed, or `<feed>/<file name>`. */
  readonly name: string;
  readonly found: string;
}

export interface LandingCut {
  /** What was loaded when a plan was made, in the order of landing. */
  readonly files: readonly LandingFile[];
  /** Feeds whose files are others than then. */
  readonly damages: readonly Damage[];
}

/** The files that a plan was made from: what has landed since is left out. */
export async function landingCut(
  landing: Pick<Landing, "files">,
  loaded: LoadedInputs["landing"],
): Promise<LandingCut> {
  const byFeed = Map.groupBy(await landing.files(), ({ feed }) => feed);
  const files: LandingFile[] = [];
  const damages: Damage[] = [];
  for (const { feed, file_count, last, hash } of loaded) {
    const then = (byFeed.get(feed) ?? []).filter(({ name }) => name <= last);
    const names = then.map(({ name }) => name).toSorted();
    if (sha256(names.join("\n")) !== hash)
      damages.push({ name: feed, found: `${names.length} of ${file_count}, up to ${last}` });
    files.push(...then);
  }
  return { files: inOrder(files), damages };
}

/** The damaged ones of these files; every byte of each is read. */
export async function damagedFiles(
  files: readonly LandingFile[],
  onRead: (done: number) => void = () => undefined,
): Promise<readonly Damage[]> {
  const damages: Damage[] = [];
  for (const [index, file] of files.entries()) {
    onRead(index);
    const found = await damageOf(file);
    if (found !== null) damages.push({ name: file.name, found });
  }
  return damages;
}

/** As landing lists them: by stream, then by number, feed and name. */
function inOrder(files: readonly LandingFile[]): readonly LandingFile[] {
  const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  return files.toSorted(
    (a, b) => compare(a.stream, b.stream) || a.number - b.number || compare(a.name, b.name),
  );
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
