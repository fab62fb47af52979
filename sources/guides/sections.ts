/**
 * Sections of the community's guides: a folder of Markdown files, kept in a repository.
 *
 * `<guide>/guide.yaml` holds `id` and `title`; each `<guide>/<nn>-<slug>.md` begins with front
 * matter that holds `id`, `title` and `order`. A section keeps its id when its file is renamed.
 * The only source that reads files.
 */
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

import { cursorFrom, digestOf } from "../cursor.ts";
import type { Json, Quarantined, Source } from "../source.ts";
import { readGuide, readSection } from "./section-file.ts";
import type { Guide } from "./section-file.ts";

/** A few megabytes of text at most. */
const SECTIONS_PER_PAGE_MAX = 200;

const GUIDE_FILE = "guide.yaml";

const Cursor = z.object({
  /** Of the paths and contents of all files. */
  digest: z.string(),
  /** The last path of an unfinished run. */
  after: z.string().nullable(),
});
type Cursor = z.infer<typeof Cursor>;

export interface GuidesOptions {
  readonly dir: string;
}

export function guidesSections({ dir }: GuidesOptions): Source<Cursor | null> {
  const name = "guides_sections";
  return {
    name,
    primaryKey: ["section_id"],

    async fetchPage({ cursor, signal }) {
      const before = cursorFrom(Cursor.nullable(), cursor, { stream: name, start: null });
      const files = await readFiles(dir, signal);
      const digest = digestOf(files.map(({ path, sha256 }) => [path, sha256]));
      const isSame = before?.digest === digest;
      if (isSame && before.after === null) {
        return { records: [], quarantined: [], cursor, done: true };
      }
      // A folder that changed in mid-walk is read from its beginning.
      const after = isSame ? before.after : null;
      const left = sectionsOf(files).filter(({ path }) => after === null || path > after);
      const chosen = left.slice(0, SECTIONS_PER_PAGE_MAX);
      const done = chosen.length === left.length;
      return {
        records: chosen.flatMap(({ record }) => record ?? []),
        quarantined: chosen.flatMap(({ quarantined }) => quarantined ?? []),
        cursor: { digest, after: done ? null : (chosen.at(-1)?.path ?? null) },
        done,
      };
    },

    async sweep({ signal }) {
      const files = await readFiles(dir, signal);
      const keys = sectionsOf(files).flatMap(({ id }) => (id === null ? [] : [[id]]));
      return { keys, after: null, done: true };
    },
  };
}

interface GuideFile {
  /** Relative to the folder of guides, with `/`. */
  readonly path: string;
  readonly content: string;
  readonly sha256: string;
}

async function readFiles(dir: string, signal: AbortSignal): Promise<GuideFile[]> {
  const files: GuideFile[] = [];
  const folders = await readdir(dir, { withFileTypes: true });
  for (const folder of folders.filter((entry) => entry.isDirectory())) {
    for (const file of await readdir(join(dir, folder.name))) {
      if (file !== GUIDE_FILE && !file.endsWith(".md")) continue;
      const content = await readFile(join(dir, folder.name, file), { encoding: "utf8", signal });
      const sha256 = createHash("sha256").update(content).digest("hex");
      files.push({ path: `${folder.name}/${file}`, content, sha256 });
    }
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** What a file gives: a record with its id, or why it gives none. */
interface Sorted {
  readonly path: string;
  readonly id: string | null;
  readonly record?: Json;
  readonly quarantined?: Quarantined;
}

function sectionsOf(files: readonly GuideFile[]): Sorted[] {
  const guides = new Map<string, Guide>();
  const pathOfId = new Map<string, string>();
  // Guides first: a section needs its guide, whatever their files are called.
  const sorted = files
    .filter(({ path }) => path.endsWith(`/${GUIDE_FILE}`))
    .flatMap((file): Sorted[] => {
      const guide = readGuide(file.content);
      if ("reason" in guide) return [refused(file.path, guide.reason)];
      guides.set(folderOf(file.path), guide.value);
      return [];
    });
  for (const { path, content } of files.filter(({ path }) => path.endsWith(".md"))) {
    const guide = guides.get(folderOf(path));
    const section = readSection(content);
    if (guide === undefined) {
      sorted.push(refused(path, `${folderOf(path)}/${GUIDE_FILE} is missing or unreadable`));
      continue;
    }
    if ("reason" in section) {
      sorted.push(refused(path, section.reason));
      continue;
    }
    const { frontMatter, text } = section.value;
    const first = pathOfId.get(frontMatter.id);
    if (first !== undefined) {
      sorted.push(refused(path, `its id is already that of ${first}`));
      continue;
    }
    pathOfId.set(frontMatter.id, path);
    sorted.push({
      path,
      id: frontMatter.id,
      record: {
        section_id: frontMatter.id,
        guide_id: guide.id,
        guide_title: guide.title,
        section_title: frontMatter.title,
        order: frontMatter.order,
        text,
        ...(frontMatter.task_count === undefined ? {} : { task_count: frontMatter.task_count }),
        path,
        front_matter: frontMatter as Json,
      },
    });
  }
  return sorted.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function refused(path: string, reason: string): Sorted {
  return { path, id: null, quarantined: { record: { path }, reason: `${path}: ${reason}` } };
}

function folderOf(path: string): string {
  return path.split("/")[0] ?? "";
}
