import type { Mutant } from "../mutant.ts";

const TALK = ["models/core/contributions/talk/talk.test.ts"];
const HELP = ["models/core/contributions/talk/words-of-help.test.ts"];
const ANSWERS = "models/core/contributions/talk/chat_answers.ts";
const NOTES = "models/core/contributions/talk/answered_annotations.ts";

/** What of all that is said beside the club is a contribution, and from when on. */
export const talkMutants: readonly Mutant[] = [
  {
    change: "whoever answers themselves helps",
    file: ANSWERS,
    find: "if (to === undefined || to.member_id === one.member_id) continue;",
    replace: "if (to === undefined) continue;",
    check: TALK,
  },
  {
    change: "whoever answers a bot helps",
    file: ANSWERS,
    find: "if (actors.has(to.account_key)) continue;",
    replace: "",
    check: TALK,
  },
  {
    change: "each of many answers of one person to one question counts",
    file: ANSWERS,
    find: "if (first.has(pair) || !asks",
    replace: "if (!asks",
    check: TALK,
  },
  {
    change: "an answer to what nobody asked counts",
    file: ANSWERS,
    find: "!asks(to.text) || !isAnswer(one.text)",
    replace: "!isAnswer(one.text)",
    check: TALK,
  },
  {
    change: "a word is an answer",
    file: ANSWERS,
    find: "return ownWordsOf(text).tokenCount >= WORDS_MIN.chat_answer;",
    replace: "return text !== null;",
    check: TALK,
  },
  {
    change: "anybody's thanks are evidence of help",
    file: ANSWERS,
    find: "question !== undefined && question.member_id === one.member_id && thanks",
    replace: "question !== undefined && thanks",
    check: TALK,
  },
  {
    change: "whoever answers their own note makes a contribution of it",
    file: NOTES,
    find: "({ member_id }) => member_id !== note.member_id,",
    replace: "() => true,",
    check: TALK,
  },
  {
    change: "a bot's answer makes a contribution of a note",
    file: NOTES,
    find: "!actors.has(one.account_key) &&",
    replace: "",
    check: TALK,
  },
  {
    change: "notes on pages that are no guide's count",
    file: NOTES,
    find: "note.state === OUTSIDE || ",
    replace: "",
    check: TALK,
  },
  {
    change: "what is said elsewhere counts in months before its formula",
    file: "models/core/contributions/talk/talk.ts",
    find: "where m.kind = done.kind and occurred_at >= counts_from",
    replace: "where m.kind = done.kind",
    check: TALK,
  },
  {
    change: "what is said elsewhere counts on after its formula",
    file: "models/core/contributions/talk/talk.ts",
    find: "and (counts_until is null or occurred_at < counts_until)",
    replace: "",
    check: TALK,
  },
  {
    change: "a denial says that it helped",
    file: "models/core/contributions/talk/words-of-help.ts",
    find: " && !words.some((word) => DOUBTS.has(word))",
    replace: "",
    check: HELP,
  },
  {
    change: "an address with a query asks",
    file: "models/core/contributions/talk/words-of-help.ts",
    find: "return ASKS.test(own) && wordsOf(own)",
    replace: "return /[?]/u.test(text) && wordsOf(own)",
    check: HELP,
  },
  {
    change: "a text shown before its kind counted makes earlier months' copies of it old",
    file: "models/core/contributions/talk/talk_versions.ts",
    find: "greatest(changed_at, counts_from) as told_at",
    replace: "changed_at as told_at",
    check: ["models/core/contributions/talk/talk-novelty.test.ts"],
  },
  {
    change: "a copy of what was said in a chat is new in the club",
    file: "models/core/contributions/text_versions.ts",
    find: '.selectFrom("talk_versions")',
    replace: '.selectFrom("talk_versions").where("version", "<", 0n)',
    check: ["models/core/contributions/talk/talk-novelty.test.ts"],
  },
];
