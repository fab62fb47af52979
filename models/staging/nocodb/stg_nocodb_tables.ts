import { text, textOrNull } from "../fields.ts";
import { stage } from "../stage.ts";

export const stgNocodbTables = stage({
  name: "stg_nocodb_tables",
  description: "Tables of the workbook bases and what they are to us, one row a table.",
  stream: "nocodb_tables",
  grain: ["table_id"],
  fields: {
    table_id: text("$.id"),
    title: text("$.title"),
    /** Null: nothing to us, and not read. */
    role: textOrNull("$.role"),
    /** What its mapping lacks: a list as JSON. Null: nothing. */
    gaps: textOrNull("$.gaps"),
  },
});
