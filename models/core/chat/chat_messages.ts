import { sql } from "kysely";

import { defineModel, namedAtRunTime, type Row } from "../../model.ts";
import { CHAT_COLUMNS, type ChatSystem } from "./chat-system.ts";
import { chatSystems } from "./chat-systems.ts";

const columns = {
  ...CHAT_COLUMNS,
  /** 1, 2, … over all that its member said, in whatever chat of whatever system. */
  ordinal: "BIGINT",
} as const;

/** All of them in one, so that what one person says here and there is one time line. */
export const chatMessagesOf = (systems: readonly ChatSystem[]) =>
  defineModel({
    name: "chat_messages",
    description: "What people said in chats, as it stands now, one row a message.",
    from: namedAtRunTime([...new Set(systems.flatMap(({ from }) => from))]),
    grain: ["system", "chat_id", "message_id"],
    columns,
    query: (db) => {
      const said = sql<Row<typeof CHAT_COLUMNS>>`(
        ${sql.join(
          systems.map(({ query }) => query),
          sql` union all by name `,
        )}
      )`;
      return db
        .selectFrom(said.as("said"))
        .selectAll()
        .select(
          sql<bigint>`row_number() over (
            partition by member_id order by sent_at, system, chat_id, message_id
          )`.as("ordinal"),
        );
    },
  });

export const chatMessages = chatMessagesOf(chatSystems);
