import { expect, test } from "vitest";

import { helloSchema } from "./community.ts";

const ANNA = {
  ...{ id: "trainee", name: "Анна", role: "trainee" },
  account: { source: "discourse", nativeId: "7" },
};
const HELLO = {
  ...{ ready: true, sources: {}, assertionsFile: "a.json", truthFile: "t.json" },
  ...{ control: "http://127.0.0.1:1", proposer: ANNA.account },
};

test("the demo shows nobody in a role that is none", () => {
  const said = (role: string) =>
    helloSchema.safeParse({ ...HELLO, people: [{ ...ANNA, role }] }).error?.issues;

  expect(said("trainee")).toBeUndefined();
  expect(said("curator")?.map(({ path }) => path)).toEqual([["people", 0, "role"]]);
});
