/**
 * How many words of a text are others than before: those that came or those that went, whichever are
 * more. The order of words is of no account, so that a passage that only moved changes nothing.
 */
export function wordsChanged(before: string, after: string): number {
  const left = countsOf(before);
  let came = 0;
  for (const word of wordsIn(after)) {
    const count = left.get(word) ?? 0;
    if (count === 0) came += 1;
    else left.set(word, count - 1);
  }
  const went = [...left.values()].reduce((sum, count) => sum + count, 0);
  return Math.max(came, went);
}

/** Of words one space apart. */
export function wordsIn(text: string): readonly string[] {
  return text === "" ? [] : text.split(" ");
}

function countsOf(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of wordsIn(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}
