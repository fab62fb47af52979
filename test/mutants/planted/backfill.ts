import type { Mutant } from "../mutant.ts";

const READ = ["activities/ingest/backfill.test.ts"];
const POSTS = ["sources/discourse/backfill.test.ts"];
const EVENTS = ["sources/posthog/backfill.test.ts"];
const SPAN = ["app/cli/backfill/span.test.ts"];
const COMMAND = ["app/cli/commands/backfill.test.ts"];

/** Spans that a back-fill would read in part, twice, or over something newer. */
export const backfillMutants: readonly Mutant[] = [
  {
    change: "a back-fill lands what is known already",
    file: "activities/ingest/backfill.ts",
    find: "records: page.records.filter((record) => !known.isSame(record)),",
    replace: "records: page.records,",
    check: READ,
  },
  {
    change: "a back-fill does not look what others have landed since it began",
    file: "activities/ingest/backfill.ts",
    find: "if (known?.asOf !== asOf) known =",
    replace: "if (known === null) known =",
    check: READ,
  },
  {
    change: "a page of a back-fill hides what landed while it was asked for",
    file: "activities/ingest/backfill.ts",
    find: '!overtaken.has(keyIn(record, stream) ?? "")',
    replace: "overtaken.size >= 0 || keyIn(record, stream) === null",
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
    file: "sources/backfill.ts",
    find: "const isSame = given.from === from && given.to === to && !given.isDone;",
    replace: "const isSame = given.from === from && given.to === to && given.isDone;",
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
    change: "a killed back-fill of events goes on with the next week",
    file: "sources/posthog/backfill.ts",
    find: "after: at?.after ?? null",
    replace: "after: null",
    check: EVENTS,
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
    change: "a dry run reads",
    file: "app/cli/commands/backfill.ts",
    find: "if (dryRun) return terminal.line(said.dryRun);",
    replace: "if (dryRun) terminal.line(said.dryRun);",
    check: COMMAND,
  },
];
