import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

// @ts-expect-error Plain JavaScript, as the browser runs it.
import { LABELS } from "../components/labels.js";
// @ts-expect-error Plain JavaScript, as the browser runs it.
import { ENGLISH } from "../components/words/english-labels.js";

type Word = string | readonly string[] | ((...values: unknown[]) => string) | Words;
interface Words {
  readonly [key: string]: Word;
}
interface Dictionary {
  readonly name: string;
  readonly ru: Word;
  readonly en: Word;
}

const ROOT = join(import.meta.dirname, "..");
const FOLDER = join(ROOT, "components/words");

/** What both languages show of the labels; the other Russian ones are of pages in Russian alone. */
const shown = Object.keys(ENGLISH).map((kind) => [kind, LABELS[kind]]);
const dictionaries: Dictionary[] = [{ name: "labels", ru: Object.fromEntries(shown), en: ENGLISH }];
for (const file of readdirSync(FOLDER))
  for (const [name, said] of Object.entries(await import(join(FOLDER, file))))
    if ("ru" in (said as object)) dictionaries.push({ name, ...(said as { ru: Word; en: Word }) });

/** Each word as people read it, with a number for each value that stands in it. */
function textsOf(word: Word, path: string): readonly { path: string; text: string }[] {
  if (typeof word === "string") return [{ path, text: word }];
  // The forms of a noun, of which each language has as many as it has.
  if (Array.isArray(word)) return [{ path, text: word.join(" ") }];
  if (typeof word !== "function")
    return Object.entries(word).flatMap(([key, one]) => textsOf(one, `${path}.${key}`));
  const values = Array.from({ length: word.length }, (_, index) => 7_000 + index);
  return [{ path: `${path}(${values.join()})`, text: word(...values) }];
}

/** Where a word is, and which of the values that it is given it says. */
const outline = (texts: ReturnType<typeof textsOf>) =>
  texts.map(({ path, text }) => [path, (text.match(/7\d{3}/g) ?? []).toSorted()]);

test.each(dictionaries)(
  "each of the $name is said in Russian and in English",
  ({ name, ru, en }) => {
    const english = textsOf(en, name);

    expect(outline(english)).toEqual(outline(textsOf(ru, name)));
    expect(english.filter(({ text }) => text === "" || /[а-яё]/i.test(text))).toEqual([]);
  },
);

const sources = ["components", "pages"].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.(js|md|svelte)$/.test(file))
    .map((file) => readFileSync(join(ROOT, folder, file), "utf8")),
);

/** The words of a dictionary that a page or component asks for by name; of one within another, the path. */
function askedOf(name: string, source: string): readonly string[] {
  if (!source.includes(`said(${name})`)) return [];
  const listed = new RegExp(`\\{([^{}]*)\\} = said\\(${name}\\)`).exec(source)?.[1] ?? "";
  const held = new RegExp(`(\\w+) = said\\(${name}\\)`).exec(source)?.[1];
  const each = new RegExp(
    `(?:\\b${held ?? "nowhere"}|said\\(${name}\\))\\.(\\w+(?:\\.\\w+)*)`,
    "g",
  );
  return [
    ...(listed.match(/\w+/g) ?? []),
    ...[...source.matchAll(each)].map(([, key = ""]) => key),
  ];
}

/** Those in capitals are asked by code. */
const named = dictionaries.filter(({ name }) => name !== "labels" && name !== name.toUpperCase());

test.each(named)("pages ask for each of the $name, and for no other", ({ name, ru }) => {
  const asked = new Set(sources.flatMap((source) => askedOf(name, source)));

  const first = new Set([...asked].map((path) => path.split(".")[0]));
  expect([...first].toSorted()).toEqual(Object.keys(ru).toSorted());
  expect([...asked].filter((path) => !isThere(ru, path.split(".")))).toEqual([]);
});

/** What follows a word that is no list of others is not the dictionary's. */
function isThere(word: Word | undefined, [key, ...further]: readonly string[]): boolean {
  if (key === undefined || typeof word !== "object" || Array.isArray(word))
    return word !== undefined;
  return isThere((word as Words)[key], further);
}
