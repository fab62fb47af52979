import { sql } from "kysely";

import { instant, loose, made, text, textOrNull, type Field } from "../fields.ts";

/** What the connector has read itself of each part. */
export const PLACE = {
  chat_id: { path: "$.chat_id", type: "BIGINT" },
  message_id: { path: "$.message_id", type: "BIGINT" },
  way: text("$.way", { oneOf: ["bot", "export"] }),
  changed_at: instant("$.changed_at"),
} as const satisfies Readonly<Record<string, Field>>;

export const bigintOrNull = (path: string) => loose({ path, type: "BIGINT?" } as const);
export const bitOrNull = (path: string) => loose({ path, type: "BOOLEAN?" } as const);
/** A list as JSON: a second place to look lets a list pass where a text is expected. */
export const jsonOrNull = (path: string) => loose(textOrNull(path, { orElse: path }));

/** First and last name of a person that the Bot API names below `at`. */
export function personName(at: string) {
  return loose(
    made(textOrNull(`${at}.first_name`), {
      from: [[`${at}.first_name`], [`${at}.last_name`]],
      by: (names) => sql<string | null>`nullif(concat_ws(' ', ${sql.join(names)}), '')`,
    }),
  );
}
