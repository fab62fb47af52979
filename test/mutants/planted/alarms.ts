import type { Mutant } from "../mutant.ts";

const VOLUMES = ["models/core/completeness/stream_volumes.test.ts"];
const ALARMS = ["models/marts/deanery/deanery_alarms.test.ts"];

/** Streams that fail without a word, and people who are called silent because of it. */
export const alarmMutants: readonly Mutant[] = [
  {
    change: "a range of equal small counts is next to nothing wide",
    file: "models/core/completeness/stream_volumes.ts",
    find: "greatest(1.4826 * deviation, sqrt(usual_count), 1) as spread",
    replace: "greatest(1.4826 * deviation, 0.1) as spread",
    check: VOLUMES,
  },
  {
    change: "a holiday of all systems alarms",
    file: "models/core/completeness/stream_volumes.ts",
    find: "then least(1, o.seen_sum / o.usual_sum) else 1 end",
    replace: "then 1 else 1 end",
    check: VOLUMES,
  },
  {
    change: "a window is held against other days of the week",
    file: "models/core/completeness/stream_volumes.ts",
    find: "greatest(7, window_days) as step_days",
    replace: "window_days as step_days",
    check: VOLUMES,
  },
  {
    change: "a bot that was removed from a chat is not told",
    file: "models/marts/deanery/deanery_alarms.ts",
    find: "where new_status in ('left', 'kicked')",
    replace: "where new_status in ('left')",
    check: ALARMS,
  },
  {
    change: "the standing of our own bot is one as any other",
    file: "sources/telegram/updates.ts",
    find: "my_chat_member: memberReader({ is_self: true })",
    replace: "my_chat_member: memberReader({})",
    check: ["models/staging/telegram/stg_telegram_messages.test.ts"],
  },
  {
    change: "a bot that was taken out of a chat on purpose is called lost",
    file: "models/marts/deanery/deanery_alarms.ts",
    find: "and part in (select part from read_chats)",
    replace: "",
    check: ALARMS,
  },
  {
    change: "doctor is content with a stream that brings next to nothing",
    file: "app/cli/commands/doctor.ts",
    find: "await lookAtAlarms(started, look);",
    replace: "",
    check: ["app/cli/commands/alarms.test.ts"],
  },
  {
    change: "a member who left is taken for the bot",
    file: "models/marts/deanery/deanery_alarms.ts",
    find: "where is_self",
    replace: "where true",
    check: ALARMS,
  },
  {
    change: "members are silent because a stream brings nothing",
    file: "models/core/completeness/observation_horizon.ts",
    find: "min(observed_day - to_days(coalesce(h.window_days, 0)))",
    replace: "min(observed_day)",
    check: ALARMS,
  },
  {
    change: "members who write in chats are silent because those were not read",
    file: "models/core/completeness/observation_horizon.ts",
    find: "[...ACTIVITY_STREAMS, ...TALK_STREAMS]",
    replace: "[...ACTIVITY_STREAMS]",
    check: ALARMS,
  },
  {
    change: "doctor calls a feast wrong",
    file: "app/cli/commands/doctor.ts",
    find: 'if (alarm.kind === "high") return { text, isOpen: true };',
    replace: "",
    check: ["app/cli/commands/alarms.test.ts"],
  },
];
