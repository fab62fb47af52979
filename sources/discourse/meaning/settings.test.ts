import { expect, test } from "vitest";

import {
  CLASSES,
  DOMAINS,
  unmappedPostMeaning,
} from "../../../models/core/contributions/contribution-classes.ts";
import { Categories, CategoryMeaning, UNMAPPED } from "./settings.ts";

test("every class and domain of the models can be configured, and no other", () => {
  const all = CLASSES.flatMap((one) => DOMAINS.map((domain) => `${one}/${domain}`));

  const options: readonly string[] = CategoryMeaning.shape.topic.options;

  expect(options).toEqual(all);
});

test("what is proposed where nothing is known is what posts of such a category count as", () => {
  const { class: name, domain } = unmappedPostMeaning;

  expect(UNMAPPED).toEqual({ topic: `${name}/${domain}`, reply: `${name}/${domain}` });
});

test.each([
  ["a slug in place of an id", { voprosy: UNMAPPED }, "the id of a category, such as 5"],
  [
    "a class that is none",
    { 5: { topic: "talk/community", reply: "help/community" } },
    "a class (learn, publish, interact, help, manage) and whom it serves (personal, community, " +
      'world), such as "help/community"',
  ],
  ["half a meaning", { 5: { topic: "help/community" } }, "such as"],
])("%s is refused with what was expected", (_what, given, expected) => {
  const { error } = Categories.safeParse(given);

  expect(JSON.stringify(error?.issues).replaceAll('\\"', '"')).toContain(expected);
});
