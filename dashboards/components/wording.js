const rules = new Intl.PluralRules("ru");
const FORMS = { one: 0, few: 1, many: 2, other: 2 };

/** `plural(3, ["день", "дня", "дней"])` is «3 дня». */
export function plural(count, forms) {
  return `${grouped(String(count))} ${forms[FORMS[rules.select(count)]]}`;
}

export const DAYS = ["день", "дня", "дней"];
export const VERDICTS = ["вердикт", "вердикта", "вердиктов"];
export const LINES = ["строка", "строки", "строк"];

/** Digits in groups of three, apart by a no-break space. */
export function grouped(digits) {
  return digits.replace(/\B(?=(\d{3})+$)/g, "\u00a0");
}

/** Exact sum of base units given as text. */
export function sumOf(amounts) {
  return amounts.reduce((sum, amount) => sum + BigInt(amount), 0n);
}

/** Tells lines of receipts apart, as `my_receipts` and `my_receipt_lines` name them. */
export const receiptKey = ({ digest, line_id }) => `${digest}.${line_id}`;
