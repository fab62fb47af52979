import { formsOf, isGiven, type NameWord } from "./names.ts";
import { skeleton } from "./skeleton.ts";

/** Shorter ones are alike by chance. */
const HANDLE_LETTERS_MIN = 4;
const NEAR_LETTERS_MIN = 6;

/** A handle as it is compared: in Latin letters and figures, without what parts them. */
export interface Handle {
  readonly whole: string;
  /** Without figures at its end: `anna85` and `anna_1985`. */
  readonly stem: string;
}

/** Null for none, and for one that says nothing. */
export function handleOf(handle: string | null): Handle | null {
  const words =
    (handle ?? "")
      .normalize("NFC")
      .toLowerCase()
      .match(/[\p{L}\p{M}]+|\d+/gu) ?? [];
  const whole = words.map((word) => (/^\d/.test(word) ? word : skeleton(word))).join("");
  if (whole.length < HANDLE_LETTERS_MIN || GENERIC.has(whole)) return null;
  return { whole, stem: whole.replace(/\d+$/, "") };
}

const GENERIC: ReadonlySet<string> = new Set(
  ["admin", "administrator", "moderator", "user", "student", "teacher", "guest", "test"].map(
    skeleton,
  ),
);

export type HandleLikeness = "same_handle" | "near_handle";

export function matchHandles(a: Handle, b: Handle): HandleLikeness | null {
  if (a.whole === b.whole) return "same_handle";
  if (Math.min(a.whole.length, b.whole.length) < NEAR_LETTERS_MIN) return null;
  const isStem = a.stem === b.stem && a.stem.length >= NEAR_LETTERS_MIN;
  return isStem || isOneEditApart(a.whole, b.whole) ? "near_handle" : null;
}

/** Handles that people make of a name: `nataliapetrova`, `npetrova`, `petrovanatasha`. */
export function handlesOfName(words: readonly NameWord[]): ReadonlySet<string> {
  const given = words.find(isGiven);
  const surname = words.find((word) => !isGiven(word) && word.written.length > 1);
  if (given === undefined || surname === undefined) return new Set();
  const forms = [...formsOf(given)].flatMap((one) => [one, one.slice(0, 1)]);
  return new Set(forms.flatMap((one) => [one + surname.sound, surname.sound + one]));
}

/** Keys of which two handles that are near each other share one. */
export function nearKeys({ whole, stem }: Handle): readonly string[] {
  if (whole.length < NEAR_LETTERS_MIN) return [];
  const shortened = Array.from(
    { length: whole.length },
    (_, at) => whole.slice(0, at) + whole.slice(at + 1),
  );
  return [whole, ...shortened, ...(stem.length >= NEAR_LETTERS_MIN ? [stem] : [])];
}

/** One character put in, left out, or in place of another. */
function isOneEditApart(a: string, b: string): boolean {
  const [shorter, longer] = a.length <= b.length ? [a, b] : [b, a];
  if (longer.length - shorter.length > 1) return false;
  let at = 0;
  while (at < shorter.length && shorter[at] === longer[at]) at += 1;
  const skip = longer.length === shorter.length ? 1 : 0;
  return shorter.slice(at + skip) === longer.slice(at + 1);
}
