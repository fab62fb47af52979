import { expect, test } from "vitest";

import { givenWarehouse } from "../../../test/warehouse.ts";
import { buildThrough, daysAgo, rawRow, RUN } from "../../given.ts";
import { translations } from "./translations.ts";

interface Text {
  readonly id: string;
  readonly days: number;
  readonly text: string;
  readonly rest?: object;
}

const EN = { language: "en", is_translation: true };
const ofFirst = { ...EN, translates: "first" };

/** Each text as it was read so many days ago; of one id the last one stands. */
async function lagOf(texts: readonly Text[]) {
  const ordinals = new Map<string, bigint>();
  const versions = texts.map(({ id, days, text, rest }) => {
    const ordinal = (ordinals.get(id) ?? 0n) + 1n;
    ordinals.set(id, ordinal);
    const titles = { guide_id: "g", guide_title: "g", section_title: id, path: `${id}.md` };
    const row = rawRow(id, { section_id: id, ...titles, text, ...rest }, { version: ordinal });
    return { ...row, observed_at: daysAgo(days), ordinal };
  });
  const current = [...new Map(versions.map((row) => [row.key, row])).values()];
  await using warehouse = await givenWarehouse({
    raw_guides_sections_current: current.map(({ ordinal: _ordinal, ...row }) => row),
    raw_guides_sections_versions: versions,
    ref_run: [RUN],
  });
  return await buildThrough(warehouse, translations);
}

const TEN = "раз два три четыре пять шесть семь восемь девять десять";

test("a translation lags by the words that changed in its original since, and by the days", async () => {
  const rows = await lagOf([
    { id: "first", days: 30, text: TEN },
    { id: "first-en", days: 20, text: "one two", rest: ofFirst },
    { id: "first", days: 9, text: TEN.replace("два", "дважды") },
    { id: "first", days: 4, text: `${TEN.replace("два", "дважды")} и ещё` },
  ]);

  expect(rows).toEqual([
    {
      ...{ section_id: "first", language: "en", translation_id: "first-en", state: "behind" },
      ...{ behind_word_count: 3n, behind_day_count: 9n },
    },
  ]);
});

test("one that was brought up to date, or whose original only moved its words, is current", async () => {
  const moved = TEN.split(" ").toReversed().join(" ");
  const caughtUp = [
    { id: "first", days: 30, text: TEN },
    { id: "first-en", days: 20, text: "one", rest: ofFirst },
    { id: "first", days: 9, text: `${TEN} и ещё` },
    { id: "first-en", days: 3, text: "one and more", rest: ofFirst },
  ];
  const reordered = [
    { id: "first", days: 30, text: TEN },
    { id: "first-en", days: 20, text: "one", rest: ofFirst },
    { id: "first", days: 9, text: moved },
  ];

  for (const texts of [caughtUp, reordered]) {
    expect(await lagOf(texts)).toMatchObject([
      { state: "current", behind_word_count: 0n, behind_day_count: null },
    ]);
  }
});

test("an original that was read only after its translation is not known to have changed", async () => {
  const rows = await lagOf([
    { id: "first-en", days: 20, text: "one", rest: ofFirst },
    { id: "first", days: 9, text: TEN },
  ]);

  expect(rows).toMatchObject([{ state: "current" }]);
});

test("sections of a guide without a translation are missing with all their words", async () => {
  const key = (translation_key: string) => ({ language: "ru", translation_key });
  const rows = await lagOf([
    { id: "first", days: 9, text: TEN, rest: key("a/01") },
    { id: "first@en", days: 9, text: "one", rest: { ...EN, translation_key: "a/01" } },
    { id: "second", days: 9, text: TEN, rest: key("a/02") },
    { id: "alone", days: 9, text: "no original", rest: { ...EN, translation_key: "a/09" } },
  ]);

  expect(rows.toSorted((a, b) => (a.section_id < b.section_id ? -1 : 1))).toEqual([
    {
      ...{ section_id: "first", language: "en", translation_id: "first@en", state: "current" },
      ...{ behind_word_count: 0n, behind_day_count: null },
    },
    {
      ...{ section_id: "second", language: "en", translation_id: null, state: "missing" },
      ...{ behind_word_count: 10n, behind_day_count: null },
    },
  ]);
});
