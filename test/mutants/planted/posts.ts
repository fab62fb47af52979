import type { Mutant } from "../mutant.ts";

const WORDS = ["models/core/contributions/words.test.ts"];
const QUOTES = ["models/core/contributions/without-quotes.test.ts"];

/** Whose words a text is made of, who showed it first, and what a forum changes late. */
export const postsMutants: readonly Mutant[] = [
  {
    change: "count quoted mail as one's own",
    file: "models/core/contributions/without-quotes.ts",
    find: "const { text: answer, isCut } = withoutMail(piece.text);",
    replace: "const { text: answer, isCut } = { text: piece.text, isCut: false };",
    check: QUOTES,
  },
  {
    change: "count a pasted log as one's own",
    file: "models/core/contributions/without-quotes.ts",
    find: "if (!isLog(piece.text, piece.language)) own.push(piece.text);",
    replace: "own.push(piece.text);",
    check: QUOTES,
  },
  {
    change: "take a quotation shown in code for one",
    file: "models/core/contributions/others-words/pieces.ts",
    find: "if (code !== null) {",
    replace: "if (code === undefined) {",
    check: QUOTES,
  },
  {
    change: "let stress marks split words and make texts new",
    file: "models/core/contributions/words.ts",
    find: 'return mark !== undefined && marks.includes(mark) ? mark : "";',
    replace: "return mark !== undefined && marks.includes(mark) ? mark : marks;",
    check: WORDS,
  },
  {
    change: "make a text new by Latin letters in it",
    file: "models/core/contributions/words.ts",
    find: 'normalized: words.map(folded).join(" ")',
    replace: 'normalized: words.join(" ")',
    check: WORDS,
  },
  {
    change: "make a text new by characters that nobody sees",
    file: "models/core/contributions/words.ts",
    find: '.replaceAll(INVISIBLE, "")',
    replace: "",
    check: WORDS,
  },
];
