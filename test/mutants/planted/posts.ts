import type { Mutant } from "../mutant.ts";

const WORDS = ["models/core/contributions/words.test.ts"];
const NOVELTY = ["models/core/contributions/novelty.test.ts"];
const OLD_POSTS = ["sources/discourse/old-posts.test.ts"];
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
  {
    change: "show an invisible name",
    file: "models/staging/accounts.ts",
    find: "case when regexp_matches(regexp_replace(name, ${sql.lit(BLANKS)}, '', 'g'), ${sql.lit(SEEN)})",
    replace: "case when trim(name) <> ''",
    check: ["models/core/identity/names.test.ts"],
  },
  {
    change: "round decimals on their way in",
    file: "sources/exact-json.ts",
    find: "if (JSON.stringify(Number(digits)) === digits) return digits;",
    replace: "if (!Number.isInteger(Number(digits))) return digits;",
    check: ["sources/exact-json.test.ts"],
  },
  {
    change: "round the numbers of records that were refused",
    file: "warehouse/landing/manifest.ts",
    find: "parsed = parseExactly(line);",
    replace: "parsed = JSON.parse(line);",
    check: ["activities/ingest/as-sent.test.ts"],
  },
  {
    change: "land the upper levels of a record that was cut",
    file: "sources/records.ts",
    find: "if (holdsCut(record)) {",
    replace: "if (record === undefined) {",
    check: ["sources/records.test.ts", "activities/ingest/as-sent.test.ts"],
  },
  {
    change: "let a text be as old as the post or the row it was pasted into",
    file: "models/core/contributions/text_versions.ts",
    find: '.then(eb.ref("changed_at"))\n          .else(eb.ref("observed_at"))',
    replace: '.then(eb.ref("changed_before"))\n          .else(eb.ref("observed_at"))',
    check: NOVELTY,
  },
  {
    change: "believe an old stamp that a silent change left as it was",
    file: "models/core/contributions/text_versions.ts",
    find: '.else(eb.ref("observed_at"))',
    replace: '.else(eb.ref("changed_at"))',
    check: NOVELTY,
  },
  {
    change: "make a copy new once the text it was taken from is edited",
    file: "models/core/contributions/novelty.ts",
    find: 'eb("before.member_id", "<>", eb.ref("own.member_id")),',
    replace: "",
    check: NOVELTY,
  },
  {
    change: "make a text as new as its last edit, though its words are old",
    file: "models/core/contributions/texts.ts",
    find: '.agg<Date>("min", ["told_at"])',
    replace: '.agg<Date>("max", ["told_at"])',
    check: NOVELTY,
  },
  {
    change: "miss posts that moved or came back: a topic's count is not looked at",
    file: "sources/discourse/changed-topics.ts",
    find: "if (name !== nameBefore || Number(count) !== Number(countBefore) + added) return ids;",
    replace: "if (name !== nameBefore) return ids;",
    check: OLD_POSTS,
  },
  {
    change: "miss a topic that came back: what is not listed any more stays known",
    file: "sources/discourse/changed-topics.ts",
    find: "const whole = { ...topics, changed, marks, listing: null, listed: until };",
    replace:
      "const whole = { ...topics, changed, marks: { ...topics.marks, ...marks }, listing: null, listed: until };",
    check: OLD_POSTS,
  },
  {
    change: "never read all posts again",
    file: "sources/discourse/posts.ts",
    find: "if (target === null) return null;",
    replace: "if (target !== -1) return null;",
    check: OLD_POSTS,
  },
  {
    change: "read older posts again without a pace",
    file: "sources/discourse/posts.ts",
    find: "const step = repliesLeft > 0 ?",
    replace: "const step = repliesLeft > -Infinity ?",
    check: OLD_POSTS,
  },
  {
    change: "read the whole list of topics only once",
    file: "sources/discourse/topics.ts",
    find: "const done = isEnd || (isOlder && !isWhole);",
    replace: "const done = isEnd || isOlder;",
    check: OLD_POSTS,
  },
  {
    change: "keep everything again that is read again",
    file: "activities/ingest/reread.ts",
    find: "page.records.filter((record) => !known.isSame(record))",
    replace: "page.records",
    check: ["activities/ingest/reread.test.ts"],
  },
  {
    change: "a sweep shows what changed and nobody keeps it",
    file: "activities/ingest/land.ts",
    find: "(page.records ?? []).filter((record) => !known.isSame(record))",
    replace: "[] as Json[]",
    check: ["activities/ingest/reread.test.ts"],
  },
  {
    change: "let posts wait for a list of topics that cannot be read",
    file: "sources/discourse/posts.ts",
    find: "if (isSourceError(error)) return null;",
    replace: "",
    check: OLD_POSTS,
  },
];
