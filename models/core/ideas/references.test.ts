import { expect, test } from "vitest";

import { quotationsIn, referencesIn } from "./references.ts";

const ID = "vU6pMACEEem9PdtjGwIgQw";

test.each([
  [
    "Об этом говорили тут: https://club.example.org/t/granitsa-sistemy/301/4.",
    { to: "post", slug: "granitsa-sistemy", topicId: "301", number: 4 },
  ],
  [
    "https://club.example.org/forum/t/granitsa/301?u=ada",
    { to: "post", slug: "granitsa", topicId: "301", number: 1 },
  ],
  ["(https://t.me/c/1234567890/55)", { to: "telegram", chatId: "-1001234567890", messageId: "55" }],
  ["https://t.me/c/1234567890/4/55", { to: "telegram", chatId: "-1001234567890", messageId: "55" }],
  [
    "https://discord.com/channels/1/10/143776454050709505",
    { to: "discord", chatId: "10", messageId: "143776454050709505" },
  ],
  [`см. https://hypothes.is/a/${ID}`, { to: "annotation", annotationId: ID }],
  [`https://hyp.is/${ID}/guides.example.org/1`, { to: "annotation", annotationId: ID }],
])("%s names a text by its address", (text, reference) => {
  expect(referencesIn(text)).toEqual([reference]);
});

test.each([
  "https://club.example.org/t/301",
  "https://club.example.org/u/ada",
  "https://t.me/ada",
  "https://t.me/c/1234567890",
  "https://discord.com/invite/abc",
  "https://hypothes.is/groups/n9iXjarQ/name",
  "https://",
  "т.me/c/1/2",
])("%s names none", (text) => {
  expect(referencesIn(text)).toEqual([]);
});

test("addresses stand in their order, and those of hidden links behind them", () => {
  const found = referencesIn("https://t.me/c/1/2 и https://t.me/c/1/3", ["https://t.me/c/1/4"]);

  expect(found.map((one) => (one.to === "telegram" ? one.messageId : ""))).toEqual(["2", "3", "4"]);
});

test("marked lines are a quotation, a short one is none", () => {
  const text = "> Граница системы там, где кончается то,\n> на что вы влияете.\nДа.\n> Коротко.";

  expect(quotationsIn(text)).toEqual([
    "граница системы там где кончается то на что вы влияете".split(" "),
  ]);
});
