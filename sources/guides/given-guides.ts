/** A folder of guides on the disk, and what the pipeline keeps of it. No product code imports this. */
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { sql } from "kysely";

import { createIngestActivities } from "../../activities/ingest/index.ts";
import { openWarehouse } from "../../warehouse/duckdb/index.ts";
import { openLanding } from "../../warehouse/landing/index.ts";
import { sweep } from "../../workflows/sweep.ts";
import { runtimeOf } from "../../workflows/testing.ts";
import type { Feed } from "../source.ts";
import { type Files, onDisk } from "./files.ts";
import type { GuidesSettings } from "./options.ts";
import { guidesSections, guidesSectionsStream } from "./sections.ts";

export const GUIDE = "id: systems\ntitle: Системное мышление\n";

/** A page with this front matter, one line each, and a text. */
export function page(front: Readonly<Record<string, string | number>>, text = "Текст.\n"): string {
  const lines = Object.entries(front).map(([name, value]) => `${name}: ${value}\n`);
  return `---\n${lines.join("")}---\n${text}`;
}

/** The disk, with doors that a test closes and a list of what was opened. */
export function watchedDisk() {
  const closed = new Set<string>();
  const opened: string[] = [];
  const refuse = (path: string) => {
    const shut = [...closed].some((one) => path === one || path.startsWith(`${one}/`));
    if (shut) throw Object.assign(new Error("EACCES: permission denied"), { code: "EACCES" });
  };
  const disk: Files = {
    ...onDisk,
    async entries(folder) {
      refuse(folder);
      return onDisk.entries(folder);
    },
    async read(path, signal) {
      refuse(path);
      opened.push(path);
      return onDisk.read(path, signal);
    },
  };
  return { disk, closed, opened };
}

export async function givenGuides(
  files: Readonly<Record<string, string | Buffer>>,
  settings: Omit<GuidesSettings, "dir"> = {},
) {
  const root = await mkdtemp(join(tmpdir(), "vklad-guides-"));
  const dir = join(root, "guides");
  await mkdir(dir);
  const at = (path: string) => join(dir, path);
  const write = async (path: string, content: string | Buffer) => {
    await mkdir(dirname(at(path)), { recursive: true });
    await writeFile(at(path), content);
  };
  for (const [path, content] of Object.entries(files)) await write(path, content);
  const { disk, closed, opened } = watchedDisk();
  return {
    root,
    dir,
    write,
    /** Makes a symbolic link at `path`; a target may lead out of the folder. */
    link: (target: string, path: string) => symlink(target, at(path)),
    remove: (path: string) => rm(at(path), { recursive: true }),
    /** From now on the disk refuses what is at this path and below; again opens it. */
    close: (path: string) => closed.add(at(path)),
    open: (path: string) => closed.delete(at(path)),
    opened,
    source: guidesSections({ dir, disk, ...settings }) as Feed,
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  };
}

/** What is left of a feed after reading, sweeping and loading, as a run does it. */
export async function keptOf(source: Feed) {
  const dir = await mkdtemp(join(tmpdir(), "vklad-kept-"));
  const landing = openLanding(dir);
  const warehouse = await openWarehouse({
    file: ":memory:",
    streams: [guidesSectionsStream],
    timeZone: "Europe/Moscow",
  });
  let days = 0;
  return {
    landing,
    /** One run with a sweep; gives the ids of the sections there are then. */
    async run(): Promise<string[]> {
      days += 1;
      const until = new Date(Date.UTC(2026, 8, days)).toISOString();
      const { landPage, sweepFeed } = createIngestActivities({ landing, feeds: [source] });
      for (let done = false; !done;) ({ done } = await landPage({ feed: source.name, until }));
      await sweep(runtimeOf({ sweepFeed }), { feed: source.name, until });
      await warehouse.load(landing);
      const found = await sql<{ id: string }>`
        select payload->>'$.section_id' as id from raw_guides_sections_current
        where not is_deleted order by 1
      `.execute(warehouse.db);
      return found.rows.map(({ id }) => id);
    },
    async [Symbol.asyncDispose]() {
      await warehouse[Symbol.asyncDispose]();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
