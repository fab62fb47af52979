import { sql } from "kysely";

import { made, text } from "../fields.ts";

/** The user who made the row, as an object or as a list of one. */
export const CREATOR = ["$.fields.CreatedBy.id", "$.fields.CreatedBy[0].id"] as const;
const CREATED = ["$.fields.CreatedAt"] as const;

/** The `Id` of a row, which another row may have had before it. */
export const rowId = text("$.Id");

/** How other rows name this one: `<table id>/<row id>`. */
export const rowReference = made(text("$.Id"), {
  from: [["$.table_id"], ["$.Id"]],
  by: ([table, id]) => sql`${table} || '/' || ${id}`,
});

/**
 * What tells a row apart for ever: `rowIdentity` of `sources/nocodb/row-identity.ts`, which a test
 * compares with this. A row made under the `Id` of a deleted one is another row.
 */
export const rowIdentity = made(text("$.Id"), {
  from: [["$.table_id"], ["$.Id"], CREATOR, CREATED],
  by: (origin) =>
    sql`'r_' || substr(sha256(cast(json_array(${sql.join(origin)}) as VARCHAR)), 1, 32)`,
});
