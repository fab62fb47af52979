import { rename } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";

import { sweepAll, walk } from "../testing/walk.ts";
import { GUIDE, givenGuides, keptOf, page } from "./given-guides.ts";

function section(id: string, order: number, text = `# ${id}\n`): string {
  return page({ id, title: `Раздел ${order}`, order }, text);
}

test("sections land in the order of their files, with guide, text and front matter", async () => {
  await using given = await givenGuides({
    "systems/guide.yaml": GUIDE,
    "systems/02-borders.md": section("sys-borders", 2, "Границы.\n---\nне конец\n"),
    "systems/01-start.md":
      "---\nid: sys-start\ntitle: Начало\norder: 1\ntask_count: 3\ntasks:\n  - 12\n---\nТекст",
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
      order: "1",
      order_group: "",
      place: "systems/000000000001-start",
      tasks: [{ task: "12" }],
      text: "Текст",
      path: "systems/01-start.md",
      front_matter: { id: "sys-start", title: "Начало", order: 1, task_count: 3, tasks: [12] },
    },
    expect.objectContaining({
      section_id: "sys-borders",
      text: "Границы.\n---\nне конец\n",
    }),
  ]);
});

test("files that cannot be read are quarantined by path and reason, and the others come", async () => {
  await using given = await givenGuides({
    "systems/guide.yaml": GUIDE,
    "systems/guide.yml": GUIDE,
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
  expect(quarantined.map(({ reason }) => reason)).toEqual([
    "lonely/01-lost.md: lonely/guide.yaml is missing or unreadable",
    expect.stringMatching(/^systems\/02-broken\.md: line 3: broken YAML: /),
    "systems/03-no-id.md: line 1: it has no id",
    "systems/04-same.md: line 2: its id is already that of systems/01-good.md",
    "systems/05-bare.md: no front matter between ---",
    "systems/guide.yml: another file of its guide stands beside it",
    expect.stringMatching(/^torn\/guide\.yaml: line 1: broken YAML: /),
  ]);
  expect(quarantined.map(({ record }) => record)).toContainEqual({ path: "torn/guide.yaml" });
});

test("an unchanged folder gives an empty page, the same cursor, and opens nothing", async () => {
  await using given = await givenGuides({
    "systems/guide.yaml": GUIDE,
    "systems/01-a.md": section("a", 1),
  });
  const first = await walk(given.source);
  given.opened.length = 0;

  const unchanged = await walk(given.source, { cursor: first.cursor });
  const openedAgain = [...given.opened];
  await given.write("systems/01-a.md", section("a", 1, "другой текст"));
  const changed = await walk(given.source, { cursor: unchanged.cursor });

  expect([unchanged.records, unchanged.cursor, openedAgain]).toEqual([[], first.cursor, []]);
  expect(changed.records).toEqual([expect.objectContaining({ text: "другой текст" })]);
});

test("a section whose file is renamed keeps its id", async () => {
  await using given = await givenGuides({
    "systems/guide.yaml": GUIDE,
    "systems/01-a.md": section("a", 1),
  });
  await rename(join(given.dir, "systems/01-a.md"), join(given.dir, "systems/07-a.md"));

  const { records } = await walk(given.source);

  expect(records).toEqual([expect.objectContaining({ section_id: "a", path: "systems/07-a.md" })]);
});

const MANY = Object.fromEntries([
  ["systems/guide.yaml", GUIDE],
  ...Array.from({ length: 450 }, (_, index) => [
    `systems/${String(index).padStart(3, "0")}.md`,
    section(`s${index}`, index),
  ]),
]) as Record<string, string>;

test("killed between pages and resumed, every section comes; a changed folder starts anew", async () => {
  await using given = await givenGuides(MANY);

  const killed = await walk(given.source, { killedAtPage: 1 });
  const { signal } = new AbortController();
  const until = "2026-10-05T09:00:00Z";
  const half = await given.source.fetchPage({ cursor: null, until, signal });
  await given.write("systems/000.md", section("s0", 0, "изменён"));
  const rest = await walk(given.source, { cursor: half.cursor });

  expect([killed.records.length, killed.pageCount]).toEqual([450, 3]);
  expect(rest.records).toContainEqual(expect.objectContaining({ text: "изменён" }));
});

test("each page opens its own files and that of their guide, once", async () => {
  await using given = await givenGuides(MANY);
  const openedBefore: number[] = [];

  await walk(given.source, { afterPage: () => openedBefore.push(given.opened.length) });

  // The guide's own file comes last by path, so that it is opened as itself on the last page.
  expect(openedBefore).toEqual([201, 402, 453]);
});

test("an id is one file's over all pages, and the first by path has it", async () => {
  await using given = await givenGuides({ ...MANY, "systems/449.md": section("s0", 449) });

  const { records, quarantined } = await walk(given.source);

  expect(records).toHaveLength(449);
  expect(quarantined.map(({ reason }) => reason)).toEqual([
    "systems/449.md: line 2: its id is already that of systems/000.md",
  ]);
});

test("a cursor of the version before reads the folder anew", async () => {
  await using given = await givenGuides({
    "systems/guide.yaml": GUIDE,
    "systems/01-a.md": section("a", 1),
  });

  const { records } = await walk(given.source, { cursor: { digest: "5f", after: null } });

  expect(records).toEqual([expect.objectContaining({ section_id: "a" })]);
});

test("what the disk would not give is asked for again, though nothing seems to have changed", async () => {
  await using given = await givenGuides({
    "systems/guide.yaml": GUIDE,
    "systems/01-a.md": section("a", 1),
    "systems/02-b.md": section("b", 2),
  });
  given.close("systems/02-b.md");
  const first = await walk(given.source);
  const still = await walk(given.source, { cursor: first.cursor });
  given.open("systems/02-b.md");

  const back = await walk(given.source, { cursor: still.cursor });

  expect(first.quarantined).toEqual([
    { record: { path: "systems/02-b.md" }, reason: "systems/02-b.md: it cannot be read: EACCES" },
  ]);
  expect([still.records, still.quarantined, still.cursor]).toEqual([[], [], first.cursor]);
  expect(back.records).toHaveLength(2);
});

test("a process that has too many files open refuses no page for it", async () => {
  await using given = await givenGuides({ "systems/guide.yaml": GUIDE });
  const busy = Object.assign(new Error("EMFILE"), { code: "EMFILE" });
  const { guidesSections } = await import("./sections.ts");
  const { onDisk } = await import("./files.ts");
  const disk = { ...onDisk, read: () => Promise.reject(busy) };

  const read = walk(guidesSections({ dir: given.dir, disk }) as never);

  await expect(read).rejects.toBe(busy);
});

test("an empty folder of guides is no error, and judges nothing", async () => {
  await using given = await givenGuides({});

  expect((await walk(given.source)).records).toEqual([]);
  expect(await sweepAll(given.source)).toEqual([]);
});

test("a folder that is not there is named, and nothing is lost by it", async () => {
  await using given = await givenGuides({ "systems/guide.yaml": GUIDE });
  await given.remove("");

  await expect(walk(given.source)).rejects.toThrow(
    `The folder of guides ${given.dir} cannot be read (ENOENT)`,
  );
  await expect(sweepAll(given.source)).rejects.toThrow("ENOENT");
});

test("a page that is gone is swept away, one that was renamed and then broken is not", async () => {
  await using given = await givenGuides({
    "systems/guide.yaml": GUIDE,
    "systems/01-a.md": section("a", 1),
    "systems/02-b.md": section('"c#"', 2),
    "systems/03-c.md": section("c", 3),
  });
  await using kept = await keptOf(given.source);
  expect(await kept.run()).toEqual(["a", "c", "c#"]);
  await given.remove("systems/01-a.md");
  await given.remove("systems/02-b.md");
  await given.write("systems/09-b.md", '---\nid: "c#"\ntitle: [never closed\n---\n');

  expect(await kept.run()).toEqual(["c", "c#"]);
});

test("a section that a sweep lost comes back with its file, though it is as it was", async () => {
  await using given = await givenGuides({
    "systems/guide.yaml": GUIDE,
    "systems/01-a.md": section("a", 1),
    "systems/02-b.md": section("b", 2),
  });
  await using kept = await keptOf(given.source);
  await kept.run();
  const { primaryKey } = given.source.stream;
  const lost = { keys: [["b"]], until: "2026-09-02T00:00:00Z", primaryKey, after: 9 };
  await kept.landing.writeSweep(given.source.name, lost);

  expect(await kept.run()).toEqual(["a", "b"]);
});
