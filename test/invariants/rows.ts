import type { Noticed } from "../mutants/noticed.ts";
import { isTold, type NamedTest, type Ran, resultOf } from "../named-tests.ts";
import type { Invariant } from "./invariants.ts";

export type Result =
  | "PASSED"
  | "FAILED"
  | "NOT RUN"
  | "NOTICED"
  | "NOT NOTICED"
  | "NOT BUILT"
  | "DECIDED";

/** One line of the list: a test, a guard's mutant, or what is not built or was decided otherwise. */
export interface Row {
  readonly name: string;
  readonly what: "test" | "mutant" | "open" | "other";
  readonly result: Result;
  readonly says: string;
}

/** What became of an invariant's tests, and of each of its guards taken away. */
export function rowsOf(
  { name, tests, mutants, notBuilt, decided }: Invariant,
  ran: Ran,
  noticed: ReadonlyMap<string, Noticed>,
): readonly Row[] {
  return [
    ...tests.map((one): Row => {
      const { result, by } = resultOf(one, ran);
      return { name, what: "test", result, says: by };
    }),
    ...mutants.map((change): Row => {
      const found = noticed.get(change);
      const by = found?.failures.find((failure) => tests.some((one) => isOf(one, failure)));
      return by === undefined
        ? { name, what: "mutant", result: "NOT NOTICED", says: `${change}: ${found?.says ?? ""}` }
        : { name, what: "mutant", result: "NOTICED", says: `${change} → ${by}` };
    }),
    ...(notBuilt === undefined
      ? []
      : [{ name, what: "open", result: "NOT BUILT", says: notBuilt } as const]),
    ...(decided === undefined ? [] : [decidedRow(name, decided)]),
  ];
}

function decidedRow(name: string, { otherwise, by }: NonNullable<Invariant["decided"]>): Row {
  return { name, what: "other", result: "DECIDED", says: `${otherwise} (docs/decisions/${by})` };
}

/** Whether it was this test that failed: `file: title`. */
function isOf(named: NamedTest, failure: string): boolean {
  const [file = "", ...title] = failure.split(": ");
  return isTold(named, { file, title: title.join(": ") });
}
