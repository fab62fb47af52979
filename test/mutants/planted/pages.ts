import type { Mutant } from "../mutant.ts";

/** What pages say: amounts, days, reasons. */
export const pagesMutants: readonly Mutant[] = [
  {
    change: "show every token with six decimals",
    file: "dashboards/components/macros.js",
    find: "10n ** BigInt(decimals)",
    replace: "10n ** 6n",
    check: ["dashboards/test/macros.test.ts"],
  },
  {
    change: "end a cohort when its last day begins",
    file: "models/expressions.ts",
    find: "+ interval 1 day)\n    else",
    replace: ")\n    else",
    check: ["models/core/workbook/enrolments.test.ts"],
  },
  {
    change: "begin a day in UTC, wherever the community lives",
    file: "models/expressions.ts",
    find: "then timezone(${timeZone}, try_cast(${of} as TIMESTAMP))",
    replace: "then try_cast(${of} as TIMESTAMPTZ)",
    check: ["models/core/workbook/enrolments.test.ts"],
  },
  {
    change: "take an offset for a time zone",
    file: "app/community/time-zone.ts",
    find: "if (offset !== null) return",
    replace: 'if (offset !== null && value === "") return',
    check: ["app/community/configuration.test.ts"],
  },
  {
    change: "count every accepted attempt of a task, and not how long the first took",
    file: "models/core/workbook/tries.ts",
    find: "${accepted} = 1 and",
    replace: "",
    check: ["models/marts/master/dynamics.test.ts"],
  },
  {
    change: "leave the deanery with an English reason",
    file: "dashboards/components/reasons.js",
    find: '  ["no front matter between ---", "в начале нет шапки между строками ---"],\n',
    replace: "",
    check: ["dashboards/test/reasons.test.ts"],
  },
  {
    change: "hold everybody's judgement back for a source that is not connected",
    file: "models/core/completeness/observation_horizon.ts",
    find: '.selectFrom("connected_streams as c")',
    replace: '.selectFrom(sql<{ stream: string }>`(select stream from stream_states)`.as("c"))',
    check: ["models/marts/deanery/deanery_members.test.ts"],
  },
  {
    change: "call people silent though a connected source was never read to its end",
    file: "models/core/completeness/observation_horizon.ts",
    find: "count(*) > 0 and count(*) = count(observed_day)",
    replace: "count(*) > 0",
    check: ["models/marts/deanery/deanery_members.test.ts"],
  },
  {
    change: "say nothing of a system that was never read to its end",
    file: "app/runtime/stale.ts",
    find: "connected.filter((stream) => !read.has(stream))",
    replace: "connected.filter(() => false)",
    check: ["app/runtime/stale.test.ts"],
  },
  {
    change: "leave out of a chart the months in which nothing was done",
    file: "dashboards/components/months.js",
    find: "monthsBetween([...known.keys()])",
    replace: "[...known.keys()]",
    check: ["dashboards/test/months.test.ts"],
  },
  {
    change: "name each of 107 months on one axis",
    file: "dashboards/components/months.js",
    find: "interval: (_, month) => isYear(month),",
    replace: "interval: () => true,",
    check: ["dashboards/test/months.test.ts"],
  },
  {
    change: "ask for answers in workbooks that are not connected",
    file: "dashboards/components/systems.js",
    find: "system === undefined || systems.includes(system) ? none",
    replace: "system === undefined || systems.length > 0 ? none",
    check: ["dashboards/test/systems.test.ts"],
  },
];
