/** Runs of backticks, with what escapes the first of them, and the blank lines that end a paragraph. */
const TICKS = /(?<escapes>\\*)(?<ticks>`+)|\n[ \t]*\n/gu;

const TAGS = [
  [/<(?:code|pre)\b[^<>\n]{0,300}>/giu, /<\/(?:code|pre)[ \t]*>/giu],
  [/\[code\b[^\]\n]{0,300}\]/giu, /\[\/code\]/giu],
] as const;

interface Run {
  /** Of the first backtick that may open. */
  readonly from: number;
  /** The same where it closes: inside code nothing is escaped. */
  readonly at: number;
  readonly end: number;
}

/** Prose without code that stands within its lines: between backticks, or tags that are closed. */
export function withoutInline(prose: string): string {
  let left = withoutTicks(prose);
  for (const [opening, closing] of TAGS) left = withoutTagged(left, opening, closing);
  return left;
}

/** As in CommonMark, a run of backticks opens what the next run of the same length closes. */
function withoutTicks(prose: string): string {
  if (!prose.includes("`")) return prose;
  let left = "";
  let taken = 0;
  let paragraph: Run[] = [];
  const endParagraph = () => {
    for (const { start, end } of spansIn(paragraph)) {
      left += `${prose.slice(taken, start)} `;
      taken = end;
    }
    paragraph = [];
  };
  for (const match of prose.matchAll(TICKS)) {
    const { escapes = "", ticks } = match.groups ?? {};
    if (ticks === undefined) {
      endParagraph();
      continue;
    }
    const at = match.index + escapes.length;
    paragraph.push({ from: at + (escapes.length % 2), at, end: at + ticks.length });
  }
  endParagraph();
  return left + prose.slice(taken);
}

function spansIn(runs: readonly Run[]): { start: number; end: number }[] {
  // By length, the runs that may still close, the next one last: each is looked at once.
  const closing = new Map<number, Run[]>();
  for (const run of runs.toReversed()) {
    const length = run.end - run.at;
    const others = closing.get(length);
    if (others === undefined) closing.set(length, [run]);
    else others.push(run);
  }
  const spans: { start: number; end: number }[] = [];
  let next = 0;
  for (const run of runs) {
    if (run.at < next) continue;
    const waiting = closing.get(run.end - run.from) ?? [];
    while (waiting.length > 0 && (waiting.at(-1)?.at ?? 0) <= run.at) waiting.pop();
    const end = waiting.at(-1)?.end;
    if (end === undefined || run.end === run.from) continue;
    spans.push({ start: run.from, end });
    next = end;
  }
  return spans;
}

function withoutTagged(prose: string, opening: RegExp, closing: RegExp): string {
  const ends = [...prose.matchAll(closing)].map((match) => match.index + match[0].length);
  if (ends.length === 0) return prose;
  let left = "";
  let taken = 0;
  let next = 0;
  for (const match of prose.matchAll(opening)) {
    if (match.index < taken) continue;
    while (next < ends.length && (ends[next] ?? 0) <= match.index) next += 1;
    const end = ends[next];
    if (end === undefined) break;
    left += `${prose.slice(taken, match.index)} `;
    taken = end;
  }
  return left + prose.slice(taken);
}
