import type { Mutant } from "../mutant.ts";

const FEED = ["sources/counts/source-counts.test.ts"];
const MISSING = ["models/core/completeness/missing_counts.test.ts"];

/** Systems that have more than landed, and what is taken for it. */
export const countMutants: readonly Mutant[] = [
  {
    change: "a count is compared before its stream was read past it",
    file: "sources/counts/source-counts.ts",
    find: 'Date.parse(read.get(stream) ?? "") >= Date.parse(read_past)',
    replace: "read.get(stream) !== undefined",
    check: FEED,
  },
  {
    change: "systems are asked for their counts in every reading",
    file: "sources/counts/source-counts.ts",
    find: "if (today === day) {",
    replace: "if (false) {",
    check: FEED,
  },
  {
    change: "a system that does not count stops the run",
    file: "sources/counts/source-counts.ts",
    find: "        signal.throwIfAborted();",
    replace: "        throw error;",
    check: FEED,
  },
  {
    change: "a count of its own bounds lands before its late records were read",
    file: "sources/counts/source-counts.ts",
    find: "    read_past,\n  };",
    replace: "    read_past: made?.before ?? read_past,\n  };",
    check: FEED,
  },
  {
    change: "a count that failed is not told",
    file: "sources/counts/source-counts.ts",
    find: "waiting: now, failed: asked.failed",
    replace: "waiting: now, failed",
    check: FEED,
  },
  {
    change: "a run that is stopped counts as systems that do not count",
    file: "sources/counts/source-counts.ts",
    find: "        signal.throwIfAborted();",
    replace: "",
    check: FEED,
  },
  {
    change: "a count that failed takes the one before with it",
    file: "sources/counts/source-counts.ts",
    find: "[...left.filter(isNew), ...asked.counted]",
    replace: "asked.counted",
    check: FEED,
  },
  {
    change: "doctor is content where a count failed",
    file: "app/cli/commands/doctor.ts",
    find: "await lookAtUncounted(started, look);",
    replace: "",
    check: ["app/cli/commands/alarms.test.ts"],
  },
  {
    change: "a record that is missing is as open as a feast",
    file: "app/cli/commands/doctor.ts",
    find: 'if (alarm.kind === "high") return',
    replace: 'if (alarm.kind !== "low") return',
    check: ["app/cli/commands/alarms.test.ts"],
  },
  {
    change: "private notes of the token's owner are called missing",
    file: "sources/hypothesis/counts.ts",
    find: "count: Math.max(0, total - own)",
    replace: "count: total",
    check: ["sources/hypothesis/counts.test.ts"],
  },
  {
    change: "an event that stands there twice is counted twice",
    file: "sources/posthog/counts.ts",
    find: "SELECT count(DISTINCT uuid) FROM",
    replace: "SELECT count() FROM",
    check: ["sources/posthog/counts.test.ts"],
  },
  {
    change: "events are counted that are not to be read yet",
    file: "sources/posthog/counts.ts",
    find: "2 * DAY).slice(0, 10)",
    replace: "0 * DAY).slice(0, 10)",
    check: ["sources/posthog/counts.test.ts"],
  },
  {
    change: "events before the first day that is read are called missing",
    file: "sources/posthog/counts.ts",
    find: "from: first !== null && first > from ? first : from",
    replace: "from",
    check: ["sources/posthog/counts.test.ts"],
  },
  {
    change: "what was made after a count makes up for what is missing",
    file: "models/core/completeness/missing_counts.ts",
    find: "and coalesce(l.made_at <= c.seen_until, true)",
    replace: "",
    check: MISSING,
  },
  {
    change: "what was deleted after a count is called missing",
    file: "models/core/completeness/missing_counts.ts",
    find: "and coalesce(l.gone_at > c.seen_until, true)",
    replace: "and l.gone_at is null",
    check: MISSING,
  },
  {
    change: "what is quarantined is called missing",
    file: "models/core/completeness/missing_counts.ts",
    find: "where missing_sum > quarantined_count",
    replace: "",
    check: MISSING,
  },
  {
    change: "what the deanery is told leaves out what is missing",
    file: "models/marts/deanery/deanery_alarms.ts",
    find: "from missing_counts union all",
    replace: "from missing_counts where false union all",
    check: MISSING,
  },
];
