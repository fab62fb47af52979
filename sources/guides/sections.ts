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
import type { Feed, Json, Quarantined, Stream } from "../source.ts";
import { idWritten, readGuide, readSection } from "./section-file.ts";
import type { Guide, Section } from "./section-file.ts";

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

export const guidesSectionsStream: Stream = { name: "guides_sections", primaryKey: ["section_id"] };

export interface GuidesOptions {
  readonly dir: string;
}

export function guidesSections({ dir }: GuidesOptions): Feed<Cursor | null> {
  const { name } = guidesSectionsStream;
  return {
    name,
    stream: guidesSectionsStream,

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

/** What a file gives: a record, or why it gives none. */
interface Sorted {
  readonly path: string;
  /** Known even of a section that gives no record: it is broken, not removed. */
  readonly id: string | null;
  readonly record?: Json;
  readonly quarantined?: Quarantined;
}

function sectionsOf(files: readonly GuideFile[]): Sorted[] {
  const guides = new Map<string, Guide>();
  const sorted: Sorted[] = [];
  // Guides first: a section needs its guide, whatever their files are called.
  for (const { path, content } of files.filter(({ path }) => path.endsWith(`/${GUIDE_FILE}`))) {
    const guide = readGuide(content);
    if ("reason" in guide) sorted.push(refused(path, null, guide.reason));
    else guides.set(folderOf(path), guide.value);
  }
  const pathOfId = new Map<string, string>();
  for (const { path, content } of files.filter(({ path }) => path.endsWith(".md"))) {
    const section = readSection(content);
    if ("reason" in section) {
      sorted.push(refused(path, idWritten(content), section.reason));
      continue;
    }
    const { id } = section.value.frontMatter;
    const first = pathOfId.get(id);
    if (first !== undefined) {
      sorted.push(refused(path, null, `its id is already that of ${first}`));
      continue;
    }
    pathOfId.set(id, path);
    const guide = guides.get(folderOf(path));
    if (guide === undefined) {
      sorted.push(refused(path, id, `${folderOf(path)}/${GUIDE_FILE} is missing or unreadable`));
      continue;
    }
    sorted.push({ path, id, record: recordOf(path, guide, section.value) });
  }
  return sorted.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function recordOf(path: string, guide: Guide, { frontMatter, text }: Section): Json {
  const { id, title, order, task_count } = frontMatter;
  return {
    section_id: id,
    guide_id: guide.id,
    guide_title: guide.title,
    section_title: title,
    order,
    text,
    ...(task_count === undefined ? {} : { task_count }),
    path,
    front_matter: frontMatter as Json,
  };
}

function refused(path: string, id: string | null, reason: string): Sorted {
  return { path, id, quarantined: { record: { path }, reason: `${path}: ${reason}` } };
}

function folderOf(path: string): string {
  return path.split("/")[0] ?? "";
}
