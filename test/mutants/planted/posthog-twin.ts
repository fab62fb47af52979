import type { Mutant } from "../mutant.ts";

const TWIN = ["demo/posthog/twin.test.ts"];

/** Traps of PostHog that the twin has to set: a reader is tried against them. */
export const posthogTwinMutants: readonly Mutant[] = [
  {
    change: "order raw uuids in PostHog's twin by their text",
    file: "demo/posthog/hogql/compile.ts",
    find: 'return type === "UUID" ? `clickhouse_uuid_order(${sql})` : sql;',
    replace: "return type === undefined ? type : sql;",
    check: TWIN,
  },
  {
    change: "give PostHog's twin's queries without LIMIT all rows",
    file: "demo/posthog/hogql/compile.ts",
    find: "const LIMIT_DEFAULT = 100;",
    replace: "const LIMIT_DEFAULT = 50_000;",
    check: TWIN,
  },
  {
    change: "allow OFFSET in PostHog's twin",
    file: "demo/posthog/hogql/compile.ts",
    find: "if (select.offset !== null) throw new HogqlError(OFFSET_REFUSED);",
    replace: "",
    check: TWIN,
  },
  {
    change: "compare tuples in PostHog's twin by their first place",
    file: "demo/posthog/hogql/compile.ts",
    find: '(${comparison("=", a, b)} and ${rest}))`;',
    replace: '(${comparison("!=", a, b)} and ${rest}))`;',
    check: TWIN,
  },
  {
    change: "export the last instant of a week from PostHog's twin",
    file: "demo/posthog/exports.ts",
    find: "created_at >= ${start} and created_at < ${end}",
    replace: "created_at >= ${start} and created_at <= ${end}",
    check: TWIN,
  },
  {
    change: "show events in PostHog's twin before they happen",
    file: "demo/posthog/store.ts",
    find: "where e.visible_at <= demo_now();",
    replace: ";",
    check: TWIN,
  },
  {
    change: "leave old events of PostHog's twin with a merged person",
    file: "demo/posthog/store.ts",
    find: "coalesce(d.person_id, e.person_id) as person_id",
    replace: "e.person_id",
    check: TWIN,
  },
  {
    change: "let PostHog's twin's storage take a key",
    file: "demo/posthog/exports.ts",
    find: "if (headers.authorization !== undefined)",
    replace: "if (headers.authorization === id)",
    check: TWIN,
  },
];
