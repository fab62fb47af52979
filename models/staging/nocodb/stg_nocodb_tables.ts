import { text } from "../fields.ts";
import { stage } from "../stage.ts";

export const stgNocodbTables = stage({
  name: "stg_nocodb_tables",
  description: "Tables of the workbook base, one row a table.",
  stream: "nocodb_tables",
  grain: ["table_id"],
  fields: { table_id: text("$.id"), title: text("$.title") },
});
