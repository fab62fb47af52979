import type { Random } from "../random.ts";
import { FILLERS, REMARKS } from "./chatter.ts";
import {
  APPLICATIONS,
  CHECKS,
  CONSEQUENCES,
  DENSE,
  OBJECTIONS,
  REASONS,
  type Fragment,
  type Matter,
} from "./fragments.ts";

/** The parts of a reasoned text, in the order in which depth adds them. */
export const PARTS = [
  "thesis",
  "reason",
  "application",
  "objection",
  "consequence",
  "check",
] as const;

export type Part = (typeof PARTS)[number];

const FRAGMENTS: Readonly<Record<Exclude<Part, "thesis">, readonly Fragment[]>> = {
  reason: REASONS,
  application: APPLICATIONS,
  objection: OBJECTIONS,
  consequence: CONSEQUENCES,
  check: CHECKS,
};

export interface Text {
  readonly raw: string;
  /** How many parts of reasoning it holds, 0 to 6. */
  readonly depth: number;
}

export interface Wish {
  readonly matter: Matter;
  /** 0 to 1: decides the depth, never the length. */
  readonly quality: number;
  readonly isFemale: boolean;
  /** The length wished for; what reasoning does not fill, circumstances do. */
  readonly characters: number;
  /** What pads it: other circumstances in a workbook than in the club. */
  readonly fillers?: readonly Fragment[];
  readonly opening?: string;
  readonly closing?: string;
}

/** Six parts one by one take about this much. */
const DENSE_BELOW_CHARACTERS = 700;

/** Parts of reasoning in a text of this quality. */
export function depthOf(quality: number): number {
  return Math.max(0, Math.min(PARTS.length, Math.floor(quality * (PARTS.length + 1))));
}

/** A text on its matter: reasoning as deep as its quality, length as wished, fixed by the source. */
export function compose(random: Random, wish: Wish): Text {
  const depth = depthOf(wish.quality);
  // Six parts do not fit a short text one by one, but a dense sentence holds several.
  const isDense = depth >= 3 && wish.characters < DENSE_BELOW_CHARACTERS;
  // Forks, so that a second version of a text keeps the sentences that it still has room for.
  const claims = random.fork(isDense ? "dense" : "claims");
  const reasoning = isDense ? dense(claims, wish) : spread(claims, { wish, depth });
  const said = [wish.opening ?? "", ...reasoning, wish.closing ?? ""];
  const padding = paddingOf(random.fork("padding"), {
    wish,
    isRemark: depth === 0,
    characters: wish.characters - said.join(" ").length,
  });
  const body = interleaved(random.fork("order"), { reasoning, padding });
  const sentences = [wish.opening, ...body, wish.closing].filter((s) => s !== undefined);
  return { raw: spoken(paragraphs(random.fork("breaks"), sentences), wish.isFemale), depth };
}

function dense(random: Random, { matter, characters }: Wish): string[] {
  const count = characters < DENSE_BELOW_CHARACTERS / 2 ? 1 : 2;
  return random
    .shuffled(DENSE)
    .slice(0, count)
    .map((fragment) => fragment(matter));
}

function spread(random: Random, { wish, depth }: { wish: Wish; depth: number }): string[] {
  return PARTS.slice(0, depth).map((part) => sentenceFor(random, { part, matter: wish.matter }));
}

function sentenceFor(random: Random, { part, matter }: { part: Part; matter: Matter }): string {
  if (part === "thesis") return random.pick(matter.concept.theses);
  return random.pick(FRAGMENTS[part])(matter);
}

/** Circumstances up to the number of characters, and at least one where nothing else is said. */
function paddingOf(
  random: Random,
  { wish, characters, isRemark }: { wish: Wish; characters: number; isRemark: boolean },
): string[] {
  const isClub = wish.fillers === undefined;
  const remarks = isRemark && isClub ? random.shuffled(REMARKS).slice(0, 2) : [];
  const sentences = [...remarks, ...random.shuffled(wish.fillers ?? FILLERS)];
  const padding: string[] = [];
  let left = characters;
  for (const fragment of sentences) {
    const sentence = fragment(wish.matter);
    // A sentence that would overshoot by more than it fills is one too many.
    if (left < sentence.length / 2 && !(isRemark && padding.length === 0)) break;
    padding.push(sentence);
    left -= sentence.length;
  }
  return padding;
}

/** Keeps both orders, and mixes where the padding stands. */
function interleaved(
  random: Random,
  { reasoning, padding }: { reasoning: readonly string[]; padding: readonly string[] },
): string[] {
  const out: string[] = [];
  let [reason, pad] = [0, 0];
  while (reason < reasoning.length || pad < padding.length) {
    const left = { reasons: reasoning.length - reason, pads: padding.length - pad };
    const takesReason = random.next() * (left.reasons + left.pads) < left.reasons;
    out.push(takesReason ? reasoning[reason++]! : padding[pad++]!);
  }
  return out;
}

function paragraphs(random: Random, sentences: readonly string[]): string {
  let text = "";
  let inParagraph = 0;
  for (const sentence of sentences) {
    const breaks = inParagraph >= 3 && random.chance(0.45);
    text += text === "" ? "" : breaks ? "\n\n" : " ";
    inParagraph = breaks ? 1 : inParagraph + 1;
    text += sentence;
  }
  return text;
}

/**
 * Past tense in Russian has a gender. Fragments mark it as `думал[а]` or `[мог|могла]`; this
 * leaves the form of whoever speaks.
 */
export function spoken(text: string, isFemale: boolean): string {
  return text.replaceAll(/\[([^|\]]*)(?:\|([^\]]*))?\]/g, (_, first: string, second?: string) => {
    if (second === undefined) return isFemale ? first : "";
    return isFemale ? second : first;
  });
}
