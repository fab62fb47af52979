import type { Mutant } from "../mutant.ts";

const EVENTS = ["sources/posthog/events.test.ts"];
const PERSONS = ["sources/posthog/persons.test.ts"];
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
