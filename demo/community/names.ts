import type { Random } from "../random.ts";

/** Two-part surnames that hardly anybody bears, so that finding one in a file means something. */
const SURNAME_HEADS = [
  "Бело",
  "Черно",
  "Красно",
  "Добро",
  "Старо",
  "Ново",
  "Велико",
  "Право",
  "Тихо",
  "Ярко",
  "Долго",
  "Крепко",
  "Ясно",
  "Остро",
  "Звонко",
  "Тепло",
  "Верхо",
  "Злато",
  "Сухо",
  "Горно",
];
const SURNAME_TAILS = [
  "нравов",
  "глазов",
  "рядцев",
  "полов",
  "речинов",
  "камнев",
  "певцев",
  "ветров",
  "домов",
  "хлебов",
  "мостов",
  "дворов",
  "садов",
  "светов",
  "лугов",
  "ключев",
];
const MEN = [
  "Алексей",
  "Андрей",
  "Антон",
  "Борис",
  "Вадим",
  "Виктор",
  "Глеб",
  "Григорий",
  "Денис",
  "Егор",
  "Иван",
  "Илья",
  "Кирилл",
  "Лев",
  "Максим",
  "Матвей",
  "Никита",
  "Олег",
  "Павел",
  "Пётр",
  "Роман",
  "Семён",
  "Степан",
  "Тимофей",
  "Фёдор",
  "Юрий",
];
const WOMEN = [
  "Алла",
  "Анна",
  "Вера",
  "Галина",
  "Дарья",
  "Евгения",
  "Екатерина",
  "Елена",
  "Жанна",
  "Зоя",
  "Инна",
  "Ирина",
  "Кира",
  "Лариса",
  "Лидия",
  "Марина",
  "Мария",
  "Надежда",
  "Нина",
  "Ольга",
  "Полина",
  "Рада",
  "Светлана",
  "Софья",
  "Тамара",
  "Юлия",
];

export interface FullName {
  readonly given: string;
  readonly surname: string;
  readonly isFemale: boolean;
}

/** Names of which no two share a surname. */
export function drawNames(random: Random, count: number): FullName[] {
  const surnames = random.shuffled(
    SURNAME_HEADS.flatMap((head) => SURNAME_TAILS.map((tail) => head + tail)),
  );
  if (count > surnames.length) throw new Error(`There are only ${surnames.length} surnames.`);
  return surnames.slice(0, count).map((surname) => {
    const isFemale = random.chance(0.5);
    const given = random.pick(isFemale ? WOMEN : MEN);
    return { given, surname: isFemale ? `${surname}а` : surname, isFemale };
  });
}

const CONSONANTS = "бвгдзклмнпрстх";
const VOWELS = "аеиоу";

/** Words that exist nowhere else: eight letters each, no two equal. */
export function drawWords(random: Random, count: number): string[] {
  const words = new Set<string>();
  while (words.size < count) {
    let word = "";
    for (let syllable = 0; syllable < 4; syllable += 1) {
      word += CONSONANTS[random.whole(0, CONSONANTS.length - 1)];
      word += VOWELS[random.whole(0, VOWELS.length - 1)];
    }
    words.add(word);
  }
  return [...words];
}

const LATIN: Readonly<Record<string, string>> = {
  а: "a",
  б: "b",
  в: "v",
  г: "g",
  д: "d",
  е: "e",
  ё: "e",
  ж: "zh",
  з: "z",
  и: "i",
  й: "y",
  к: "k",
  л: "l",
  м: "m",
  н: "n",
  о: "o",
  п: "p",
  р: "r",
  с: "s",
  т: "t",
  у: "u",
  ф: "f",
  х: "h",
  ц: "ts",
  ч: "ch",
  ш: "sh",
  щ: "sch",
  ъ: "",
  ы: "y",
  ь: "",
  э: "e",
  ю: "yu",
  я: "ya",
};

export function inLatin(text: string): string {
  return [...text.toLowerCase()].map((letter) => LATIN[letter] ?? letter).join("");
}
