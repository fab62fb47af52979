import { arrowRows, columnsOf } from "../../arrow-rows.ts";
import { defineComputed, refRun, type Row } from "../../model.ts";
import { stgGuidesPages } from "../../staging/guides/stg_guides_pages.ts";
import { stgGuidesPageVersions } from "../../staging/guides/stg_guides_page_versions.ts";
import { shownWords } from "./shown-words.ts";
import { wordsChanged, wordsIn } from "./words-changed.ts";

const DAY_MS = 86_400_000;

const columns = {
  /** Of the original. */
  section_id: "VARCHAR",
  language: "VARCHAR",
  /** Null: nobody has translated it into this language. */
  translation_id: "VARCHAR?",
  /** `current`, `behind` or `missing`. */
  state: "VARCHAR",
  /** Words of the original that changed since the translation did; all of them where there is none. */
  behind_word_count: "BIGINT",
  /** Whole days since the first such change was read; null where nothing is behind. */
  behind_day_count: "BIGINT?",
} as const;

type Page = Row<typeof stgGuidesPages.columns>;
type Version = Row<typeof stgGuidesPageVersions.columns>;

/** Each section in each language that its guide is translated into, and how far that lags. */
export const translations = defineComputed({
  name: "translations",
  description: "Translations of sections and how far they lag, one row a section and language.",
  from: [stgGuidesPages, stgGuidesPageVersions, refRun],
  grain: ["section_id", "language"],
  columns,
  compute(inputs) {
    const pages = arrowRows(inputs, stgGuidesPages);
    const versions = Map.groupBy(
      arrowRows(inputs, stgGuidesPageVersions),
      ({ section_id }) => section_id,
    );
    const now = arrowRows(inputs, refRun)[0]?.as_of_day.getTime() ?? 0;
    const originals = pages.filter(({ is_translation }) => is_translation !== true);
    const byId = new Map(originals.map((page) => [page.section_id, page]));
    const byKey = new Map(
      originals.flatMap((page) =>
        page.translation_key === null ? [] : [[page.translation_key, page] as const],
      ),
    );
    const originalOf = ({ translates, translation_key }: Page) =>
      byId.get(translates ?? "") ?? byKey.get(translation_key ?? "");

    const translated = pages
      .filter(({ is_translation }) => is_translation === true)
      // Two pages that say they translate one section: the first by id counts.
      .toSorted((a, b) => (a.section_id < b.section_id ? -1 : 1))
      .flatMap((page) => {
        const original = originalOf(page);
        return original === undefined || page.language === null
          ? []
          : [{ page, original, language: page.language }];
      });
    const byPair = new Map<string, Page>();
    const languages = new Map<string, Set<string>>();
    for (const { page, original, language } of translated) {
      const pair = JSON.stringify([original.section_id, language]);
      if (!byPair.has(pair)) byPair.set(pair, page);
      const known = languages.get(original.guide_id) ?? new Set();
      languages.set(original.guide_id, known.add(language));
    }
    const rows = originals.flatMap((original) =>
      [...(languages.get(original.guide_id) ?? [])].map((language) => {
        const page = byPair.get(JSON.stringify([original.section_id, language])) ?? null;
        const at = { section_id: original.section_id, language };
        if (page === null) return { ...at, ...missing(original) };
        const lag = lagOf(
          versions.get(original.section_id) ?? [],
          versions.get(page.section_id) ?? [],
          now,
        );
        return { ...at, translation_id: page.section_id, ...lag };
      }),
    );
    return columnsOf(columns, rows);
  },
});

function missing({ body }: Page) {
  const behind_word_count = BigInt(wordsIn(shownWords(body)).length);
  return { translation_id: null, state: "missing", behind_word_count, behind_day_count: null };
}

/** By when texts were read: Markdown does not say when it was written. */
function lagOf(original: readonly Version[], translation: readonly Version[], now: number) {
  const changedAt = textsOf(translation).at(-1)?.observed_at.getTime() ?? 0;
  const texts = textsOf(original);
  const before = texts.findLast(({ observed_at }) => observed_at.getTime() <= changedAt);
  const since = texts.filter(({ observed_at }) => observed_at.getTime() > changedAt);
  // An original that was read only after its translation is not known to have changed.
  const [first, last] = [before === undefined ? since[1] : since[0], since.at(-1)];
  const base = before ?? texts[0];
  const none = { state: "current", behind_word_count: 0n, behind_day_count: null };
  if (first === undefined || last === undefined || base === undefined) return none;
  const count = wordsChanged(shownWords(base.body ?? ""), shownWords(last.body ?? ""));
  if (count === 0) return none;
  const days = Math.max(0, Math.floor((now - first.observed_at.getTime()) / DAY_MS));
  return { state: "behind", behind_word_count: BigInt(count), behind_day_count: BigInt(days) };
}

/** Versions whose text is another than before: a new title or order changes no text. */
function textsOf(versions: readonly Version[]): readonly Version[] {
  const inOrder = versions.toSorted((a, b) => Number(a.ordinal - b.ordinal));
  return inOrder.filter(({ body }, index) => index === 0 || body !== inOrder[index - 1]?.body);
}
