import type { schedules } from "../../temporal.config.ts";

export type ScheduleId = (typeof schedules)[number]["id"];

/**
 * Schedules with a nominal time in (`after`, `until`], each once however many times it was missed:
 * a run reads everything up to now. Nominal times are whole intervals since 1970, UTC.
 */
export function dueRuns(
  table: readonly { readonly id: ScheduleId; readonly everyMinutes: number }[],
  after: number,
  until: number,
): readonly ScheduleId[] {
  return table
    .filter(({ everyMinutes }) => {
      const every = everyMinutes * 60_000;
      return Math.floor(until / every) > Math.floor(after / every);
    })
    .map(({ id }) => id);
}
