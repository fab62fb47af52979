import { sql } from "kysely";

import { defineModel } from "../../model.ts";
import { recordDays } from "./record_days.ts";

/** A day for what is busy; what is quiet takes longer to be told from silence. */
export const WINDOWS_DAYS = [1, 7, 28] as const;

/** A window is held against so many before it, each on the same days of the week. */
const BEFORE_MAX = 8;
const BEFORE_MIN = 4;

/** Decision 49: a median of eight and a count's own chance together are wrong once in 7,000 days. */
const LOW_SPREADS = 4;
const HIGH_SPREADS = 6;
const HIGH_COUNT_MIN = 20;

/** What other systems saw tells a holiday, if they usually see as much as this. */
const OTHERS_MIN = 16;

interface Volume {
  stream: string;
  part: string;
  window_days: number;
  state: string;
  seen_count: bigint;
  usual_count: bigint;
  low_count: bigint;
  high_count: bigint;
}

/**
 * Whether a stream's last whole days bring as much as they used to. The range is its own: median and
 * median deviation of earlier windows on the same days of the week, and no narrower than what chance
 * alone does to a count. Where all other systems fall quiet at once it is a holiday.
 */
export const streamVolumes = defineModel({
  name: "stream_volumes",
  description: "Whether streams bring as much as they used to, one row a stream, chat and window.",
  from: [recordDays],
  grain: ["stream", "part", "window_days"],
  columns: {
    stream: "VARCHAR",
    part: "VARCHAR",
    window_days: "INTEGER",
    /** `usual`, `low` or `high`. */
    state: "VARCHAR",
    seen_count: "BIGINT",
    usual_count: "BIGINT",
    /** As many and no fewer are usual; less where other systems saw less than they use to. */
    low_count: "BIGINT",
    /** As many and no more are usual. */
    high_count: "BIGINT",
  },
  query: (db) =>
    db
      .selectFrom(
        sql<Volume>`(
          with lives as (
            select stream, part, max(age_days) as life_days from record_days group by all
          ),
          windows as (
            select window_days, greatest(7, window_days) as step_days
            from (select unnest([${sql.join(WINDOWS_DAYS.map((days) => sql.lit(days)))}])
              as window_days)
          ),
          slots as (
            select stream, part, window_days, nth, nth * step_days as after_days
            from lives cross join windows
            cross join (select unnest(range(${sql.lit(BEFORE_MAX + 1)})) as nth)
            where nth * step_days + window_days <= life_days
          ),
          counted as (
            select s.stream, s.part, s.window_days, s.nth,
              coalesce(sum(d.record_count), 0)::BIGINT as n
            from slots as s left join record_days as d
              on d.stream = s.stream and d.part = s.part
              and d.age_days > s.after_days and d.age_days <= s.after_days + s.window_days
            group by all
          ),
          judged as (
            select stream, part, window_days,
              max(n) filter (where nth = 0) as seen_count,
              median(n) filter (where nth > 0) as usual_count,
              mad(n) filter (where nth > 0) as deviation
            from counted group by all
            having count(*) filter (where nth > 0) >= ${sql.lit(BEFORE_MIN)}
          ),
          systems as (
            select split_part(stream, '_', 1) as system, window_days,
              sum(seen_count) as seen_sum, sum(usual_count) as usual_sum
            from judged where part = '' group by all
          ),
          others as (
            select s.system, s.window_days, sum(o.seen_sum) as seen_sum, sum(o.usual_sum) as usual_sum
            from systems as s join systems as o
              on o.window_days = s.window_days and o.system <> s.system
            group by all
          ),
          ranged as (
            select j.* exclude (deviation),
              greatest(1.4826 * deviation, sqrt(usual_count), 1) as spread,
              case when o.usual_sum >= ${sql.lit(OTHERS_MIN)}
                then least(1, o.seen_sum / o.usual_sum) else 1 end as holiday_factor
            from judged as j left join others as o
              on o.system = split_part(j.stream, '_', 1) and o.window_days = j.window_days
          ),
          bounded as (
            select stream, part, window_days, seen_count,
              round(usual_count)::BIGINT as usual_count,
              greatest(
                0, ceil(usual_count * holiday_factor - ${sql.lit(LOW_SPREADS)} * spread)
              )::BIGINT as low_count,
              greatest(
                ${sql.lit(HIGH_COUNT_MIN - 1)}, floor(usual_count + ${sql.lit(HIGH_SPREADS)} * spread)
              )::BIGINT as high_count
            from ranged
          )
          select *, case when seen_count < low_count then 'low'
            when seen_count > high_count then 'high' else 'usual' end as state
          from bounded
        )`.as("ranged"),
      )
      .select([
        "stream",
        "part",
        "window_days",
        "state",
        "seen_count",
        "usual_count",
        "low_count",
        "high_count",
      ]),
});
