/** What a disk and people do to a folder: one entry is refused, the rest comes, and nothing is lost. */
import { execFileSync } from "node:child_process";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";

import { walk } from "../testing/walk.ts";
import { GUIDE, givenGuides, keptOf, page } from "./given-guides.ts";

type Given = Awaited<ReturnType<typeof givenGuides>>;

const FILES = {
  "systems/guide.yaml": GUIDE,
  "systems/01-a.md": page({ id: "a", title: "А" }),
  "systems/02-b.md": page({ id: "b", title: "Б" }),
  "systems/part/03-c.md": page({ id: "c", title: "В" }),
};

/** Each is done to a folder that was read before: what is refused, beginning with its path. */
const FAULTS: Readonly<Record<string, [(given: Given) => Promise<unknown>, string[]]>> = {
  "a lock of an editor": [
    (given) => given.link("olga@host.4711", "systems/.#02-b.md"),
    ["systems/.#02-b.md: its link leads nowhere: ENOENT"],
  ],
  "a page that became a dangling link": [
    async (given) => {
      await given.remove("systems/02-b.md");
      await given.link("gone.md", "systems/02-b.md");
    },
    ["systems/02-b.md: its link leads nowhere: ENOENT"],
  ],
  "a link to itself": [
    async (given) => {
      await given.remove("systems/part");
      await given.link("part", "systems/part");
    },
    ["systems/part: its link leads nowhere: ELOOP"],
  ],
  "a page that became a folder": [
    async (given) => {
      await given.remove("systems/02-b.md");
      await given.write("systems/02-b.md/readme.txt", "");
      await given.write("systems/02-b.md/inside.md", page({ id: "b", title: "Б" }));
    },
    [],
  ],
  "a page in cp1251": [
    (given) => given.write("systems/02-b.md", Buffer.from("---\nid: b\n\xcf\xf0\n---\n", "latin1")),
    ["systems/02-b.md: line 3: it is not UTF-8"],
  ],
  "a page in UTF-16": [
    (given) => given.write("systems/02-b.md", Buffer.from("\ufeff---\nid: b\n---\n", "utf16le")),
    ["systems/02-b.md: it is UTF-16, not UTF-8"],
  ],
  "a page with a NUL": [
    (given) => given.write("systems/02-b.md", "---\nid: b\n---\nа\n\0"),
    ["systems/02-b.md: line 5: it holds a NUL character"],
  ],
  "a page without end": [
    (given) => given.write("systems/02-b.md", Buffer.alloc(5 * 2 ** 20, "x")),
    ["systems/02-b.md: it holds 5242880 bytes; a section has 4194304 at the most"],
  ],
  "a page that became a pipe": [
    async (given) => {
      await given.remove("systems/02-b.md");
      execFileSync("mkfifo", [join(given.dir, "systems/02-b.md")]);
    },
    ["systems/02-b.md: it is no file"],
  ],
  "a page without permission": [
    async (given) => given.close("systems/02-b.md"),
    ["systems/02-b.md: it cannot be read: EACCES"],
  ],
  "a folder without permission": [
    async (given) => given.close("systems/part"),
    ["systems/part/: it cannot be read: EACCES"],
  ],
  "a guide without permission": [
    async (given) => given.close("systems/guide.yaml"),
    [
      "systems/01-a.md: systems/guide.yaml is missing or unreadable",
      "systems/02-b.md: systems/guide.yaml is missing or unreadable",
      "systems/guide.yaml: it cannot be read: EACCES",
      "systems/part/03-c.md: systems/guide.yaml is missing or unreadable",
    ],
  ],
  "a guide that is gone": [
    (given) => given.remove("systems/guide.yaml"),
    [
      "systems/01-a.md: systems/guide.yaml is missing or unreadable",
      "systems/02-b.md: systems/guide.yaml is missing or unreadable",
      "systems/part/03-c.md: systems/guide.yaml is missing or unreadable",
    ],
  ],
  "a folder that was emptied": [
    (given) => given.remove("systems/part").then(() => mkdir(join(given.dir, "systems/part"))),
    [],
  ],
  "a folder that became a link out of the guides": [
    async (given) => {
      await mkdir(join(given.root, "elsewhere"));
      await given.remove("systems");
      await given.link("../elsewhere", "systems");
    },
    ["./systems: its link leads out of the folder of guides"],
  ],
  "a page that became a link out of the guides": [
    async (given) => {
      await writeFile(join(given.root, "secret.md"), page({ id: "secret", title: "Тайна" }));
      await given.remove("systems/02-b.md");
      await given.link("../../secret.md", "systems/02-b.md");
    },
    ["systems/02-b.md: its link leads out of the folder of guides"],
  ],
  "a link back to a folder above": [
    (given) => given.link("..", "systems/part/up"),
    ["systems/part/up: its link leads back to a folder above it"],
  ],
  "names that were unpacked in another encoding": [
    async (given) => {
      await given.remove("systems/part/03-c.md");
      const name = Buffer.concat([
        Buffer.from(`${given.dir}/systems/part/`),
        Buffer.from("\xe2\xa5\xae\xe0\xa8\xef.md", "latin1"),
      ]);
      await writeFile(name, page({ id: "c", title: "В" }));
    },
    ["systems/part/\\xe2\\xa5\\xae\\xe0\\xa8\\xef.md: its name is not UTF-8"],
  ],
  "an id that another page has taken": [
    (given) => given.write("systems/02-b.md", page({ id: "a", title: "Б" })),
    ["systems/02-b.md: line 2: its id is already that of systems/01-a.md"],
  ],
  "an id that was wiped out": [
    (given) => given.write("systems/02-b.md", page({ title: "Б" })),
    ["systems/02-b.md: line 1: it has no id"],
  ],
};

