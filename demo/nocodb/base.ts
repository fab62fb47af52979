import type { Json } from "../../sources/source.ts";
import type { Version } from "../timeline.ts";

export type RowJson = Readonly<Record<string, Json>>;

export interface BaseRow {
  /** Where it stands in the order of ids, also when the record's own `Id` cannot be read. */
  readonly place: number;
  readonly versions: readonly Version<RowJson>[];
}

export interface BaseColumn {
  readonly title: string;
  /** NocoDB's interface type, such as `SingleLineText` or `CreatedBy`. */
  readonly uidt: string;
  readonly isSystem: boolean;
  /** What else the server says of it: its id, where a link leads, which options there are. */
  readonly described?: Readonly<Record<string, Json>>;
}

export interface BaseTable {
  readonly id: string;
  readonly title: string;
  readonly columns: readonly BaseColumn[];
  readonly rows: readonly BaseRow[];
}

export interface Base {
  readonly id: string;
  readonly tables: readonly BaseTable[];
}

/** A NocoDB user as a field of a record shows one. */
export function userField(user: { id: string; email: string; displayName: string }): Json {
  return { id: user.id, email: user.email, display_name: user.displayName, meta: null };
}

/** NocoDB's way to write an instant: a space, whole seconds, and an offset. */
export function nocodbTime(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 19).replace("T", " ")}+00:00`;
}
