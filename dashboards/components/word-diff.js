/** Above this many cells the table of common parts takes too long: whole texts are compared. */
const CELLS_MAX = 4_000_000;

/**
 * What turns one text into another, by words: parts `{ kind: "same" | "gone" | "new", text }`.
 * Joining all but the new parts gives the old text, all but the gone ones the new text.
 */
export function wordDiff(before, after) {
  const [a, b] = [words(before), words(after)];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  return joined([
    ...a.slice(0, start).map((text) => ({ kind: "same", text })),
    ...changed(a.slice(start, a.length - end), b.slice(start, b.length - end)),
    ...a.slice(a.length - end).map((text) => ({ kind: "same", text })),
  ]);
}

/** Words with the spaces before them, so that nothing of a text is lost. */
function words(text) {
  return text.match(/\s*\S+|\s+$/g) ?? [];
}

function changed(a, b) {
  const gone = a.map((text) => ({ kind: "gone", text }));
  const added = b.map((text) => ({ kind: "new", text }));
  if (a.length === 0 || b.length === 0 || a.length * b.length > CELLS_MAX)
    return [...gone, ...added];
  const width = b.length + 1;
  const common = lengths(a, b, width);
  const parts = [];
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    if (isSameWord(a[i], b[j])) {
      parts.push(...sameWord(a[i], b[j]));
      i += 1;
      j += 1;
    } else if (common[(i + 1) * width + j] >= common[i * width + j + 1]) parts.push(gone[i++]);
    else parts.push(added[j++]);
  }
  return [...parts, ...gone.slice(i), ...added.slice(j)];
}

/** A word that only moved to another line is the same word. */
function isSameWord(before, after) {
  return before === after || before.trimStart() === after.trimStart();
}

function sameWord(before, after) {
  const word = { kind: "same", text: after };
  if (before === after) return [word];
  word.text = after.trimStart();
  return [
    { kind: "gone", text: before.slice(0, before.length - word.text.length) },
    { kind: "new", text: after.slice(0, after.length - word.text.length) },
    word,
  ];
}

/** How many words the rest of both texts have in common, for every pair of places. */
function lengths(a, b, width) {
  const common = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      common[i * width + j] = isSameWord(a[i], b[j])
        ? common[(i + 1) * width + j + 1] + 1
        : Math.max(common[(i + 1) * width + j], common[i * width + j + 1]);
  return common;
}

function joined(parts) {
  const out = [];
  for (const part of parts) {
    const last = out.at(-1);
    if (part.text === "") continue;
    if (last?.kind === part.kind) last.text += part.text;
    else out.push({ ...part });
  }
  return out;
}
