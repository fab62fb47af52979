import { paidIn, refusalOf, historiesOf, type Paid } from "./oracle.ts";
import type { Counted, Played } from "./play.ts";

export interface Judged {
  /** What is wrong, one sentence each. */
  readonly faults: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
}

/**
 * Holds what the models pay against what is right: nothing is paid that no master said of that very
 * text, nothing that one did say is lost or worth less than the same work that nobody touched.
 */
export function judge({ sequences, statements, counted, accountOf }: Played): Judged {
  const faults: string[] = [];
  const rows = new Map(counted.map((row) => [row.contribution_id, row]));
  const right = sequences.flatMap((sequence, place) => {
    const said = statements[place] ?? [];
    return paidIn(sequence, said).map((paid) => ({ ...paid, place, isQuiet: sequence.isQuiet }));
  });
  const expected = new Map(right.map((paid) => [paid.contribution, paid]));

  for (const row of counted) {
    const paid = expected.get(row.contribution_id);
    if (row.points > 0n && paid === undefined)
      faults.push(`${row.contribution_id} is paid ${row.points}, and no master accepted it.`);
    if (row.points > 0n && paid?.isNew === false)
      faults.push(`${row.contribution_id} is paid ${row.points} for what another showed first.`);
  }
  for (const paid of right)
    for (const fault of differences(paid, rows.get(paid.contribution), accountOf))
      faults.push(`Sequence ${paid.place}, ${paid.contribution}: ${fault}`);
  faults.push(...unequal(right, rows));
  return { faults, counts: countsOf({ sequences, statements, counted }, right) };
}

function differences(
  paid: Paid,
  row: Counted | undefined,
  accountOf: (user: string) => string,
): string[] {
  if (row === undefined) return ["a master accepted it, and it is not there."];
  const pairs = {
    text: [row.text, paid.text],
    period: [row.period, paid.period],
    task: [row.task_id, paid.task],
    cohort: [row.cohort_id, paid.cohort],
    complexity: [row.k, BigInt(paid.complexity)],
    member: [row.member_account, accountOf(paid.member)],
    verdict: [row.verdict, "accepted"],
  };
  const found = Object.entries(pairs).flatMap(([name, [is, be]]) =>
    is === be ? [] : [`its ${name} is ${short(is)}, and is to be ${short(be)}.`],
  );
  if (paid.isNew === true && row.points <= 0n)
    found.push("it is new and accepted, and earns nothing.");
  return found;
}

const short = (value: unknown) => String(value).slice(0, 60);

/**
 * The same work of a month is worth the same to everybody, touched by strangers or not: by what was
 * accepted (words, grade, complexity, novelty), and not by the formula.
 */
function unequal(
  right: readonly (Paid & { readonly isQuiet: boolean })[],
  rows: ReadonlyMap<string, Counted>,
): string[] {
  const months = Map.groupBy(right, ({ member, period }) => `${member} ${period}`);
  const worth = new Map<string, { readonly points: bigint; readonly whose: string }>();
  const faults: string[] = [];
  // The quiet ones first: they say what the work is worth.
  const ordered = [...months].toSorted(
    ([, one], [, other]) => Number(isQuiet(other)) - Number(isQuiet(one)),
  );
  for (const [whose, works] of ordered) {
    if (works.some((paid) => paid.isNew === null)) continue;
    const kind = works.map(kindOf).toSorted().join(" + ");
    const points = works.reduce(
      (sum, { contribution }) => sum + (rows.get(contribution)?.points ?? 0n),
      0n,
    );
    const known = worth.get(kind);
    if (known === undefined) worth.set(kind, { points, whose });
    else if (known.points !== points)
      faults.push(`${whose} earns ${points} for ${kind}, and ${known.whose} ${known.points}.`);
  }
  return faults;
}

const isQuiet = (works: readonly { readonly isQuiet: boolean }[]) =>
  works.every((paid) => paid.isQuiet);

const kindOf = ({ text, grade, complexity, isNew }: Paid) =>
  [text.trim().split(/\s+/).length, grade ?? "none", complexity, isNew ? "new" : "old"].join("/");

function countsOf(
  { sequences, statements, counted }: Pick<Played, "sequences" | "statements" | "counted">,
  right: readonly (Paid & { readonly isQuiet: boolean })[],
): Record<string, number> {
  const counts = new Map<string, number>();
  const add = (name: string, by = 1) => counts.set(name, (counts.get(name) ?? 0) + by);
  add("sequences", sequences.length);
  add("sequences without strangers", sequences.filter((one) => one.isQuiet).length);
  for (const sequence of sequences)
    for (const [kind, by] of [...sequence.counts].toSorted()) add(`edits: ${kind}`, by);
  for (const [place, said] of statements.entries()) {
    const sequence = sequences[place];
    if (sequence === undefined) continue;
    const histories = historiesOf(sequence);
    for (const one of said)
      add(
        `statements: ${refusalOf(sequence, one, histories.get(one.attempt)) ?? `count (${one.verdict})`}`,
      );
  }
  add("attempts there are", counted.length);
  add("attempts paid", counted.filter(({ points }) => points > 0n).length);
  add("attempts to be paid", right.length);
  add("of them shown by another before", right.filter((paid) => paid.isNew === false).length);
  add("of them not to be told whether new", right.filter((paid) => paid.isNew === null).length);
  add("of them without strangers", right.filter((paid) => paid.isQuiet).length);
  return Object.fromEntries(counts);
}
