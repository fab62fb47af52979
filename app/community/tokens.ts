export class AmountError extends Error {
  override readonly name = "AmountError";
}

/** Whole tokens as a decimal string, in base units: `"1.5"` with 6 decimals is 1 500 000. */
export function baseUnits(text: string, decimals: number): bigint {
  const [whole = "", fraction = ""] = text.split(".");
  if (!/^\d+$/.test(whole) || !/^\d*$/.test(fraction) || fraction.length > decimals)
    throw new AmountError(
      `The amount is ${JSON.stringify(text)}; expected a decimal number with at most ` +
        `${decimals} digits after the point.`,
    );
  return BigInt(whole + fraction.padEnd(decimals, "0"));
}

/** The other way: 1 500 000 base units with 6 decimals are `"1.5"`. */
export function wholeTokens(amount: bigint, decimals: number): string {
  const digits = `${amount}`.padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, "");
  return fraction === "" ? whole : `${whole}.${fraction}`;
}
