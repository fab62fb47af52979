import { expect, test } from "vitest";

import { localeOf } from "./options.ts";

test("the terminal speaks the language that is named, whatever else says", () => {
  expect(localeOf({ locale: "en" }, "ru", { LANG: "ru_RU.UTF-8" })).toBe("en");
});

test("the environment's language goes before the community's, by POSIX's order", () => {
  const spoken = (env: NodeJS.ProcessEnv) => localeOf({}, "ru", env);

  expect(spoken({ LANG: "en_US.UTF-8" })).toBe("en");
  expect(spoken({ LC_ALL: "ru_RU", LC_MESSAGES: "en_GB", LANG: "en_US" })).toBe("ru");
  expect(spoken({ LC_ALL: "", LC_MESSAGES: "en_GB", LANG: "ru_RU" })).toBe("en");
});

test("where the environment names no language of ours, it is the community's", () => {
  const silent = [{}, { LANG: "C.UTF-8" }, { LC_ALL: "POSIX" }, { LANG: "de_DE.UTF-8" }];

  expect(silent.map((env) => localeOf({}, "ru", env))).toEqual(["ru", "ru", "ru", "ru"]);
  expect(silent.map((env) => localeOf({}, "en", env))).toEqual(["en", "en", "en", "en"]);
});
