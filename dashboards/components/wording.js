import { locale, said } from "./language.js";
import { figures, PLURAL_FORMS } from "./words/figures.js";

/** `plural(3, ["день", "дня", "дней"])` is «3 дня», `plural(3, ["day", "days"])` is 3 days. */
export function plural(count, forms) {
  const place = said(PLURAL_FORMS).indexOf(new Intl.PluralRules(locale()).select(count));
  return `${grouped(String(count))} ${forms.at(place)}`;
}

export const DAYS = ["день", "дня", "дней"];
export const VERDICTS = ["вердикт", "вердикта", "вердиктов"];

/** Digits in groups of three; in Russian they are apart by a no-break space. */
export function grouped(digits) {
  return digits.replace(/\B(?=(\d{3})+$)/g, said(figures).group);
}

/** Exact sum of base units given as text. */
export function sumOf(amounts) {
  return amounts.reduce((sum, amount) => sum + BigInt(amount), 0n);
}

/** Tells lines of receipts apart, as `my_receipts` and `my_receipt_lines` name them. */
export const receiptKey = ({ digest, line_id }) => `${digest}.${line_id}`;
