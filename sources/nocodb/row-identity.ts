import { createHash } from "node:crypto";

/** What tells a row apart for ever: a server gives the `Id` of a deleted row to the next one. */
export interface RowOrigin {
  readonly tableId: string;
  /** As the table's key column has it. */
  readonly id: number | string;
  /** Null where nobody was signed in: a row of an anonymous form. */
  readonly creatorId: string | null;
  /** As the server sent it; null in a table that keeps no such instant. */
  readonly createdAt: string | null;
}

/**
 * Names a row of a base: `r_` and 32 hex characters. Another row under the same `Id` has another
 * name. Models say the same in SQL (`models/staging/nocodb/row-fields.ts`).
 */
export function rowIdentity({ tableId, id, creatorId, createdAt }: RowOrigin): string {
  const origin = JSON.stringify([tableId, String(id), creatorId, createdAt]);
  return `r_${createHash("sha256").update(origin).digest("hex").slice(0, 32)}`;
}
