import { expect, test } from "vitest";

import { ownWordsOf } from "./without-quotes.ts";

test("quotations are not the author's words, however they are nested", () => {
  const text = `[quote="ada, post:1, topic:2"]
Было [quote="eva"]ещё раньше[/quote] сказано.
[/quote]
> и ещё чужая строка
Согласен: граница важна.`;

  expect(ownWordsOf(text)).toEqual({
    own: "Согласен: граница важна.",
    tokenCount: 3,
    normalized: "согласен граница важна",
  });
});

test("texts that differ in case, spaces, punctuation or unseen characters are the same text", () => {
  const { normalized } = ownWordsOf("Граница  системы —\nвыбор.");

  expect(ownWordsOf("ГРАНИЦА си\u200bсте\u00adмы: выбор!").normalized).toBe(normalized);
});

test("unclosed quotations take no long time", () => {
  const { tokenCount } = ownWordsOf("[quote ".repeat(20_000));

  expect(tokenCount).toBe(20_000);
});
