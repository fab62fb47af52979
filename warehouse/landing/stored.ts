import { readdir, readFile } from "node:fs/promises";
import { basename, dirname, join, relative, sep } from "node:path";

import { streamOf } from "../../sources/source.ts";
import { LandingCorruptError } from "./errors.ts";
import { contentHash, FOLDER, folderOf, hashIn, numberIn, packIn } from "./names.ts";
import { inFeed, readMember, readMembers } from "./pack.ts";

export interface LandingFile {
  readonly stream: string;
  readonly feed: string;
  /** Grows within a stream, in the order of landing; feeds that land at once may share one. */
  readonly number: number;
  /** `<feed>/<folder>/<file name>`: how a raw row names its origin, the same on every machine. */
  readonly name: string;
  /** Where it lies, or lay before it was packed. */
  readonly path: string;
  /** Where a pack holds it. */
  readonly pack?: PlaceInPack;
}

export interface PlaceInPack {
  readonly path: string;
  /** Of its first byte. */
  readonly at: number;
  readonly length: number;
}

/** `name` is below the feed's folder. Undefined for anything that is not a landing file. */
export function landingFile(dir: string, feed: string, name: string): LandingFile | undefined {
  return filesNamed(dir, feed)(name);
}

/** The same for many names of a feed. */
export function filesNamed(dir: string, feed: string): (name: string) => LandingFile | undefined {
  const stream = streamOf(feed);
  const feedDir = join(dir, feed);
  return (name) => {
    const number = numberIn(name);
    if (number === undefined) return undefined;
    const path = `${feedDir}${sep}${sep === "/" ? name : name.replaceAll("/", sep)}`;
    return { stream, feed, number, name: `${feed}/${name}`, path };
  };
}

/** The file of a name as a raw row has it; it need not be there. */
export function fileOfName(dir: string, name: string): LandingFile {
  const end = name.indexOf("/");
  const file = landingFile(dir, name.slice(0, end), name.slice(end + 1));
  if (file === undefined) throw new Error(`${name} is no name of a landing file.`);
  return file;
}

/** The folder of the file's feed, and what the file is called below it. */
export function locationOf({ path }: LandingFile): { feedDir: string; name: string } {
  const own = dirname(path);
  const feedDir = FOLDER.test(basename(own)) ? dirname(own) : own;
  return { feedDir, name: relative(feedDir, path).replaceAll("\\", "/") };
}

/** The files that a pack holds. */
export async function packedFiles(
  dir: string,
  feed: string,
  pack: string,
): Promise<readonly LandingFile[]> {
  const path = join(dir, feed, pack);
  const members = await readMembers(path);
  const make = filesNamed(dir, feed);
  return members.flatMap(({ name, at, length }) => {
    const file = make(name);
    return file === undefined ? [] : [{ ...file, pack: { path, at, length } }];
  });
}

/**
 * The bytes of a file, proved to be those that were written. It may have been packed since it was
 * listed, or its pack replaced by another. Throws an error of code ENOENT for what is nowhere.
 */
export async function readVerified(file: LandingFile): Promise<Uint8Array> {
  const expected = hashIn(file.name);
  let wrong: LandingCorruptError | undefined;
  for await (const { bytes, where } of copiesOf(file)) {
    const found = contentHash(bytes);
    if (found === expected) return bytes;
    wrong ??= new LandingCorruptError(
      file.name,
      `its SHA-256${where} starts with ${found}, its name says ${String(expected)}`,
    );
  }
  throw wrong ?? Object.assign(new Error(`${file.name} is not there.`), { code: "ENOENT" });
}

/** Its bytes wherever they may be; more than one place while it is packed. */
async function* copiesOf(file: LandingFile) {
  const { path, pack } = file;
  const inPack = async (place: PlaceInPack) => {
    const bytes = await unlessAbsent(readMember(place.path, place));
    return bytes === null ? [] : [{ bytes, where: ` in ${inFeed(place.path)}` }];
  };
  if (pack !== undefined) yield* await inPack(pack);
  const loose = await unlessAbsent(readFile(path));
  if (loose !== null) yield { bytes: loose, where: "" };
  // Twice: a pack that was found may have been replaced by another before it was opened.
  for (let look = 0; look < 2; look += 1)
    for (const place of await placesOf(file))
      if (place.path !== pack?.path) yield* await inPack(place);
}

/** Every pack that holds the file now. */
async function placesOf(file: LandingFile): Promise<readonly PlaceInPack[]> {
  const { feedDir, name } = locationOf(file);
  const places: PlaceInPack[] = [];
  for (const entry of (await unlessAbsent(readdir(feedDir))) ?? []) {
    if (packIn(entry)?.folder !== folderOf(file.number)) continue;
    const path = join(feedDir, entry);
    const members = await unlessAbsent(readMembers(path));
    const member = members?.find((one) => one.name === name);
    if (member !== undefined) places.push({ path, at: member.at, length: member.length });
  }
  return places;
}

/** Nothing has landed there yet, or it has just gone. */
export function isAbsent(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "ENOENT";
}

async function unlessAbsent<T>(read: Promise<T>): Promise<T | null> {
  try {
    return await read;
  } catch (error) {
    if (isAbsent(error)) return null;
    throw error;
  }
}
