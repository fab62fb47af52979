import { distance } from "fastest-levenshtein";
import { expect, test } from "vitest";

import { seededRandom } from "../../../test/seed.ts";
import { findQuote, soughtOf } from "./find-quote.ts";
import { comparable, shownWords } from "./shown-words.ts";

const TEXT = shownWords(`
# Граница системы

Гра\u00adница отделяет си\u0301стему от **её окруже**ния, и [провести её](https://x.org/a "б") —
дело того, кто смотрит. Система служит тому, кто вне её. Подсистема тоже система.
`);

const quote = (exact: string, prefix: string | null = null, suffix: string | null = null) =>
  findQuote(soughtOf({ exact, prefix, suffix }), TEXT);

test("marks of Markdown, soft hyphens, stress marks, ё and white space make no difference", () => {
  expect(quote("отделяет систему от ее окружения, и провести\n её — дело")).toEqual({
    likeness: 1_000,
  });
});

test("a quote that was reworded is found with what is left of it, and another sentence is not", () => {
  const found = quote("Граница отделила систему от её среды, и провести её — дело того");

  expect(found?.likeness).toBeGreaterThan(800);
  expect(found?.likeness).toBeLessThan(1_000);
  expect(quote("Эволюция идёт по цепочке мутаций и отбора наследуемых свойств")).toBeNull();
});

test("a short quote is found by what stands around it, and by itself only if nothing is said", () => {
  expect(quote("система", "того, кто вне её. Под", " тоже система.")).toEqual({ likeness: 1_000 });
  expect(quote("система", "В физике любая ", " отсчёта условна")).toBeNull();
  expect(quote("система")).toEqual({ likeness: 1_000 });
  expect(quote("служит", "кто смотрит. Система ", " всем, кто внутри её")).toEqual({
    likeness: 1_000,
  });
});

test("of a quote without a word nothing is found", () => {
  expect(quote(" — ")).toBeNull();
});

test("what Markdown says besides is no part of the text", () => {
  const page = `
Слово[^1] и ![схема мира](a.png) <b title="не видно">рядом</b>. {#anchor}

<!-- не видно -->
[^1]: Сноска
[ссылка]: https://example.org/путь "название"
`;

  expect(shownWords(page)).toBe("слово и рядом сноска");
  expect(comparable("Слово и&nbsp;рядом")).toBe("слово и nbsp рядом");
  expect(shownWords("Слово и&nbsp;рядом")).toBe("слово и рядом");
});

test("the changes that a quote needs are the fewest there are, against a count of its own", () => {
  const random = seededRandom("find-quote");
  const letters = (count: number) =>
    Array.from({ length: count }, () => random.pick(["а", "б", "в", "г"])).join("");
  for (let round = 0; round < 60; round += 1) {
    const pattern = letters(26);
    const text = letters(random.whole(20, 50));
    let fewest = Infinity;
    for (let from = 0; from <= text.length; from += 1)
      for (let to = from; to <= text.length; to += 1)
        fewest = Math.min(fewest, distance(pattern, text.slice(from, to)));

    const found = findQuote({ needle: pattern, telling: pattern }, text);

    const likeness = 1_000 - Math.ceil((fewest * 1_000) / pattern.length);
    expect(found).toEqual(fewest <= 7 ? { likeness } : null);
  }
});
