import { sql } from "kysely";

/** A line marked as another's words, as `quotationsIn` looks for them, and some that are none. */
export const HAS_QUOTATION = String.raw`(?:^|[\n\r\x{2028}\x{2029}])[ \t]*(?:>|&gt;)`;

/** What is written in other places than the forum: a column `text`. */
export const saidElsewhere = sql<{ text: string }>`(
  select text from chat_messages
  union all select text from annotations
  union all select url as text from stg_telegram_links
)`;

/** Every number in it: a topic that is named there by its address is among them. */
export const namedElsewhere = sql<{ topic_id: string }>`(
  select distinct unnest(regexp_extract_all(text, '\\d+')) as topic_id from ${saidElsewhere}
)`;
