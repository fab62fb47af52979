import type { Mutant } from "../mutant.ts";

const EVENTS = ["sources/posthog/events.test.ts"];
const PERSONS = ["sources/posthog/persons.test.ts"];
const EXPORT = ["sources/posthog/export/events.test.ts"];
const TOLD = ["models/core/engagement/told_events.test.ts"];

/** What reads PostHog, and what may become of events that anybody can forge. */
export const posthogMutants: readonly Mutant[] = [
  {
    change: "a window of PostHog is believed uncounted",
    file: "sources/posthog/window.ts",
    find: "if (expected === received && isInside(read.rows, window)) return read;",
    replace: "if (isInside(read.rows, window)) return read;",
    check: EVENTS,
  },
  {
    change: "an answer to another question of PostHog is believed for its length",
    file: "sources/posthog/window.ts",
    find: "if (expected === received && isInside(read.rows, window)) return read;",
    replace: "if (expected === received) return read;",
    check: EVENTS,
  },
  {
    change: "a full page of PostHog counts as the end",
    file: "sources/posthog/window.ts",
    find: "if (rows.length < limit) return { rows, last, isEnd: true };",
    replace: "if (rows.length <= limit) return { rows, last, isEnd: true };",
    check: EVENTS,
  },
  {
    change: "a row that is there twice at the edge of a page ends the reading",
    file: "sources/posthog/window.ts",
    find: "const upTo = lastButOne ?? last;",
    replace: "const upTo = last;",
    check: EVENTS,
  },
  {
    change: "events are read before they have settled",
    file: "sources/posthog/events.ts",
    find: "const until = before(inMicroseconds(asked) ?? asked, settle);",
    replace: "const until = inMicroseconds(asked) ?? asked;",
    check: EVENTS,
  },
  {
    change: "events are not read again where some were seen late",
    file: "sources/posthog/events.ts",
    find: 'return [before(instantRead, settle), ""];',
    replace: 'return [instantRead, ""];',
    check: EVENTS,
  },
  {
    change: "events with an old clock are never read",
    file: "sources/posthog/events.ts",
    find: "return late !== null && late[0] <= before(until, DAY);",
    replace: "return false;",
    check: EVENTS,
  },
  {
    change: "every property of an event lands",
    file: "sources/posthog/properties.ts",
    find: "const kept = names.toSorted().flatMap((name): [string, Json][] => {",
    replace:
      "const kept = Object.keys(properties).toSorted().flatMap((name): [string, Json][] => {",
    check: EVENTS,
  },
  {
    change: "addresses of pages land with their queries",
    file: "sources/posthog/properties.ts",
    find: "return withoutContacts(withoutQuery(value), hash);",
    replace: "return withoutContacts(value, hash);",
    check: EVENTS,
  },
  {
    change: "an e-mail as an id of PostHog lands in the clear",
    file: "sources/posthog/personal.ts",
    find: "return value.replace(ADDRESS, (address) => hash(address.toLowerCase()));",
    replace: "return hash === undefined ? value : value;",
    check: [...EVENTS, ...PERSONS],
  },
  {
    change: "what is paid for at PostHog is asked for again once it is used up",
    file: "sources/http/outcome.ts",
    find: "return status === 429 || status === 408 || status === 425 || status >= 500;",
    replace:
      "return status === 402 || status === 429 || status === 408 || status === 425 || status >= 500;",
    check: ["sources/http.test.ts", ...EVENTS],
  },
  {
    change: "of a person with many ids the rest is passed over",
    file: "sources/posthog/distinct-ids.ts",
    find: "      after = read.last;",
    replace: "",
    check: PERSONS,
  },
  {
    change: "our key goes along to where an export is stored",
    file: "sources/http.ts",
    find: "return await saved(taken, { file, bytesMax, signal: patience, asked });",
    replace:
      "const sentAlong = { file, bytesMax, signal: patience, asked };\n" +
      "        await fetch(taken, { headers });\n" +
      "        return await saved(taken, sentAlong);",
    check: EXPORT,
  },
  {
    change: "an exported file that cannot be read counts as an empty one",
    file: "sources/posthog/export/events.ts",
    find: "    } catch {\n      // Of what is in the file nothing is told.\n    }",
    replace: "    } catch {\n      return { rows: [], rowCount: 0 };\n    }",
    check: EXPORT,
  },
  {
    change: "a reading of an export goes on behind rows that it never had",
    file: "sources/posthog/export/events.ts",
    find: "cursor: { ...cursor, row: row + rows.length }, done: false }",
    replace: "cursor: { ...cursor, row: row + 2 * rows.length }, done: false }",
    check: EXPORT,
  },
  {
    change: "an exported file with personal data stays where it was downloaded to",
    file: "sources/posthog/export/events.ts",
    find: "if (held !== null) await rm(held.file, { force: true });",
    replace: "",
    check: EXPORT,
  },
  {
    change: "a second export is asked for while the first is being made",
    file: "sources/posthog/export/events.ts",
    find: "if (ms < SLOW_MS) return stepped(cursor, true);",
    replace: "if (ms < SLOW_MS) return stepped(begun(cursor.week), true);",
    check: EXPORT,
  },
  {
    change: "an export that found nothing is waited for as long as PostHog calls it running",
    file: "sources/posthog/export/events.ts",
    find: "if ((await eventsWithin(hogql, interval, signal)) === 0) return passed(cursor);",
    replace: "",
    check: ["sources/posthog/export"],
  },
  {
    change: "an export that is slow is passed over though there are events",
    file: "sources/posthog/export/events.ts",
    find: "if (ms < LOST_MS) return stepped(cursor, true);",
    replace: "if (ms < LOST_MS) return passed(cursor);",
    check: EXPORT,
  },
  {
    change: "a week counts as empty though its last event was stored in the next one",
    file: "sources/posthog/export/events.ts",
    find: "(await eventsWithin(hogql, widened(interval), signal)) === 0;",
    replace: "(await eventsWithin(hogql, interval, signal)) === 0;",
    check: EXPORT,
  },
  {
    change: "exports that are lost each time are asked for without end",
    file: "sources/posthog/export/events.ts",
    find: "if (lost >= RUNS_MAX) throw inVain(intervalOf(cursor), 0);",
    replace: "",
    check: EXPORT,
  },
  {
    change: "an export that PostHog was not paid for is waited for when it is paid again",
    file: "sources/posthog/export/events.ts",
    find: 'if (found.state === "unpaid" && asked === until)',
    replace: 'if (found.state === "unpaid")',
    check: EXPORT,
  },
  {
    change: "an earlier first day brings nothing of what lies before",
    file: "sources/posthog/export/events.ts",
    find: "const cursor = known.from === days.from ? known : start;",
    replace: "const cursor = known;",
    check: EXPORT,
  },
  {
    change: "what a killed process left of exported files stays in the temporary folder",
    file: "warehouse/duckdb/table-reader.ts",
    find: "        removeLeft();\n",
    replace: "",
    check: ["warehouse/duckdb/table-reader.test.ts"],
  },
  {
    change: "half of a file whose connection was lost stays where a whole one is looked for",
    file: "sources/http/saved.ts",
    find: "    await rm(file, { force: true });\n    if (!isCut(cause)) throw cause;",
    replace: "    if (!isCut(cause)) throw cause;",
    check: ["sources/http/saved.test.ts"],
  },
  {
    change: "a file without end fills the disk",
    file: "sources/http/saved.ts",
    find: "if (byteCount > bytesMax)",
    replace: "if (byteCount < 0)",
    check: ["sources/http/saved.test.ts"],
  },
  {
    change: "every id of PostHog is an account of the club's",
    file: "models/core/identity/accounts.ts",
    find: "isProvenOnly ? sql`and account_key in (select account_key from ledger_accounts)`",
    replace: "isProvenOnly ? sql``",
    check: TOLD,
  },
  {
    change: "an event opens the door of an account",
    file: "models/staging/posthog/stg_posthog_accounts.ts",
    find: "standing: sql`cast(null as VARCHAR)`,",
    replace: "standing: sql`cast('open' as VARCHAR)`,",
    check: TOLD,
  },
];
