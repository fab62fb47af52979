import type { Random } from "../random.ts";
import { REPLY_OPENINGS, TOPIC_OPENINGS } from "../texts/chatter.ts";
import { compose } from "../texts/compose.ts";
import type { Concept } from "../texts/concept.ts";
import type { PlannedPost } from "./conversation.ts";
import { clamp } from "./people.ts";

export interface WrittenText {
  readonly raw: string;
  /** What the text is worth to the club, 0 to 1: planted, and independent of its length. */
  readonly value: number;
}

/** How the place colours what people write there. */
const QUALITY_SHIFT: Readonly<Record<string, number>> = {
  voprosy: -0.02,
  esse: 0.08,
  praktika: 0.06,
  organizaciya: -0.04,
  obshchenie: -0.28,
};

/** Text of a post: as deep as its author, the place and chance have it, as long as chance has it. */
export function writePost(
  random: Random,
  { planned, concepts }: { planned: PlannedPost; concepts: readonly Concept[] },
): WrittenText {
  const { topic, author, isOpening } = planned;
  const matter = {
    concept: topic.concept,
    other: otherThan(random, { topic, concepts }),
    work: author.work,
  };
  if (author.kind === "bot") return { raw: botText(random, topic.concept.title), value: 0 };
  const shift = QUALITY_SHIFT[topic.category.slug] ?? 0;
  const quality = clamp(random.normal(author.ability + shift, 0.17), 0.02, 0.98);
  const openings = isOpening ? TOPIC_OPENINGS[topic.category.slug]! : REPLY_OPENINGS;
  const hasOpening = isOpening || random.chance(0.35);
  const { raw } = compose(random, {
    matter,
    quality,
    isFemale: author.isFemale,
    characters: lengthWished(random),
    ...(hasOpening ? { opening: random.pick(openings)(matter) } : {}),
    ...(isOpening && random.chance(0.5)
      ? { closing: `Между собой мы зовём это «${author.canaries.postText}».` }
      : {}),
  });
  return { raw, value: quality };
}

/** Characters, whatever the quality: a quarter short, a third long. */
export function lengthWished(random: Random): number {
  const draw = random.next();
  if (draw < 0.25) return random.whole(160, 520);
  if (draw < 0.67) return random.whole(820, 1_250);
  return random.whole(1_250, 1_900);
}

function otherThan(
  random: Random,
  { topic, concepts }: { topic: PlannedPost["topic"]; concepts: readonly Concept[] },
): Concept {
  const other = random.pick(concepts);
  return other === topic.concept
    ? concepts[(concepts.indexOf(other) + 1) % concepts.length]!
    : other;
}

function botText(random: Random, title: string): string {
  return `Напоминание ${random.whole(1000, 9999)}: в этой теме обсуждают раздел «${title}». Ответы на задания принимаются в рабочей тетради.`;
}
