import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";

import { sweepAll, walk } from "../testing/walk.ts";
import { guidesSections } from "./sections.ts";

const GUIDE = "id: systems\ntitle: Системное мышление\n";

function section(id: string, order: number, text = `# ${id}\n`): string {
  return `---\nid: ${id}\ntitle: Раздел ${order}\norder: ${order}\n---\n${text}`;
}

async function givenFolder(files: Readonly<Record<string, string>>) {
  const dir = await mkdtemp(join(tmpdir(), "vklad-guides-"));
  const write = async (path: string, content: string) => {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), content);
  };
  for (const [path, content] of Object.entries(files)) await write(path, content);
  return {
    dir,
    write,
    source: guidesSections({ dir }),
    [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }),
  };
}

test("sections land in the order of their files, with guide, text and front matter", async () => {
  await using given = await givenFolder({
    "systems/guide.yaml": GUIDE,
    "systems/02-borders.md": section("sys-borders", 2, "Границы.\n---\nне конец\n"),
    "systems/01-start.md": "---\nid: sys-start\ntitle: Начало\norder: 1\ntask_count: 3\n---\nТекст",
    "systems/notes.txt": "not a section",
  });

  const { records, quarantined } = await walk(given.source);

  expect(quarantined).toEqual([]);
  expect(records).toEqual([
    {
      section_id: "sys-start",
      guide_id: "systems",
      guide_title: "Системное мышление",
      section_title: "Начало",
      order: 1,
      text: "Текст",
      task_count: 3,
      path: "systems/01-start.md",
      front_matter: { id: "sys-start", title: "Начало", order: 1, task_count: 3 },
    },
    expect.objectContaining({
      section_id: "sys-borders",
      text: "Границы.\n---\nне конец\n",
    }),
  ]);
});

test("files that cannot be read are quarantined by path and reason, and the others come", async () => {
  await using given = await givenFolder({
    "systems/guide.yaml": GUIDE,
    "systems/01-good.md": section("good", 1),
    "systems/02-broken.md": "---\nid: broken\ntitle: [never closed\n---\nтекст",
    "systems/03-no-id.md": "---\ntitle: Без имени\norder: 3\n---\nтекст",
    "systems/04-same.md": section("good", 4),
    "systems/05-bare.md": "просто текст",
    "lonely/01-lost.md": section("lost", 1),
    "torn/guide.yaml": "id: [",
  });

  const { records, quarantined } = await walk(given.source);

  expect(records).toEqual([expect.objectContaining({ section_id: "good" })]);
  expect(
    quarantined.map(({ record, reason }) => [(record as { path: string }).path, reason]),
  ).toEqual([
    ["lonely/01-lost.md", "lonely/01-lost.md: lonely/guide.yaml is missing or unreadable"],
    ["systems/02-broken.md", expect.stringMatching(/^systems\/02-broken\.md: broken YAML: /)],
    ["systems/03-no-id.md", expect.stringContaining("id: ")],
    ["systems/04-same.md", "systems/04-same.md: its id is already that of systems/01-good.md"],
    ["systems/05-bare.md", "systems/05-bare.md: no front matter between ---"],
    ["torn/guide.yaml", expect.stringContaining("broken YAML: ")],
  ]);
});

test("an unchanged folder gives an empty page and the same cursor", async () => {
  await using given = await givenFolder({
    "systems/guide.yaml": GUIDE,
    "systems/01-a.md": section("a", 1),
  });
  const first = await walk(given.source);

  const unchanged = await walk(given.source, { cursor: first.cursor });
  await given.write("systems/01-a.md", section("a", 1, "другой текст"));
  const changed = await walk(given.source, { cursor: unchanged.cursor });

  expect([unchanged.records, unchanged.cursor]).toEqual([[], first.cursor]);
  expect(changed.records).toEqual([expect.objectContaining({ text: "другой текст" })]);
});

test("a section whose file is renamed keeps its id", async () => {
  await using given = await givenFolder({
    "systems/guide.yaml": GUIDE,
    "systems/01-a.md": section("a", 1),
  });
  await rename(join(given.dir, "systems/01-a.md"), join(given.dir, "systems/07-a.md"));

  const { records } = await walk(given.source);

  expect(records).toEqual([expect.objectContaining({ section_id: "a", path: "systems/07-a.md" })]);
});

test("killed between pages and resumed, every section comes; a changed folder starts anew", async () => {
  const files = Array.from(
    { length: 450 },
    (_, index) =>
      [`systems/${String(index).padStart(3, "0")}.md`, section(`s${index}`, index)] as const,
  );
  await using given = await givenFolder({
    "systems/guide.yaml": GUIDE,
    ...Object.fromEntries(files),
  });

  const killed = await walk(given.source, { killedAtPage: 1 });
  const { signal } = new AbortController();
  const until = "2026-10-05T09:00:00Z";
  const half = await given.source.fetchPage({ cursor: null, until, signal });
  await given.write("systems/000.md", section("s0", 0, "изменён"));
  const rest = await walk(given.source, { cursor: half.cursor });

  expect([killed.records.length, killed.pageCount]).toEqual([450, 3]);
  expect(rest.records).toContainEqual(expect.objectContaining({ text: "изменён" }));
});

test("a sweep misses a removed section, and not one that is only broken", async () => {
  await using given = await givenFolder({
    "systems/guide.yaml": GUIDE,
    "systems/01-a.md": section("a", 1),
    "systems/02-b.md": section("b", 2),
    "systems/03-c.md": section("c", 3),
  });
  await rm(join(given.dir, "systems/01-a.md"));
  await given.write("systems/02-b.md", "---\nid: b\ntitle: [never closed\n---\n");

  expect(await sweepAll(given.source)).toEqual([["b"], ["c"]]);
});

test("an empty folder of guides is no error", async () => {
  await using given = await givenFolder({});

  expect((await walk(given.source)).records).toEqual([]);
});
