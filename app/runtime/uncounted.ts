import { failedCounts, sourceCountsStream } from "../../sources/counts/source-counts.ts";
import type { Landing } from "../../warehouse/landing/index.ts";
import { codeNamed, type FailureCode } from "../../workflows/error-codes.ts";
import { failureText } from "../community/failures.ts";
import type { Locale } from "../community/words.ts";

/** A stream whose system was asked how much it has and gave no answer. */
export interface Uncounted {
  readonly stream: string;
  readonly error: FailureCode;
}

/** Of the last night; it stops no reading, so that nothing else would tell. */
export async function uncountedOf(
  landing: Pick<Landing, "cursorOf">,
  connected: readonly string[],
): Promise<readonly Uncounted[]> {
  return failedCounts(await landing.cursorOf(sourceCountsStream.name))
    .filter(({ stream }) => connected.includes(stream))
    .map(({ stream, error }) => ({ stream, error: codeNamed(error) }));
}

export function uncountedText({ error }: Uncounted, locale: Locale): string {
  const text = failureText(error, locale);
  return {
    ru: `не пересчитано прошлой ночью: ${text}. Что загружено, не сверено с источником`,
    en: `not counted last night: ${text}. What has landed is not held against the source`,
  }[locale];
}
