import { expect, test } from "vitest";

import { reachedFrom } from "./reached.ts";

/** Signs, sends, or has the key that pays. */
const PAYING = [
  "activities/settlement/sign-attempt.ts",
  "activities/settlement/settlement.ts",
  "activities/settlement/chain/settler-key.ts",
  "activities/settlement/chain/connection.ts",
];

const payingIn = (file: string) => PAYING.filter((path) => reachedFrom(file).has(path));

test.each(["plan", "verify", "sql", "lineage"])(
  "`vklad %s` shows or counts again, and reaches neither signer nor sender nor key",
  (command) => {
    expect(payingIn(`app/cli/commands/${command}.ts`)).toEqual([]);
  },
);

test.each(["activities/distribution/index.ts", "models/index.ts"])(
  "what scores and proposes has no key that pays: %s",
  (file) => {
    expect(payingIn(file)).toEqual([]);
  },
);

test("whoever pays is found by the same look", () => {
  expect(payingIn("app/runtime/paying.ts")).toEqual(PAYING);
});
