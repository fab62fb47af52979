/**
 * Messages of a span of days, channel by channel: an id tells when it was given.
 *
 * API: https://docs.discord.com/developers/resources/message#get-channel-messages
 */
import { type Backfill, backfillFeed, isWithin, type Span } from "../backfill.ts";
import { inLargerPages } from "../larger-pages.ts";
import type { Json } from "../source.ts";
import { discordMessagesStream, landing } from "./messages.ts";
import type { DiscordOptions } from "./options.ts";
import { quarantinedAs } from "./reading.ts";
import { givenAt, idOf } from "./snowflake.ts";
import { beginWalk, stepOn, Walk } from "./walk.ts";

const RECORDS_PER_PAGE_MAX = 1_000;
/** A short one is asked for twice: a minute of waiting at most, at the connector's rate. */
const REPLIES_MAX = 150;

export function discordMessagesBackfill(options: DiscordOptions): Backfill {
  const begun = ({ from }: Span, signal: AbortSignal) =>
    beginWalk(options, { floorOf: floorAt(from), besides: [], signal });
  return {
    stream: discordMessagesStream,
    perMinute: options.http.perMinute,

    /** Nothing tells how many messages there are: only how many places are asked. */
    async plan(span, signal) {
      const { walk } = await begun(span, signal);
      // A short reply is asked for twice.
      const requestCount = 2 * walk.queue.length;
      return [{ ...span, recordCount: null, isCounted: false, requestCount }];
    },

    open: (span) =>
      inLargerPages(
        backfillFeed(discordMessagesStream, span, {
          place: Walk,
          async read(at, { signal }) {
            const walk = at ?? (await begun(span, signal)).walk;
            const floorOf = floorAt(span.from);
            const step = await stepOn(options, walk, { floorOf, until: span.to, signal });
            const rows = step.rows.filter((row) => isOf(span, row));
            const { records, quarantined } = landing(rows, span.to);
            const refused = step.refused === undefined ? [] : [quarantinedAs(step.refused)];
            return { records, quarantined: [...quarantined, ...refused], next: step.walk };
          },
        }),
        { pagesMax: REPLIES_MAX, recordsMax: RECORDS_PER_PAGE_MAX },
      ),
  };
}

/** A millisecond earlier: the lowest id of an instant would not come after itself. */
function floorAt(from: string) {
  const floor = new Date(Date.parse(from) - 1).toISOString();
  return () => floor;
}

/** What has no id that can be read lands in quarantine, whenever it was written. */
function isOf(span: Span, row: Json): boolean {
  const id = idOf(row);
  return id === null || isWithin(new Date(givenAt(id)).toISOString(), span);
}
