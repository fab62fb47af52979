/** Letters with their sounds; of Ukrainian and Belarusian too. */
const CYRILLIC: ReadonlyMap<string, string> = new Map(
  (
    "а:a б:b в:v г:g д:d е:e ё:e ж:zh з:z и:i й:i к:k л:l м:m н:n о:o п:p р:r с:s т:t у:u ф:f " +
    "х:h ц:ts ч:ch ш:sh щ:sh ъ: ы:i ь: э:e ю:iu я:ia і:i ї:i є:e ґ:g ў:u"
  )
    .split(" ")
    .map((pair) => [pair.slice(0, 1), pair.slice(2)]),
);

/** In this order: longer spellings of a sound before the shorter ones that they hold. */
const SPELLINGS: readonly (readonly [RegExp, string])[] = [
  [/shch|sch/g, "sh"],
  [/tch/g, "ch"],
  [/tz/g, "ts"],
  [/kh/g, "h"],
  [/ph/g, "f"],
  [/th/g, "t"],
  [/x/g, "ks"],
  [/ck|q/g, "k"],
  [/c(?!h)/g, "k"],
  [/w/g, "v"],
  [/[yj]/g, "i"],
  [/(.)\1+/g, "$1"],
  // Фёдор, Fyodor and Fedor; Евгений, Yevgeniy and Evgeny.
  [/i[eo]/g, "e"],
];

/**
 * A word as it sounds, near enough that spellings of one Russian word in either alphabet come
 * together: Наталья, Natalia and Nataliya are `natalia`. Two words may share a skeleton by chance.
 */
export function skeleton(word: string): string {
  const plain = word.normalize("NFC").toLowerCase();
  const latin = [...plain]
    .map((letter) => CYRILLIC.get(letter) ?? letter.normalize("NFD").replaceAll(/\p{M}/gu, ""))
    .join("");
  return SPELLINGS.reduce((text, [spelling, sound]) => text.replaceAll(spelling, sound), latin);
}
