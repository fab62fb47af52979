import type { Random } from "../random.ts";
import { ANSWER_FILLERS } from "../texts/chatter.ts";
import { compose, depthOf, PARTS, spoken } from "../texts/compose.ts";
import type { Concept } from "../texts/concept.ts";
import type { Matter } from "../texts/fragments.ts";
import { ACCEPTED, MISSING, RESUBMISSIONS } from "../texts/verdict-comments.ts";
import type { PlannedAnswer, PlannedAttempt } from "./workbook-plan.ts";
import { lengthWished } from "./writing.ts";

/** What the answer speaks of: its section's concept, and its author's own place of work. */
export function matterOf(
  random: Random,
  { answer, concepts }: { answer: PlannedAnswer; concepts: readonly Concept[] },
): Matter {
  const { concept } = answer.task;
  const others = concepts.filter((other) => other !== concept);
  return { concept, other: random.pick(others), work: answer.enrolment.person.work };
}

/**
 * The text of an attempt. All attempts of an answer draw from forks of one random source, so that
 * a resubmission keeps the sentences it had and gains what was missing.
 */
export function attemptText(
  random: Random,
  given: { answer: PlannedAnswer; attempt: PlannedAttempt; matter: Matter },
): string {
  const { answer, attempt, matter } = given;
  const { person } = answer.enrolment;
  const length = random.fork(`length ${attempt.number}`);
  const opening =
    attempt.number === 1
      ? `Ответ на задание «${answer.task.title}».`
      : spoken(length.pick(RESUBMISSIONS)(matter), person.isFemale);
  const isNamed = attempt.number === 1 || length.chance(0.6);
  return compose(random.fork("sentences"), {
    matter,
    quality: attempt.quality,
    isFemale: person.isFemale,
    characters: lengthWished(length),
    fillers: ANSWER_FILLERS,
    opening,
    ...(isNamed ? { closing: `Рабочее имя примера — «${person.canaries.answerText}».` } : {}),
  }).raw;
}

/** What the master says: the part that is missing, or that nothing is. */
export function verdictComment(
  random: Random,
  { attempt, matter, isFemale }: { attempt: PlannedAttempt; matter: Matter; isFemale: boolean },
): string {
  const missing = PARTS[depthOf(attempt.quality)];
  const fragments = attempt.isAccepted || missing === undefined ? ACCEPTED : MISSING[missing];
  return spoken(random.pick(fragments)(matter), isFemale);
}

/** What a trainee adds to a text that already has its verdict. */
export function lateAddition(
  random: Random,
  { matter, isFemale }: { matter: Matter; isFemale: boolean },
): string {
  return `\n\nДописано после проверки. ${spoken(random.pick(ANSWER_FILLERS)(matter), isFemale)}`;
}
