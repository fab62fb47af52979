import { expect, test } from "vitest";

import type { Json } from "../source.ts";
import { sweepAll, walk } from "../testing/walk.ts";
import { GUIDE, givenGuides, page } from "./given-guides.ts";
import { guidesSettings, type GuidesSettings } from "./options.ts";

type Files = Readonly<Record<string, string>>;

const SITE = ["https://guides.example.org/{path}/"];
const RU_EN = { original: "ru", others: ["en"] };

/** What of these fields each section landed with, by its id, and what was refused. */
async function read(
  files: Files,
  settings: Omit<GuidesSettings, "dir">,
  fields: readonly string[],
) {
  await using given = await givenGuides({ "guide.yaml": GUIDE, ...files }, settings);
  const { records, quarantined } = await walk(given.source);
  const rows = records as readonly Readonly<Record<string, Json>>[];
  const picked = rows.map((row) => [
    row["section_id"],
    Object.fromEntries(fields.flatMap((name) => (name in row ? [[name, row[name]]] : []))),
  ]);
  return {
    sections: Object.fromEntries(picked) as Readonly<Record<string, object>>,
    refused: quarantined.map(({ reason }) => reason),
    swept: (await sweepAll(given.source)).map(([id]) => id).toSorted(),
  };
}

const FIELDS = ["language", "translates", "translation_key", "is_translation"];

test.each([
  ["suffix", { "a/01.md": "", "a/01.en.md": "" }],
  ["folder", { "ru/a/01.md": "", "en/a/01.md": "" }],
] as const)(
  "a translation by its %s has its original's key, and an id of its own",
  async (by, at) => {
    const files = Object.fromEntries(Object.keys(at).map((path) => [path, page({ id: "first" })]));

    const { sections, refused, swept } = await read(files, { languages: { ...RU_EN, by } }, FIELDS);

    expect(refused).toEqual([]);
    expect(sections).toEqual({
      first: { language: "ru", translation_key: "a/01" },
      "first@en": { language: "en", translation_key: "a/01", is_translation: true },
    });
    expect(swept).toEqual(["first", "first@en"]);
  },
);

test("a page says itself what it translates, with languages named or not", async () => {
  const files = {
    "01.md": page({ id: "first" }),
    "02.md": page({ id: "in-english", lang: "en", translates: "first" }),
  };

  const { sections } = await read(files, {}, FIELDS);

  expect(sections).toEqual({
    first: {},
    "in-english": { language: "en", translates: "first", is_translation: true },
  });
});

test("who may read a page is said by words of the community's own", async () => {
  const files = {
    "1.md": page({ id: "open", level: "для всех" }),
    "2.md": page({ id: "closed", level: "клуб" }),
    "3.md": page({ id: "odd", level: "кто знает" }),
    "4.md": page({ id: "silent" }),
  };
  const access = { free: ["для всех"], members: ["клуб"] };

  const { sections, refused } = await read(files, { access, fields: { access: ["level"] } }, [
    "access",
  ]);

  expect(sections).toEqual({
    ...{ open: { access: "free" }, closed: { access: "members" }, odd: {}, silent: {} },
  });
  expect(refused).toEqual(["3.md: line 3: its access is neither free nor for members"]);
});

test("a page is published by its path, an index page by its folder's, and where it says itself", async () => {
  const files = {
    "основы/01-граница.md": page({ id: "a" }),
    "основы/index.md": page({ id: "b" }),
    "moved.md": page({ id: "c", url: "/old/place/" }),
    "README.md": page({ id: "d" }),
  };
  const publishedAt = [...SITE, "https://old.example.org/p?s={id}"];

  const { sections } = await read(files, { publishedAt }, ["urls"]);

  const path = encodeURI("основы");
  expect(sections).toEqual({
    a: {
      urls: [
        `https://guides.example.org/${path}/${encodeURI("01-граница")}/`,
        "https://old.example.org/p?s=a",
      ],
    },
    b: { urls: [`https://guides.example.org/${path}/`, "https://old.example.org/p?s=b"] },
    c: {
      urls: [
        "https://guides.example.org/old/place/",
        "https://guides.example.org/moved/",
        "https://old.example.org/p?s=c",
      ],
    },
    d: { urls: ["https://guides.example.org/", "https://old.example.org/p?s=d"] },
  });
});

test("an address that tells no pages apart is refused with the configuration", () => {
  const said = (publishedAt: string[]) =>
    guidesSettings.safeParse({ dir: "guides", publishedAt }).success;

  expect([said(SITE), said(["https://x.org/"]), said(["guides/{path}"])]).toEqual([
    ...[true, false, false],
  ]);
});
