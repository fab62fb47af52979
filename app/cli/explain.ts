import { type Locale, words } from "../community/words.ts";

/**
 * An error for a person: our own errors say value, expectation and what to do; of any other one
 * its causes are shown, and its stack where `VKLAD_DEBUG` is set.
 */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return `vklad: ${String(error)}`;
  const lines = [`vklad: ${error.message}`];
  for (let at = error.cause; at instanceof Error; at = at.cause)
    if (!lines.some((line) => line.includes((at as Error).message)))
      lines.push(`  because: ${at.message}`);
  if (process.env["VKLAD_DEBUG"] !== undefined) lines.push(`${error.stack}`);
  return lines.join("\n");
}

/** That paying does not go on, and why: whoever looks at the terminal can mend it. */
export function stoppedLine(error: unknown, locale: Locale): string {
  return `${words[locale].payingStopped}: ${error instanceof Error ? error.message : String(error)}`;
}
