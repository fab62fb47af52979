/** Texts of words that nobody else has, and copies of them. */
import type { Random } from "../../demo/random.ts";

const SYLLABLES = "ба ве го ду жи за ке ло му ни па ре со ту фи ха це чо шу ща".split(" ");

/** Sizes in words: one is long enough for its volume to matter. */
export const SIZES = [60, 60, 60, 240] as const;

export function newText(name: string, number: number, size: number): string {
  const own = word(`${name}/${number}`);
  return Array.from({ length: size }, (_, index) => `${own}${syllables(index)}`).join(" ");
}

/** The same words, as people copy them: as they are, shouted, or with other spaces and marks. */
export function copied(random: Random, text: string): string {
  return random.pick([
    () => text,
    () => text.toUpperCase(),
    () => `${text.replaceAll(" ", "  ")} !`,
  ])();
}

/** Words alone: what makes a text the same text to whoever asks who showed it first. */
export function wordsOf(text: string): string {
  return (text.toLowerCase().match(/[а-я]+/g) ?? []).join(" ");
}

function syllables(number: number): string {
  const rest = Math.floor(number / SYLLABLES.length);
  return `${rest > 0 ? syllables(rest) : ""}${SYLLABLES[number % SYLLABLES.length]}`;
}

/** Different for different names: their codes, in syllables. */
function word(name: string): string {
  return [...name].map((letter) => syllables(letter.charCodeAt(0) % SYLLABLES.length)).join("");
}