test.each(Object.entries(FAULTS))("%s is named alone, and no section is lost", async (_, fault) => {
  const [happens, reasons] = fault;
  await using given = await givenGuides(FILES);
  await using kept = await keptOf(given.source);
  expect(await kept.run()).toEqual(["a", "b", "c"]);

  await happens(given);

  const { quarantined } = await walk(given.source);
  expect(quarantined.map(({ reason }) => reason)).toEqual(reasons);
  expect(await kept.run()).toEqual(["a", "b", "c"]);
  expect(await kept.run()).toEqual(["a", "b", "c"]);
});

test("a fault in one place does not keep a deletion in another from being found", async () => {
  await using given = await givenGuides(FILES);
  await using kept = await keptOf(given.source);
  await kept.run();
  given.close("systems/part");
  await given.remove("systems/01-a.md");

  expect(await kept.run()).toEqual(["b", "c"]);
});

test("a link within the guides is read, and so is one into a folder that is allowed", async () => {
  await using given = await givenGuides(FILES, { links: ["/no/such/folder"] });
  await mkdir(join(given.root, "shared"));
  await writeFile(join(given.root, "shared/04-d.md"), page({ id: "d", title: "Г" }));
  await given.write("pool/05-e.md", page({ id: "e", title: "Д" }));
  await symlink(join(given.root, "shared"), join(given.dir, "systems/shared"));
  await given.link("../pool/05-e.md", "systems/05-e.md");
  const { guidesSections } = await import("./sections.ts");
  const links = [join(given.root, "shared")];

  const without = await walk(given.source);
  const allowed = await walk(guidesSections({ dir: given.dir, links }) as never);

  const ids = (records: readonly unknown[]) =>
    records.map((record) => (record as { section_id: string }).section_id);
  expect(ids(without.records)).toEqual(["a", "b", "e", "c"]);
  expect(ids(allowed.records)).toEqual(["a", "b", "e", "c", "d"]);
});

test("folders of tools hold nobody's guides", async () => {
  const hidden = page({ id: "h", title: "Скрыто" });
  await using given = await givenGuides({
    ...FILES,
    ".git/notes.md": hidden,
    "systems/node_modules/x/readme.md": hidden,
    "systems/.obsidian/a.md": hidden,
  });

  const { records, quarantined } = await walk(given.source);

  expect([records.length, quarantined]).toEqual([3, []]);
});
