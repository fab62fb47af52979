import type { Mutant } from "../mutant.ts";

const READ = ["activities/ingest/backfill.test.ts"];
const POSTS = ["sources/discourse/backfill.test.ts"];
const EVENTS = ["sources/posthog/backfill.test.ts"];
const MESSAGES = ["sources/discord/backfill.test.ts"];
const NOTES = ["sources/hypothesis/backfill.test.ts"];
const ROWS = ["sources/nocodb/backfill.test.ts"];
const SPAN = ["app/cli/backfill/span.test.ts"];
const WORDS = ["app/cli/backfill/words.test.ts"];
const COMMAND = ["app/cli/commands/backfill.test.ts"];

/** Spans that a back-fill would read in part, twice, or over something newer. */
export const backfillMutants: readonly Mutant[] = [
  {
    change: "a back-fill lands what is known already",
    file: "activities/ingest/backfill.ts",
    find: "page.records.filter((record) => isNew(record) && !isKnown(record)),",
    replace: "page.records.filter((record) => isNew(record)),",
    check: READ,
  },
  {
    change: "where pages of a span overlap, records land twice",
    file: "activities/ingest/backfill.ts",
    find: "page.records.filter((record) => isNew(record) && !isKnown(record)),",
    replace: "page.records.filter((record) => !isKnown(record)),",
    check: READ,
  },
  {
    change: "of an event that was sent twice a back-fill puts the first one on top",
    file: "activities/ingest/backfill.ts",
    find: "const isKnown = isOrdered ? known.isSame : known.wasSame;",
    replace: "const isKnown = isOrdered || stream.name.length > 0 ? known.isSame : known.wasSame;",
    check: READ,
  },
  {
    change: "a back-fill does not look what others have landed since it began",
    file: "activities/ingest/backfill.ts",
    find: "if (known.asOf !== asOf) known =",
    replace: "if (known.asOf > asOf) known =",
    check: READ,
  },
  {
    change: "a page of a back-fill hides what landed while it was asked for",
    file: "activities/ingest/backfill.ts",
    find: '!overtaken.has(placeIn(record, stream) ?? "")',
    replace: "overtaken.size >= 0 || placeIn(record, stream) === null",
    check: READ,
  },
  {
    change: "an edit that only a back-fill saw is taken for what landed meanwhile",
    file: "activities/ingest/backfill.ts",
    find: "return JSON.stringify([key, changedAt.map((path) => valueAt(path, record))]);",
    replace: "return JSON.stringify([key, changedAt.length]);",
    check: READ,
  },
  {
    change: "a refused record that another page refused lands again",
    file: "activities/ingest/backfill.ts",
    find: "isNew(refused) && !known.isRefused(refused)",
    replace: "isNew(refused)",
    check: READ,
  },
  {
    change: "a stop does not end a back-fill",
    file: "activities/ingest/backfill.ts",
    find: "    signal.throwIfAborted();\n    const before",
    replace: "    const before",
    check: READ,
  },
  {
    change: "a back-fill that was killed begins anew",
    file: "activities/ingest/backfill.ts",
    find: "let cursor = await landing.cursorOf(name);",
    replace: "let cursor: Json = null;",
    check: READ,
  },
  {
    change: "a back-fill moves the cursor of the live feed",
    file: "sources/backfill.ts",
    find: "const name = `${stream.name}@backfill`;",
    replace: "const name = stream.name;",
    check: READ,
  },
  {
    change: "another span is taken for one that was begun",
    file: "sources/backfill.ts",
    find: "data.from === from && data.to === to && !data.isDone",
    replace: "data.from === from && !data.isDone",
    check: READ,
  },
  {
    change: "posts outside a span land with it",
    file: "sources/backfill.ts",
    find: "return ms >= Date.parse(from) && ms < Date.parse(to);",
    replace: "return ms >= Date.parse(from) && ms <= Date.parse(to);",
    check: POSTS,
  },
  {
    change: "a topic that was moved ends the reading of a span of posts",
    file: "sources/discourse/backfill.ts",
    find: "const OLDER_MIN = 4 * PAGE_IDS;",
    replace: "const OLDER_MIN = PAGE_IDS;",
    check: POSTS,
  },
  {
    change: "an old forum's empty page hides the beginning of a span",
    file: "sources/discourse/backfill.ts",
    find: "if (isLater || known.length === 0) above = middle;",
    replace: "if (isLater) above = middle;",
    check: POSTS,
  },
  {
    change: "the first event of a span is not read",
    file: "sources/posthog/backfill.ts",
    find: "`created_at >= ${instant(from)}`",
    replace: "`created_at > ${instant(from)}`",
    check: EVENTS,
  },
  {
    change: "what is behind the first page of a week is not read by a back-fill",
    file: "sources/posthog/backfill.ts",
    find: "const further = read.isEnd",
    replace: "const further = read.isEnd || read.last !== null",
    check: EVENTS,
  },
  {
    change: "messages outside a span land with it",
    file: "sources/discord/backfill.ts",
    find: "step.rows.filter((row) => isOf(span, row))",
    replace: "step.rows.filter(() => true)",
    check: MESSAGES,
  },
  {
    change: "the first message of a span is not read",
    file: "sources/discord/backfill.ts",
    find: "new Date(Date.parse(from) - 1)",
    replace: "new Date(Date.parse(from))",
    check: MESSAGES,
  },
  {
    change: "a channel that is refused to a back-fill is passed over in silence",
    file: "sources/discord/backfill.ts",
    find: "step.refused === undefined ? [] : [quarantinedAs(step.refused)]",
    replace: "step.refused === undefined ? [] : []",
    check: MESSAGES,
  },
  {
    change: "an annotation that was edited just now ends the reading of a span",
    file: "sources/hypothesis/backfill.ts",
    find: "rows.length > 0 && rows.every((row) =>",
    replace: "rows.length > 0 && rows.some((row) =>",
    check: NOTES,
  },
  {
    change: "an annotation that was edited just now moves the place of a span",
    file: "sources/hypothesis/backfill.ts",
    find: "const settledBy = Date.parse(until) - OVERLAP_MS;",
    replace: "const settledBy = Date.parse(until) + OVERLAP_MS;",
    check: NOTES,
  },
  {
    change: "a group that is not shown to a back-fill is passed over in silence",
    file: "sources/hypothesis/backfill.ts",
    find: "quarantined: hidden.map(notShown)",
    replace: "quarantined: hidden.slice(0, 0).map(notShown)",
    check: NOTES,
  },
  {
    change: "a row that was made within a span and changed behind it is not read",
    file: "sources/nocodb/backfill.ts",
    find: "const stamps = [created_at, updated_at].filter((stamp) => stamp !== null);",
    replace: "const stamps = [updated_at ?? created_at].filter((stamp) => stamp !== null);",
    check: ROWS,
  },
  {
    change: "a span of the future is read",
    file: "app/cli/backfill/span.ts",
    find: "if (to > today)",
    replace: "if (to > today && from > today)",
    check: SPAN,
  },
  {
    change: "a span that ends before it begins is read",
    file: "app/cli/backfill/span.ts",
    find: "if (from >= to)",
    replace: "if (from > to)",
    check: SPAN,
  },
  {
    change: "30 February is taken for a day",
    file: "app/cli/backfill/span.ts",
    find: "&& at.toISOString().startsWith(day)",
    replace: "",
    check: SPAN,
  },
  {
    change: "a plan bounds what nobody can count",
    file: "app/cli/backfill/words.ts",
    find: '`${isBounded ? "About" : "At least"} ${requests}',
    replace: '`${requests > 0 ? "About" : "At least"} ${requests}',
    check: WORDS,
  },
  {
    change: "a plan of years counts each week apart",
    file: "sources/posthog/backfill.ts",
    find: "Math.ceil(weeks.length / PLANNED_WINDOWS_MAX)",
    replace: "Math.ceil(weeks.length / weeks.length)",
    check: EVENTS,
  },
  {
    change: "a plan of years leaves weeks out",
    file: "sources/posthog/backfill.ts",
    find: "weeks.slice(number * weekCount, (number + 1) * weekCount)",
    replace: "weeks.slice(number * weekCount, number * weekCount + 1)",
    check: EVENTS,
  },
  {
    change: "a dry run reads",
    file: "app/cli/commands/backfill.ts",
    find: "if (dryRun) return terminal.line(said.dryRun);",
    replace: "if (dryRun) terminal.line(said.dryRun);",
    check: COMMAND,
  },
];
