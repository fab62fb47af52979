import type { RawBuilder } from "kysely";

import type { Columns, Relation, Row } from "../../model.ts";

/** What every chat has, whatever the system. */
export const CHAT_COLUMNS = {
  /** `discord`, as the connector is called. */
  system: "VARCHAR",
  /** Where it was said: a channel, a thread, a group. */
  chat_id: "VARCHAR",
  message_id: "VARCHAR",
  account_key: "VARCHAR",
  member_id: "VARCHAR",
  /** Whose chat the configuration says it is; null: everybody's. */
  cohort_id: "VARCHAR?",
  /** What is said there is not for everyone. */
  is_closed: "BOOLEAN",
  /** The message of the same chat that it answers. */
  reply_to_message_id: "VARCHAR?",
  text: "VARCHAR",
  sent_at: "TIMESTAMPTZ",
  edited_at: "TIMESTAMPTZ?",
} as const satisfies Columns;

/** Messages of one system in these columns: what they are read from, and a query of them all. */
export interface ChatSystem {
  readonly from: readonly Relation[];
  readonly query: RawBuilder<Row<typeof CHAT_COLUMNS>>;
}
