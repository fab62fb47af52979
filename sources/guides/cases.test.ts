/** Small inputs that failed in public: each gives what its EXPECT.txt says. */
import { cp, mkdtemp, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";

import { testWithShared } from "../../test/shared.ts";
import type { Feed, Json } from "../source.ts";
import { walk } from "../testing/walk.ts";
import { keptOf } from "./given-guides.ts";
import { guidesSections } from "./sections.ts";

/** A copy of a case, since its own folder is not ours to change. */
async function copied(path: string) {
  const root = await mkdtemp(join(tmpdir(), "vklad-case-"));
  await cp(path, root, { recursive: true });
  const source = guidesSections({ dir: join(root, "guides") }) as Feed;
  return {
    root,
    source,
    async read() {
      const { records, quarantined } = await walk(source);
      const field = (record: Json, name: string) =>
        (record as Readonly<Record<string, Json>>)[name];
      return {
        ids: records.map((record) => field(record, "section_id")),
        texts: records.map((record) => field(record, "text")),
        refused: quarantined.map(({ reason }) => reason),
      };
    },
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  };
}

testWithShared("a byte order mark is not text", "cases/guides-bom-guide", async (path) => {
  await using given = await copied(path);

  const { ids, texts, refused } = await given.read();

  expect([ids, refused]).toEqual([["osn-1"], []]);
  expect(texts.join()).not.toContain("\ufeff");
});

const SECOND = "---\nid: osn-3\ntitle: Третий\norder: 3\n---\nТекст.\n";

for (const [folder, reason] of [
  ["guides-cp1251", "osnovy/03-third.md: line 3: it is not UTF-8"],
  ["guides-utf16", "osnovy/03-third.md: it is UTF-16, not UTF-8"],
] as const)
  testWithShared(`${folder}: refused, and its section stays`, `cases/${folder}`, async (path) => {
    await using given = await copied(path);
    const third = join(given.root, "guides/osnovy/03-third.md");
    const bytes = await readFile(third);
    await writeFile(third, SECOND);
    await using kept = await keptOf(given.source);
    const before = await kept.run();
    await writeFile(third, bytes);

    const after = await kept.run();

    expect([before, after]).toEqual([
      ["osn-1", "osn-2", "osn-3"],
      ["osn-1", "osn-2", "osn-3"],
    ]);
    const { ids, refused } = await given.read();
    expect([ids, refused]).toEqual([["osn-1", "osn-2"], [reason]]);
  });

testWithShared("an editor's lock is refused alone", "cases/guides-emacs-lock", async (path) => {
  await using given = await copied(path);
  await symlink("olga@host.4711:1", join(given.root, "guides/osnovy/.#02-second.md"));
  await using kept = await keptOf(given.source);

  const { ids, refused } = await given.read();

  expect([ids, refused]).toEqual([
    ["osn-1", "osn-2"],
    ["osnovy/.#02-second.md: its link leads nowhere: ENOENT"],
  ]);
  expect([await kept.run(), await kept.run()]).toEqual([ids, ids]);
});

testWithShared(
  "a folder named like a page is a folder",
  "cases/guides-folder-dot-md",
  async (path) => {
    await using given = await copied(path);

    expect(await given.read()).toMatchObject({ ids: ["osn-1", "osn-2"], refused: [] });
  },
);

testWithShared("nested folders are read", "cases/guides-nested", async (path) => {
  await using given = await copied(path);

  expect(await given.read()).toMatchObject({ ids: ["osn-1"], refused: [] });
});

testWithShared(
  "a folder that becomes a link is read where that is allowed, and loses nothing where not",
  "cases/guides-symlinked-folder",
  async (path) => {
    await using given = await copied(path);
    const [dir, elsewhere] = [join(given.root, "guides"), join(given.root, "elsewhere")];
    await cp(elsewhere, dir, { recursive: true });
    await using kept = await keptOf(given.source);
    const before = await kept.run();
    await rename(join(dir, "osnovy"), join(given.root, "moved"));
    await symlink("../elsewhere/osnovy", join(dir, "osnovy"));

    const after = await kept.run();

    expect([before, after]).toEqual([
      ["osn-1", "osn-2"],
      ["osn-1", "osn-2"],
    ]);
    const { ids, refused } = await given.read();
    expect([ids, refused]).toEqual([[], ["./osnovy: its link leads out of the folder of guides"]]);
    const allowed = await walk(guidesSections({ dir, links: [elsewhere] }) as Feed);
    expect([allowed.records.length, allowed.quarantined]).toEqual([2, []]);
  },
);

testWithShared("a hash in an id is part of it", "cases/guides-typo-hash", async (path) => {
  await using given = await copied(path);
  const third = join(given.root, "guides/osnovy/03.md");
  const broken = await readFile(third, "utf8");
  await writeFile(third, broken.replace("order: 4\n", ""));
  await using kept = await keptOf(given.source);
  const before = await kept.run();
  await rm(third);
  await writeFile(join(given.root, "guides/osnovy/04.md"), broken);

  const after = await kept.run();

  expect([before, after]).toEqual([
    ["c#-3", "osn-1", "osn-2"],
    ["c#-3", "osn-1", "osn-2"],
  ]);
  expect((await given.read()).refused).toEqual([
    "osnovy/04.md: line 5: broken YAML: Map keys must be unique",
  ]);
});

testWithShared("`.MD` and `guide.yml` are read", "cases/guides-yml-MD", async (path) => {
  await using given = await copied(path);

  expect(await given.read()).toMatchObject({ ids: ["osn-1"], refused: [] });
});

testWithShared(
  "each file is a section as it says, or refused with the line at fault",
  "cases/guides-yaml",
  async (path) => {
    await using given = await copied(path);
    await using kept = await keptOf(given.source);

    const { ids, refused } = await given.read();

    expect(ids).toEqual([
      ...["bom-crlf", "blank-top", "1.10", "007", "0071", "date", "no", "octal", "quoted-order"],
      ...["null-count", "trailing-space", "dots", "cr-only", "inner", "inner0", "proto", "multi"],
      ...["upper", "mdx", "json-key", "sp ace id", "novalue", "dup-id", "frac"],
    ]);
    expect(refused.map((reason) => reason.replace("osnovy/", ""))).toEqual([
      "02-dup.md: line 5: broken YAML: Map keys must be unique",
      expect.stringMatching(/^03-tab\.md: line [45]: broken YAML: /),
      expect.stringMatching(/^13-colon\.md: line 3: broken YAML: /),
      "19-laughs.md: line 3: an alias of YAML; write the value itself",
      "20-mini.md: line 4: an alias of YAML; write the value itself",
      "21-self-ref.md: line 4: an alias of YAML; write the value itself",
      "22-tag.md: line 3: broken YAML: Unresolved tag: !include",
      "24-inf.md: line 4: its order is no number of up to 12 digits",
      "25-big.md: line 4: its order is no number of up to 12 digits",
      expect.stringMatching(/^31-nbsp\.md: line \d: broken YAML: /),
      "32-nul.md: line 6: it holds a NUL character",
      "33-lone.md: line 3: a character that is none, half a pair or NUL",
      "34-empty.md: no front matter between ---",
      "37-b.md: line 2: its id is already that of osnovy/36-a.md",
      "README.md: no front matter between ---",
    ]);
    expect(await kept.run()).toEqual((ids as string[]).toSorted());
    expect(await kept.run()).toEqual((ids as string[]).toSorted());
  },
);
