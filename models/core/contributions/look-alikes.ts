/**
 * Letters of two alphabets that look alike in one of their cases (https://unicode.org/reports/tr39),
 * small ones; Greek letters look like Latin ones.
 */
const CYRILLIC = "авекмнорстухіѕјһԁԛԝ";
const LATIN = "abekmhopctyxisjhdqw";
const GREEK = "αβεζηικμνορτυχ";
const GREEK_AS_LATIN = "abezhikmnoptyx";

const toCyrillic = tableOf(LATIN, CYRILLIC);
const toLatin = tableOf(CYRILLIC, LATIN);
const fromGreek = tableOf(GREEK, GREEK_AS_LATIN);

/** A Latin letter that looks like no Cyrillic one. */
const LATIN_ONLY = /(?![abekmhopctyxisjdqw])\p{Script=Latin}/u;
/** Most words: nothing in them is another letter's twin, or no Latin letter could be meant. */
const PLAIN = /^(?:[а-я]+|(?=.*[fglnruvz])[a-z]+)$/u;
/** Digits that stand in for letters within a word. */
const DIGITS: Readonly<Record<string, string>> = { "0": "о", "3": "з" };

/**
 * A word in small letters as one spelling for all that look the same: Latin where a letter of it is
 * Latin beyond doubt, Cyrillic otherwise. Replacing letters by their twins does not change which.
 */
export function folded(word: string): string {
  if (PLAIN.test(word)) return word;
  const plain = replaced(word, fromGreek);
  if (LATIN_ONLY.test(plain)) return replaced(plain, toLatin);
  // Through Latin: two Cyrillic letters may look like one Latin letter, and so like each other.
  const cyrillic = replaced(replaced(plain, toLatin), toCyrillic);
  if (!/\p{Script=Cyrillic}/u.test(cyrillic)) return cyrillic;
  return cyrillic.replaceAll(/[03]/gu, (digit) => DIGITS[digit] ?? digit);
}

function replaced(word: string, table: ReadonlyMap<string, string>): string {
  let twin = "";
  for (const letter of word) twin += table.get(letter) ?? letter;
  return twin;
}

function tableOf(from: string, to: string): ReadonlyMap<string, string> {
  const [letters, twins] = [Array.from(from), Array.from(to)];
  // The first of several: `h` is н before it is the rare һ.
  return new Map(letters.map((letter, at) => [letter, twins[at] ?? letter] as const).toReversed());
}
