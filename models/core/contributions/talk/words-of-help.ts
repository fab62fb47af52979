import { withoutAddresses } from "../others-words/links.ts";
import { ownTextOf } from "../without-quotes.ts";
import { wordsOf } from "../words.ts";

/** A question has so many words at least: "?" and "правда?" ask nothing that an answer could help. */
const QUESTION_WORDS_MIN = 3;
/** Whoever thanks at greater length says something else, too. */
const THANKS_WORDS_MAX = 15;

/** An end of a sentence that asks. */
const ASKS = /[?？](?:[!?.…)»"”]|\s|$)/u;

/** Words by which people say that something helped. */
const THANKS = listed(`спасибо спасибки спс благодарю благодарен благодарна помогло помогла помог
  помогли сработало получилось заработало разобрался разобралась
  thanks thank thx helped worked solved`);

/** Whoever says one of these beside it does not say that it has helped. */
const DOUBTS = listed("не но нет однако пока зря заранее not but no didn doesn advance");

/** Whether its author asks something in their own words. */
export function asks(text: string): boolean {
  const own = withoutAddresses(ownTextOf(text).prose);
  return ASKS.test(own) && wordsOf(own).length >= QUESTION_WORDS_MIN;
}

/** Whether it says, shortly, without a "but" and without asking on, that something helped. */
export function thanks(text: string): boolean {
  const own = withoutAddresses(ownTextOf(text).prose);
  const words = wordsOf(own);
  if (words.length > THANKS_WORDS_MAX || ASKS.test(own)) return false;
  return words.some((word) => THANKS.has(word)) && !words.some((word) => DOUBTS.has(word));
}

function listed(words: string): ReadonlySet<string> {
  return new Set(words.split(/\s+/u));
}
