import { comparable } from "./shown-words.ts";

export interface Quote {
  readonly exact: string;
  readonly prefix: string | null;
  readonly suffix: string | null;
}

export interface Found {
  /** In thousandths of the quote's letters: 1000 where it stands as it was quoted. */
  readonly likeness: number;
}

/** A quote of fewer letters may stand in any text: what stood around it has to be there as well. */
const TELLING_LETTERS = 24;

/** Of what stood around it. */
const CONTEXT_LETTERS = 32;

/** So much of a quote may be other letters. A sentence in which a third is new is another one. */
const CHANGED_THOUSANDTHS_MAX = 300;

/** A comparison takes as long as both texts together are large. */
const COMPARED_LETTERS_MAX = 600;

export interface Sought {
  /** Empty where the quote holds no word. */
  readonly needle: string;
  /** With what stood around it; the quote alone where that is telling by itself. */
  readonly telling: string;
}

export function soughtOf({ exact, prefix, suffix }: Quote): Sought {
  const needle = comparable(exact);
  if (needle === "" || needle.length >= TELLING_LETTERS) return { needle, telling: needle };
  const before = wholeWords(comparable(prefix ?? "").slice(-CONTEXT_LETTERS), "first");
  const after = wholeWords(comparable(suffix ?? "").slice(0, CONTEXT_LETTERS), "last");
  const isGlued = (edge: string | undefined) => edge !== undefined && /[\p{L}\p{N}]$/u.test(edge);
  const left = isGlued(prefix?.at(-1)) && isGlued(exact.at(0)) ? "" : " ";
  const right = isGlued(exact.at(-1)) && isGlued(suffix?.at(0)) ? "" : " ";
  const telling = `${before}${left}${needle}${right}${after}`.trim();
  return { needle, telling };
}

/** The letters at a cut may be half a word. */
function wholeWords(context: string, cut: "first" | "last"): string {
  const words = context.split(" ");
  if (words.length < 3) return context;
  return (cut === "first" ? words.slice(1) : words.slice(0, -1)).join(" ");
}

/** True where the quote stands in the text as it was quoted, and it is this place that is meant. */
export function standsIn({ telling }: Sought, text: string): boolean {
  return telling !== "" && text.includes(telling);
}

/** Where the quote stands in a page's words, as it is or reworded; null where it does not. */
export function findQuote(sought: Sought, text: string): Found | null {
  const { needle, telling } = sought;
  if (needle === "") return null;
  if (standsIn(sought, text)) return { likeness: 1_000 };
  const whole = bestIn(telling.slice(0, COMPARED_LETTERS_MAX), text);
  if (whole === null) return null;
  if (telling === needle) return { likeness: whole.likeness };
  // What stood around it may have changed, and the quote be as it was.
  const inside = text.slice(whole.from, whole.to);
  if (inside.includes(needle)) return { likeness: 1_000 };
  const own = bestIn(needle, inside);
  return own === null ? null : { likeness: own.likeness };
}

interface Best extends Found {
  readonly from: number;
  readonly to: number;
}

/**
 * The part of a text that takes the fewest changes of letters to become the pattern (Sellers 1980);
 * of several the first. Null where all take too many.
 */
function bestIn(pattern: string, text: string): Best | null {
  const size = pattern.length;
  const changesMax = Math.floor((size * CHANGED_THOUSANDTHS_MAX) / 1_000);
  let costs = Int32Array.from({ length: size + 1 }, (_, index) => index);
  let starts = new Int32Array(size + 1);
  let next = new Int32Array(size + 1);
  let nextStarts = new Int32Array(size + 1);
  let best: { cost: number; from: number; to: number } | null = null;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text.charCodeAt(at);
    next[0] = 0;
    nextStarts[0] = at + 1;
    for (let row = 1; row <= size; row += 1) {
      const isSame = pattern.charCodeAt(row - 1) === letter;
      const replaced = costs[row - 1]! + (isSame ? 0 : 1);
      const added = costs[row]! + 1;
      const left = next[row - 1]! + 1;
      if (replaced <= added && replaced <= left) {
        next[row] = replaced;
        nextStarts[row] = starts[row - 1]!;
      } else if (added <= left) {
        next[row] = added;
        nextStarts[row] = starts[row]!;
      } else {
        next[row] = left;
        nextStarts[row] = nextStarts[row - 1]!;
      }
    }
    [costs, next] = [next, costs];
    [starts, nextStarts] = [nextStarts, starts];
    const cost = costs[size]!;
    if (cost <= changesMax && (best === null || cost < best.cost)) {
      best = { cost, from: starts[size]!, to: at + 1 };
    }
  }
  if (best === null) return null;
  const likeness = 1_000 - Math.ceil((best.cost * 1_000) / size);
  return { likeness, from: best.from, to: best.to };
}
