import { expect, test } from "vitest";

import { asks, thanks } from "./words-of-help.ts";

test.each([
  "Как понять, где граница системы?",
  "Где граница системы?! Второй день думаю.",
  "Вот пример (а он верный?) из работы.",
  "How do I choose the level here?",
])("%s asks something", (text) => {
  expect(asks(text)).toBe(true);
});

test.each([
  ["one word", "Правда?"],
  ["nothing but a mark", "???"],
  ["an address with a query", "Смотри запись https://example.org/?page=2 целиком"],
  ["somebody else's question", "> Как понять, где граница?\nХороший вопрос, запомню."],
  ["code", "Вот так оно пишется: `a ? b : c` и дальше"],
  ["a statement", "Граница системы это выбор."],
])("%s asks nothing", (_what, text) => {
  expect(asks(text)).toBe(false);
});

test.each([
  "спасибо, помогло",
  "СПАСИБО!!!",
  "О, получилось. Спасибо большое!",
  "thanks, that worked",
])("%s says that it helped", (text) => {
  expect(thanks(text)).toBe(true);
});

test.each([
  ["a plea", "Помогите, пожалуйста"],
  ["thanks in advance", "Заранее спасибо"],
  ["a denial", "Спасибо, не помогло"],
  ["a but", "Спасибо, но я о другом"],
  ["another question", "Спасибо! А как с границей?"],
  ["somebody else's thanks", "> спасибо, помогло\nСогласна."],
  [
    "a text of its own",
    "Спасибо всем за вечер, а теперь расскажу по порядку, что было вчера на встрече и кто пришёл туда",
  ],
  ["nothing", ""],
])("%s does not say that it helped", (_what, text) => {
  expect(thanks(text)).toBe(false);
});
