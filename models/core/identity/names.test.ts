import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

import { testWithShared } from "../../../test/shared.ts";
import { givenWarehouse } from "../../../test/warehouse.ts";
import { buildThrough, rawRow, RUN } from "../../given.ts";
import { members } from "./members.ts";

async function shownFor(name: string | null) {
  await using warehouse = await givenWarehouse({
    ref_run: [RUN],
    raw_discourse_users_current: [rawRow(23, { id: 23, username: "ada", name })],
  });
  return (await buildThrough(warehouse, members)).map((member) => member.name);
}

testWithShared("an invisible name is shown as the handle", "cases/name-invisible", async (path) => {
  const { name } = JSON.parse(readFileSync(join(path, "input.json"), "utf8")) as { name: string };

  expect(await shownFor(name)).toEqual(["ada"]);
});

test.each([
  ["no name", null],
  ["an empty one", ""],
  ["spaces of several kinds", " \t\u00a0\u2003\u3000"],
  ["zero widths", "\u200b\u200c\u2060\ufeff"],
  ["a soft hyphen", "\u00ad"],
  ["Korean fillers", "\u3164\u115f"],
  ["an empty cell of Braille", "\u2800"],
  ["marks on no letter", "\u0301\ufe0f"],
  ["directions", "\u202e\u2066"],
])("%s is shown as the handle", async (_kind, name) => {
  expect(await shownFor(name)).toEqual(["ada"]);
});

test.each([["Ада"], ["陳"], ["🦉"], ["…"], ["ада\u200dл"]])("%s is a name", async (name) => {
  expect(await shownFor(`  ${name} `)).toEqual([name]);
});
