import { CASES, type Shown, shownOf, type World } from "./cases.ts";

/** One test of a run, as vitest's JSON reporter tells it. */
export interface Told {
  /** Within the project. */
  readonly file: string;
  readonly title: string;
  readonly status: string;
}

export type Result = "PASSED" | "FAILED" | "NOT RUN" | "NOT BUILT" | "NO TEST";

export interface Row {
  readonly name: string;
  readonly fault: string;
  readonly world: World;
  readonly result: Result;
  /** The test that shows it, or why nothing does. */
  readonly by: string;
}

/** A row for each case and world: only what ran and passed is called passed. */
export function rowsOf(told: readonly Told[], notRun: ReadonlyMap<string, string>): readonly Row[] {
  return CASES.flatMap(({ name, fault, worlds }) =>
    (Object.keys(worlds) as World[]).map((world): Row => {
      const shown = worlds[world];
      const of = { name, fault, world };
      if (shown === undefined || shown === "no test") return { ...of, result: "NO TEST", by: "" };
      if (shown === "not built") return { ...of, result: "NOT BUILT", by: "" };
      return { ...of, ...resultOf(shownOf(shown), told, notRun) };
    }),
  );
}

function resultOf(
  shown: readonly Shown[],
  told: readonly Told[],
  notRun: ReadonlyMap<string, string>,
): Pick<Row, "result" | "by"> {
  const each = shown.map((one) => resultOfOne(one, told, notRun));
  const worst = (["FAILED", "NOT RUN", "PASSED"] as const).find((result) =>
    each.some((one) => one.result === result),
  );
  return { result: worst ?? "NO TEST", by: each.map(({ by }) => by).join("; ") };
}

function resultOfOne(
  { file, title }: Shown,
  told: readonly Told[],
  notRun: ReadonlyMap<string, string>,
): Pick<Row, "result" | "by"> {
  const tests = told.filter(
    (one) => one.file === file && title.every((words) => one.title.includes(words)),
  );
  const [first] = tests;
  if (first === undefined) return { result: "NOT RUN", by: `${file}: ${title.join(" … ")}` };
  const by = `${file}: ${first.title}${tests.length > 1 ? ` and ${tests.length - 1} more` : ""}`;
  if (tests.some(({ status }) => status === "failed")) return { result: "FAILED", by };
  if (tests.every(({ status }) => status === "passed")) return { result: "PASSED", by };
  const why = notRun.get(first.title) ?? "it was skipped";
  return { result: "NOT RUN", by: `${by} (${why})` };
}
