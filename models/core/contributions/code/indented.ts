/** Four columns; a tab reaches the fourth from anywhere before it. */
const INDENTED = /^(?: {4}| {0,3}\t)/u;
/** A footnote holds what is indented below it, as a list's item does. */
const LIST_ITEM = /^[ \t]*(?:(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)|\[\^[^\]\n]+\]:)/u;

export interface WithoutBlocks {
  readonly prose: string;
  readonly codeLines: number;
}

/**
 * Prose without its indented blocks of code, as CommonMark has them: four columns in, after a blank
 * line or at the beginning. What is indented within a list is the list's, code there too: it takes
 * somebody's words for code less often than it would rob them.
 */
export function withoutIndented(prose: string): WithoutBlocks {
  const lines = prose.split("\n");
  const kept: string[] = [];
  let codeLines = 0;
  let isAfterBlank = true;
  let isInCode = false;
  let isInList = false;
  for (const line of lines) {
    const isBlank = line.trim() === "";
    if (isBlank) {
      isAfterBlank = true;
      kept.push(line);
      continue;
    }
    const isIndented = INDENTED.test(line);
    if (LIST_ITEM.test(line) && !(isIndented && !isInList)) isInList = true;
    else if (isAfterBlank && !/^[ \t]/u.test(line)) isInList = false;
    isInCode = !isInList && isIndented && (isAfterBlank || isInCode);
    if (isInCode) codeLines += 1;
    // A block ends a paragraph: what stands above it and below it are two.
    kept.push(isInCode ? "" : line);
    isAfterBlank = false;
  }
  return { prose: kept.join("\n"), codeLines };
}
