import type { Mutant } from "../mutant.ts";

const PLACES = ["models/core/guides/annotation_places.test.ts"];
const QUOTES = ["models/core/guides/find-quote.test.ts"];
const NOTES = ["models/marts/deanery/deanery_section_notes.test.ts"];
const LANGUAGES = ["sources/guides/languages.test.ts"];
const LAGS = ["models/core/guides/translations.test.ts"];

/** Annotations under words they are not about, lost without a word, or shown although hidden. */
export const anchorMutants: readonly Mutant[] = [
  {
    change: "a short quote is found wherever its word stands",
    file: "models/core/guides/find-quote.ts",
    find: 'if (needle === "" || needle.length >= TELLING_LETTERS)',
    replace: "if (true)",
    check: QUOTES,
  },
  {
    change: "another sentence is taken for a reworded quote",
    file: "models/core/guides/find-quote.ts",
    find: "const CHANGED_THOUSANDTHS_MAX = 300;",
    replace: "const CHANGED_THOUSANDTHS_MAX = 900;",
    check: QUOTES,
  },
  {
    change: "a passage that went to another page is not followed",
    file: "models/core/guides/place-annotation.ts",
    find: "if (verbatim !== undefined) {",
    replace: "if (false) {",
    check: PLACES,
  },
  {
    change: "a quote that is reworded on its page counts as kept",
    file: "models/core/guides/place-annotation.ts",
    find: "if (here?.likeness === 1_000) {",
    replace: "if (here !== null) {",
    check: PLACES,
  },
  {
    change: "an annotation of anybody's page is taken for one of a guide",
    file: "models/core/guides/page-address.ts",
    find: "return `${host}${port",
    replace: "return `${port",
    check: PLACES,
  },
  {
    change: "a reply stays where its thread's first annotation no longer is",
    file: "models/core/guides/annotation_places.ts",
    find: "if (root !== undefined) return { ...root, annotation_id, likeness: null };",
    replace: "if (root_id !== null) return own;",
    check: PLACES,
  },
  {
    change: "an annotation that moderators hid stands",
    file: "models/core/guides/annotations.ts",
    find: '.where((eb) => orElse(eb.ref("a.is_hidden"), false), "=", false)',
    replace: "",
    check: NOTES,
  },
  {
    change: "an annotation that waits for a moderator stands",
    file: "models/core/guides/annotations.ts",
    find: '.where((eb) => orElse(eb.ref("a.moderation_status"), APPROVED), "=", APPROVED)',
    replace: "",
    check: NOTES,
  },
  {
    change: "annotations of other pages are counted nowhere",
    file: "models/marts/deanery/deanery_section_notes.ts",
    find: '.selectFrom("placed as a")',
    replace: '.selectFrom("placed as a").where("a.section_id", "<>", OUTSIDE)',
    check: NOTES,
  },
  {
    change: "a translation with its original's id takes that id away",
    file: "sources/guides/reader.ts",
    find: "return id !== null && isInPath ? `${id}@${language}` : id;",
    replace: "return id;",
    check: LANGUAGES,
  },
  {
    change: "a translation counts as a further section",
    file: "models/staging/guides/stg_guides_sections.ts",
    find: '.where((eb) => eb.fn.coalesce("is_translation", eb.lit(false)), "=", false)',
    replace: "",
    check: ["models/staging/guides/stg_guides_sections.test.ts"],
  },
  {
    change: "a passage that only moved leaves a translation behind",
    file: "models/core/guides/translations.ts",
    find: "if (count === 0) return none;",
    replace: "",
    check: LAGS,
  },
];
