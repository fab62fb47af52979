import { spoken, compose } from "../texts/compose.ts";
import type { Concept } from "../texts/concept.ts";
import type { Person } from "../community/people.ts";
import type { Random } from "../random.ts";

/** Of such is most of what is said in chats. */
const CHATTER = [
  "Доброе утро!",
  "Кто сегодня будет на встрече?",
  "Я буду, но опоздаю минут на десять.",
  "Согласен.",
  "Отличная мысль, запишу себе.",
  "+1",
  "😂",
  "А во сколько начало?",
  "Ссылку на запись кто-нибудь сохранил?",
  "Поздравляю!",
  "Сегодня был трудный день, отвечу завтра.",
  "Дочитал[а] раздел, теперь за задание.",
  "Всем хороших выходных.",
  "Вечером напишу подробнее.",
  "Ага.",
  "Интересно, надо подумать.",
  "У нас на работе всё так же.",
  "Напомните, где лежит тетрадь?",
] as const;

const QUESTIONS: readonly ((concept: Concept) => string)[] = [
  (c) => `Как понять, что в моём проекте есть ${c.word.nom}, а не одно название?`,
  (c) => `Кто уже сдавал раздел «${c.title}»: с чего вы начинали?`,
  (c) => `Чем ${c.word.nom} отличается от того, что все называют ${c.mixup}?`,
  (c) => `Подскажите, на каком примере лучше всего видно ${c.word.acc}?`,
  (c) => `Где в рабочей тетради спрашивают про ${c.word.acc} в первый раз?`,
];

const THANKS = [
  "Спасибо, помогло!",
  "Спасибо, теперь получилось.",
  "О, сработало. Спасибо!",
  "Благодарю, разобрался.",
] as const;

/** Thanks that are none: what was asked is open still. */
const DOUBTS = [
  "Спасибо, но не помогло.",
  "Спасибо заранее.",
  "Спасибо! А если наоборот?",
] as const;

export interface Voice {
  readonly person: Person;
  readonly concepts: readonly Concept[];
}

export function chatter(random: Random, { person }: Pick<Voice, "person">): string {
  return spoken(random.pick(CHATTER), person.isFemale);
}

export function question(random: Random, concept: Concept): string {
  return random.pick(QUESTIONS)(concept);
}

export function thanks(random: Random): string {
  return random.pick(THANKS);
}

export function doubt(random: Random): string {
  return random.pick(DOUBTS);
}

/** Some reasoned sentences on a concept, as deep as whoever writes them. */
export function thought(
  random: Random,
  { person, concepts }: Voice,
  concept: Concept,
  characters = random.whole(140, 420),
): string {
  return compose(random, {
    matter: { concept, other: random.pick(concepts), work: person.work },
    quality: Math.max(0.2, person.ability),
    isFemale: person.isFemale,
    characters,
  }).raw;
}
