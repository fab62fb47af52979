/** How figures are written: signs, and what plural forms a language has. */
export const figures = {
  ru: {
    group: "\u00a0",
    point: ",",
    percent: "\u00a0%",
    shortMonths: "янв фев мар апр май июн июл авг сен окт ноя дек",
  },
  en: {
    group: ",",
    point: ".",
    percent: "%",
    shortMonths: "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
  },
};

/** Names of `Intl.PluralRules` in the order in which words give their forms. */
export const PLURAL_FORMS = { ru: ["one", "few", "many"], en: ["one", "other"] };
