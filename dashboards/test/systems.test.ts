import { expect, test } from "vitest";

// @ts-expect-error Plain JavaScript, as the browser runs it.
import { noneOf, setSystems } from "../components/systems.js";

const NONE = "Никто ещё ничего не сдал.";

test("where workbooks are not connected, nobody is told that nobody handed anything in", () => {
  setSystems(["discourse"]);

  expect(noneOf("nocodb", NONE)).toContain("не подключены");
});

test("where they are connected, or a page is of no system, its own words are said", () => {
  setSystems(["discourse", "nocodb"]);

  expect([noneOf("nocodb", NONE), noneOf(undefined, NONE)]).toEqual([NONE, NONE]);
});
