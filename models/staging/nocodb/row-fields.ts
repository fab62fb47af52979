import { sql } from "kysely";

import { made, text } from "../fields.ts";

/** Who made the row; of a row of an anonymous form, whom it names. */
export const CREATOR = "$.as.created_by";
const CREATED = "$.as.created_at";

/** The `Id` of a row in its table, which another row may have had before it. */
export const nativeId = text("$.Id");

/** How other rows name this one: `<table id>/<row id>`. */
export const rowReference = made(text("$.Id"), {
  from: [["$.table_id"], ["$.Id"]],
  by: ([table, id]) => sql`${table} || '/' || ${id}`,
});

export const rowId = rowReference;

/**
 * What tells a row apart for ever: `rowIdentity` of `sources/nocodb/row-identity.ts`, which a test
 * compares with this. A row made under the `Id` of a deleted one is another row.
 */
export const rowIdentity = made(text("$.Id"), {
  from: [["$.table_id"], ["$.Id"], [CREATOR], [CREATED]],
  by: (origin) =>
    sql`'r_' || substr(sha256(cast(json_array(${sql.join(origin)}) as VARCHAR)), 1, 32)`,
});
