import { DIMINUTIVES } from "./diminutives.ts";
import { skeleton } from "./skeleton.ts";

/** A word of a name, as it is compared. */
export interface NameWord {
  /** In lower case, as it was written. */
  readonly written: string;
  readonly sound: string;
  /** Given names that it may stand for; empty where it is none that we know. */
  readonly given: ReadonlySet<string>;
}

/** How far two words are from each other: the same, in other letters, or another form of one name. */
export type Likeness = "written" | "letters" | "diminutive";

const LIKENESSES: readonly Likeness[] = ["written", "letters", "diminutive"];

const rows = DIMINUTIVES.map((row) => row.split(" ").map(skeleton));
const givenBySound: ReadonlyMap<string, ReadonlySet<string>> = namesByForm();
const formsByGiven = new Map(rows.map((forms) => [forms[0] ?? "", forms]));

/** The words of a name; what is no letter parts them. */
export function nameWords(name: string | null): readonly NameWord[] {
  const words =
    (name ?? "")
      .normalize("NFC")
      .toLowerCase()
      .match(/[\p{L}\p{M}]+/gu) ?? [];
  return words.map((written) => {
    const sound = skeleton(written);
    return { written, sound, given: givenBySound.get(sound) ?? new Set() };
  });
}

/** Whether a word is a given name, in one of its forms. */
export function isGiven({ given }: NameWord): boolean {
  return given.size > 0;
}

/** All that somebody of that name may be called, and the word itself. */
export function formsOf({ sound, given }: NameWord): ReadonlySet<string> {
  return new Set([sound, ...[...given].flatMap((name) => formsByGiven.get(name) ?? [])]);
}

/** Null where they are two words. */
export function likenessOf(a: NameWord, b: NameWord): Likeness | null {
  if (a.written === b.written) return "written";
  if (a.sound === b.sound) return "letters";
  return a.given.isDisjointFrom(b.given) ? null : "diminutive";
}

/** What two names have in common. */
export interface NameMatch {
  /** Words of the shorter name that the longer one has too. */
  readonly count: number;
  /** The shorter name as a whole is in the longer one. */
  readonly isWhole: boolean;
  readonly hasGiven: boolean;
  /** One has the first letter of a word, where the other has the word. */
  readonly hasInitial: boolean;
  /** Of the words that are least alike. */
  readonly likeness: Likeness;
}

/** Null where no word is the same. Each word is matched once, with the one that is most alike. */
export function matchNames(a: readonly NameWord[], b: readonly NameWord[]): NameMatch | null {
  const [shorter, longer] = a.length <= b.length ? [a, b] : [b, a];
  const left = new Set(longer);
  const likenesses: Likeness[] = [];
  const unmatched: NameWord[] = [];
  let hasGiven = false;
  for (const word of shorter) {
    const found = closest(word, left);
    if (found === null || word.written.length === 1) {
      unmatched.push(word);
      continue;
    }
    left.delete(found.word);
    likenesses.push(found.likeness);
    hasGiven ||= isGiven(word) && isGiven(found.word);
  }
  if (likenesses.length === 0) return null;
  const hasInitial = unmatched.some((word) => [...left].some((other) => isInitialOf(word, other)));
  return {
    count: likenesses.length,
    isWhole: unmatched.length === 0,
    hasGiven,
    hasInitial,
    likeness: LIKENESSES.findLast((one) => likenesses.includes(one)) ?? "written",
  };
}

function closest(word: NameWord, among: ReadonlySet<NameWord>) {
  for (const likeness of LIKENESSES)
    for (const other of among)
      if (likenessOf(word, other) === likeness) return { word: other, likeness };
  return null;
}

function isInitialOf(a: NameWord, b: NameWord): boolean {
  const [initial, word] = a.written.length === 1 ? [a, b] : [b, a];
  return initial.written.length === 1 && word.sound.startsWith(initial.sound.slice(0, 1));
}

function namesByForm(): ReadonlyMap<string, ReadonlySet<string>> {
  const table = new Map<string, Set<string>>();
  for (const forms of rows)
    for (const form of forms) table.set(form, (table.get(form) ?? new Set()).add(forms[0] ?? ""));
  return table;
}
