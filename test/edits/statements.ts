import { createHash } from "node:crypto";

import type { Random } from "../../demo/random.ts";
import { identityOf, masterOf, shownIn, type Shown } from "./oracle.ts";
import type { Sequence } from "./sequence.ts";
import type { Statement } from "./statement.ts";

/** What the catalogue says of a sequence's first tasks; of a task made later it knows nothing. */
const COMPLEXITIES = [1_000_000, 1_250_000, 2_000_000];

/** Words on what the last run showed: by masters on the page, and by those who may not. */
export function drawStatement(
  sequence: Sequence,
  random: Random,
  { at, earlier }: { readonly at: number; readonly earlier: readonly Statement[] },
): Statement | null {
  const shown = shownIn(sequence);
  if (shown.length === 0) return null;
  const text = random.pick(shown);
  const masters = masterOf(sequence, text.cohort, at).filter(
    (by) => by !== text.author && by !== text.answerAuthor,
  );
  if (masters.length === 0) return null;
  const said = { ...wordOf(sequence, text, random), at };
  const before = earlier.findLast(
    (one) => one.kind === "master" && one.attempt === said.attempt && one.digest === said.digest,
  );
  // Said again of a text that is accepted: the page shows what was pinned then.
  const again = before?.verdict === "accepted" ? before : said;
  const pins = { task: again.task, cohort: again.cohort, complexity: again.complexity };
  // Who is a trainee as well judges only what never stood in an answer of theirs.
  const by = random.pick(masters);
  const honest: Statement = { ...said, ...pins, by, kind: "master" };
  if (by === sequence.people.p && text.wasIn.has(by)) return null;
  if (sequence.isQuiet || random.chance(0.7)) return honest;
  const { a, b, n, x } = sequence.people;
  const accepted = { verdict: "accepted", grade: 5 } as const;
  return random.pick<() => Statement | null>([
    () => ({ ...honest, verdict: "withdrawn", grade: null }),
    () => ({ ...honest, ...accepted, by: random.pick([a, b]), kind: "trainee" }),
    () => ({ ...honest, ...accepted, by: n, kind: "of another cohort" }),
    () => ({ ...honest, ...accepted, by: text.author, kind: "author" }),
    () => ({ ...honest, ...accepted, by: text.answerAuthor, kind: "author of the answer" }),
    () => ({ ...honest, ...accepted, by: x, kind: "late" }),
    () => ({ ...honest, ...accepted, digest: digestOf(`${at}`), kind: "unseen text" }),
    () => ({
      ...honest,
      ...accepted,
      digest: otherText(shown, text, random),
      kind: "another's text",
    }),
    () => ({ ...honest, ...accepted, attempt: elsewhere(text, a), kind: "another row" }),
    () => ({ ...honest, digest: random.pick(text.digests), kind: "older text" }),
  ])();
}

function wordOf({ part }: Sequence, text: Shown, random: Random) {
  const place = [...part.tables.tasks.keys()].indexOf(text.taskRow);
  const isAccepted = random.chance(0.65);
  return {
    attempt: text.attempt,
    digest: digestOf(text.text),
    verdict: isAccepted ? ("accepted" as const) : ("returned" as const),
    grade: isAccepted ? random.pick([null, 3, 4, 5]) : random.pick([null, 1, 2]),
    task: text.task,
    cohort: text.cohort,
    complexity: COMPLEXITIES[place] ?? 1_000_000,
    way: random.pick(["page", "workbook"] as const),
  };
}

function otherText(shown: readonly Shown[], { attempt, text }: Shown, random: Random): string {
  const others = shown.filter((one) => one.attempt !== attempt && one.text !== text);
  return digestOf(others.length === 0 ? "ничей" : random.pick(others).text);
}

/** A row of the same id that somebody else never made. */
function elsewhere({ row }: Shown, by: string): string {
  return identityOf("attempts", {
    ...row,
    CreatedBy: { id: by },
    CreatedAt: "2020-01-01 00:00:00+00:00",
  });
}

export function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
