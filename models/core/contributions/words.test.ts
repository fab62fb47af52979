import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

import { testWithShared } from "../../../test/shared.ts";
import { ownWordsOf } from "./words.ts";

const inputOf = (path: string) =>
  JSON.parse(readFileSync(join(path, "input.json"), "utf8")) as Record<string, string>;

function comparable(text: string) {
  const { tokenCount, normalized } = ownWordsOf(text);
  return { tokenCount, normalized };
}

testWithShared("stress marks split no word", "cases/russian-stress", (path) => {
  const { raw = "", same_as = "" } = inputOf(path);

  expect(comparable(raw)).toEqual({ tokenCount: 4, normalized: "замок стоит на берегу" });
  expect(comparable(same_as)).toEqual(comparable(raw));
});

testWithShared("ё is е", "cases/russian-yo", (path) => {
  const { first = "", second = "" } = inputOf(path);

  expect(comparable(second)).toEqual(comparable(first));
});

test.each([
  ["case, spaces, punctuation", "ГРАНИЦА  системы —\nвыбор!"],
  ["a grave accent, composed or not", "Грани\u0300ца систе\u0300мы: вы\u0300бор"],
  ["an accent as the forum's HTML has it", "Грани&#769;ца систе&#x301;мы: выбор"],
  ["ё made of two characters", "Граница систе\u0308мы: выбор"],
  ["a strike-through", "Г\u0336р\u0336а\u0336ница системы: выбор"],
  ["soft hyphens and zero widths", "Гра\u00adни\u200bца си\u2060сте\ufeffмы: вы\u200dбор"],
  ["soft hyphens as HTML has them", "Гра&shy;ница систе&#173;мы: выбор"],
  ["fillers and variation selectors", "Гра\u3164ница систе\ufe0fмы: вы\u034fбор"],
  ["a direction that is overridden", "\u202eГраница\u202c системы: выбор"],
  ["Latin letters that look alike", "Гpaницa cиcтeмы: выбop"],
  ["a Latin capital that looks alike", "Граница системы: Bыбор"],
  ["digits that look alike", "Граница системы: выб0р"],
  ["letters of mathematics and full width", "Граница системы: выб𝐨𝐩"],
  ["Greek letters that look alike", "Грαница системы: выбορ"],
  ["whom it names", "@petr Граница системы: выбор"],
  ["where a link leads", "[Граница](https://example.org/chuzhie-slova) системы: выбор"],
  ["a bare link", "Граница системы: выбор https://example.org/chuzhie-slova?x=1"],
])("a text that differs in %s is the same text", (_what, text) => {
  expect(comparable(text)).toEqual({ tokenCount: 3, normalized: "граница системы выбор" });
});

test.each([
  ["мой", "мои"],
  ["ўсё", "усё"],
  ["їжак", "іжак"],
  ["तक", "ताक"],
  ["hello", "help"],
  ["30", "зо"],
])("%s and %s are different words", (one, other) => {
  expect(ownWordsOf(one).normalized).not.toBe(ownWordsOf(other).normalized);
});

test("an English text with Cyrillic twins in it is the same English text", () => {
  expect(comparable("Thе bоundary оf а sуstem")).toEqual(comparable("The boundary of a system"));
});

test("words are counted in the script they are written in", () => {
  expect(ownWordsOf("नमस्ते दुनिया が ประเทศไทย").tokenCount).toBe(4);
});

test("nothing but what nobody sees is no word", () => {
  expect(ownWordsOf("\u200b\u3164 \u2800\u00ad — @petr https://example.org")).toMatchObject({
    tokenCount: 0,
    normalized: "",
  });
});
