import { type Ran, resultOfAll, type TestResult } from "../named-tests.ts";
import { CASES, shownOf, type World } from "./cases.ts";

export type Result = TestResult["result"] | "NOT BUILT" | "NO TEST";

export interface Row {
  readonly name: string;
  readonly fault: string;
  readonly world: World;
  readonly result: Result;
  /** The test that shows it, or why nothing does. */
  readonly by: string;
}

/** A row for each case and world. */
export function rowsOf(ran: Ran): readonly Row[] {
  return CASES.flatMap(({ name, fault, worlds }) =>
    (Object.keys(worlds) as World[]).map((world): Row => {
      const shown = worlds[world];
      const of = { name, fault, world };
      if (shown === undefined || shown === "no test") return { ...of, result: "NO TEST", by: "" };
      if (shown === "not built") return { ...of, result: "NOT BUILT", by: "" };
      return { ...of, ...resultOfAll(shownOf(shown), ran) };
    }),
  );
}
