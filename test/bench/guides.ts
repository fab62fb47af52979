import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { mkdtemp, readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { keptOf, watchedDisk } from "../../sources/guides/given-guides.ts";
import { guidesSections, type GuidesOptions } from "../../sources/guides/sections.ts";
import type { Feed } from "../../sources/source.ts";
import { walk } from "../../sources/testing/walk.ts";
import type { BenchRow } from "./bench-row.ts";

const SECTIONS = 2_500;
const FOLDERS = 50;
const PARAGRAPH = "Граница системы — это выбор наблюдателя, и у выбора есть основание. ".repeat(20);

type Layout = readonly [name: string, pathOf: (index: number) => string];

const padded = (index: number) => String(index).padStart(4, "0");
const folder = (index: number) => `part-${index % FOLDERS}`;

/** How documentation repositories keep their pages. */
const LAYOUTS: readonly Layout[] = [
  ["flat", (index) => `${padded(index)}-page.md`],
  [
    "nested with index files",
    // The first page of each folder is its index.
    (index) =>
      index < FOLDERS
        ? `${folder(index)}/index.md`
        : `${folder(index)}/chapter-${index % 7}/${padded(index)}.md`,
  ],
  ["one folder a section", (index) => `${folder(index)}/${padded(index)}-page/index.md`],
];

/**
 * A repository of 2,500 pages without ids, orders or guides, in three layouts: read whole, read
 * again unchanged, and swept while a folder cannot be read and a page is a dangling link.
 *
 * The limit is what reading takes anybody: each file once, one after the other.
 */
export async function bench(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const layout of LAYOUTS) rows.push(await measured(layout));
  return rows;
}

async function measured([name, pathOf]: Layout): Promise<BenchRow> {
  const dir = await mkdtemp(join(tmpdir(), "vklad-bench-guides-"));
  try {
    for (let index = 0; index < SECTIONS; index += 1) {
      const path = join(dir, pathOf(index));
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, `---\nweight: ${index}\n---\n# Раздел ${index}\n\n${PARAGRAPH}\n`);
    }
    const limit = await seconds(() => readAll(dir));
    const { disk, closed, opened } = watchedDisk();
    const options: GuidesOptions = {
      dir,
      disk,
      withoutId: "path",
      fields: { order: ["weight"] },
      withoutGuide: { id: "docs", title: "Документация" },
    };
    const feed = guidesSections(options) as Feed;

    let read = await walk(feed);
    const readOpened = opened.length;
    const ours = await seconds(async () => void (read = await walk(feed)));
    opened.length = 0;
    const again = await seconds(async () => void (await walk(feed, { cursor: read.cursor })));
    const againOpened = opened.length;

    await using kept = await keptOf(feed);
    const before = await kept.run();
    const last = pathOf(SECTIONS - 1);
    closed.add(join(dir, last.includes("/") ? dirname(last) : last));
    const broken = join(dir, pathOf(3));
    rmSync(broken);
    symlinkSync("nowhere.md", broken);
    opened.length = 0;
    const after = await kept.run();
    const lost = before.length - after.length;
    console.error(
      `${name}: ${read.records.length} of ${SECTIONS} sections, ${read.quarantined.length} refused; ` +
        `read in ${ours.toFixed(2)} s opening ${readOpened} files, again in ${again.toFixed(3)} s ` +
        `opening ${againOpened}; ${lost} lost by a sweep during a fault, which opened ` +
        `${opened.length}`,
    );
    const isWhole = read.records.length === SECTIONS && before.length === SECTIONS && lost === 0;
    if (!isWhole) throw new Error(`${name}: sections were lost.`);
    const peakMemoryMb = process.resourceUsage().maxRSS / 1024;
    return {
      name: `guides, ${name}: seconds for ${SECTIONS} pages`,
      limit,
      ours,
      ratio: ours / limit,
      goal: null,
      peakMemoryMb,
    };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function readAll(dir: string): Promise<void> {
  for (const entry of await readdir(dir, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) await readFile(join(entry.parentPath, entry.name));
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1000;
}
