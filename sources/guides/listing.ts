import { join, sep } from "node:path";

import type { Entry, Facts, Files } from "./files.ts";
import { faultOf } from "./files.ts";
import { GuidesFolderError } from "./errors.ts";
import { isGuide, isOfTool, isPage } from "./names.ts";
import { refused, type Refused } from "./refused.ts";

export interface ListedFile {
  /** Relative to the folder of guides, with `/`. */
  readonly path: string;
  /** Where it is opened: past all links. */
  readonly real: string;
  readonly size: number;
  readonly changed: string;
}

export interface Listing {
  /** Pages and files of guides, by path. */
  readonly files: readonly ListedFile[];
  /** Entries that cannot be looked at, each alone. */
  readonly refused: readonly Refused[];
  /** Beginnings of paths below which nobody knows what there is. */
  readonly unseen: readonly string[];
}

/** How many files are looked at side by side. */
const LOOKS_AT_ONCE = 64;

export interface Root {
  readonly dir: string;
  /** Folders besides `dir` that links may lead into. */
  readonly links: readonly string[];
}

/**
 * Names every page below the folder, and opens none.
 *
 * A link is followed if it leads into the folder or into one that the configuration allows. What
 * cannot be looked at is refused alone; where it may have hidden pages, they are `unseen`. An empty
 * folder is one that was not mounted or checked out: Git keeps none.
 */
export async function listGuides({ dir, links }: Root, files: Files): Promise<Listing> {
  const found = { files: [] as ListedFile[], refused: [] as Refused[], unseen: [] as string[] };
  const pages: Pick<ListedFile, "path" | "real">[] = [];
  const root = await files.realPath(dir).catch((error: unknown) => unreadable(dir, error));
  const allowed = [root, ...(await realPaths(links, files))];

  const isAllowed = (real: string) =>
    allowed.some((one) => real === one || real.startsWith(one.endsWith(sep) ? one : one + sep));

  const leaveOut = (path: string, reason: string) => {
    found.refused.push(refused(path, reason));
    found.unseen.push(path);
  };

  async function walk(folder: string, real: string, above: readonly string[]): Promise<void> {
    let entries: Entry[];
    try {
      entries = await files.entries(real);
    } catch (error) {
      if (folder === "") unreadable(dir, error);
      return leaveOut(`${folder}/`, cannotBeRead(error));
    }
    if (entries.length === 0) found.unseen.push(folder === "" ? "" : `${folder}/`);
    for (const { name, shown, kind } of entries) {
      const path = folder === "" ? shown : `${folder}/${shown}`;
      if (name === null) {
        if (kind === "file" && !isPage(shown)) continue;
        found.refused.push(refused(path, "its name is not UTF-8"));
        // It may be a page or a folder that had a readable name yesterday.
        found.unseen.push(folder === "" ? "" : `${folder}/`);
      } else if (kind === "folder") {
        if (!isOfTool(name)) await walk(path, join(real, name), [...above, real]);
      } else if (kind === "link") {
        await follow(path, name, { link: join(real, name), above: [...above, real] });
      } else if (isPage(name) || isGuide(name)) {
        pages.push({ path, real: join(real, name) });
      }
    }
  }

  async function follow(
    path: string,
    name: string,
    { link, above }: { readonly link: string; readonly above: readonly string[] },
  ): Promise<void> {
    let real: string;
    let facts: Facts;
    try {
      real = await files.realPath(link);
      facts = await files.facts(real);
    } catch (error) {
      return leaveOut(path, `its link leads nowhere: ${faultOrThrow(error)}`);
    }
    const isFolder = facts.kind === "folder";
    if (!isFolder && !isPage(name) && !isGuide(name)) return;
    if (isFolder && isOfTool(name)) return;
    if (!isAllowed(real)) return leaveOut(path, "its link leads out of the folder of guides");
    if (!isFolder) {
      pages.push({ path, real });
      return;
    }
    if (above.includes(real)) return leaveOut(path, "its link leads back to a folder above it");
    return walk(path, real, above);
  }

  async function keep({ path, real }: Pick<ListedFile, "path" | "real">): Promise<void> {
    let facts: Facts;
    try {
      facts = await files.facts(real);
    } catch (error) {
      return leaveOut(path, cannotBeRead(error));
    }
    if (facts.kind !== "file") return leaveOut(path, "it is no file");
    found.files.push({ path, real, size: facts.size, changed: facts.changed });
  }

  await walk("", root, []);
  // One after the other, thousands of files would wait for one disk's answer each.
  for (let start = 0; start < pages.length; start += LOOKS_AT_ONCE)
    await Promise.all(pages.slice(start, start + LOOKS_AT_ONCE).map(keep));
  return {
    files: found.files.toSorted(byPath),
    refused: found.refused.toSorted(byPath),
    unseen: [...new Set(found.unseen)].toSorted(),
  };
}

/** What the system said, where it speaks of one entry; anything else is thrown on. */
function faultOrThrow(error: unknown): string {
  const fault = faultOf(error);
  if (fault === null) throw error;
  return fault;
}

export function cannotBeRead(error: unknown): string {
  return `it cannot be read: ${faultOrThrow(error)}`;
}

function unreadable(dir: string, error: unknown): never {
  throw new GuidesFolderError(dir, faultOrThrow(error), error);
}

/** A folder that is not there allows nothing. */
async function realPaths(paths: readonly string[], files: Files): Promise<string[]> {
  const found: string[] = [];
  for (const path of paths) {
    try {
      found.push(await files.realPath(path));
    } catch (error) {
      faultOrThrow(error);
    }
  }
  return found;
}

function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return a.path < b.path ? -1 : 1;
}
