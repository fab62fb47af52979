import type { RawBuilder } from "kysely";

import type { ColumnType } from "../model.ts";

/** One column of a staging model: where its value stands in the payload, and what it must be. */
export interface Field<T extends ColumnType = ColumnType> {
  readonly path: string;
  /** A second place to look: systems send a person as an object or as a list of one. */
  readonly orElse?: string;
  readonly type: T;
  /** Any other value is unreadable. */
  readonly oneOf?: readonly (string | number)[];
  /** A day (`2026-10-05`) or an instant, kept as it came: a day begins where the community lives. */
  readonly isDay?: boolean;
  readonly made?: Made;
  /**
   * What cannot be read is NULL, and the record stays. For versions: one that was left out would
   * hide who changed what in it.
   */
  readonly isLoose?: true;
}

/** A text made of several values: `path` then only names the field, where it is missing. */
export interface Made {
  /** For each value, the places to look for it; the first that has one counts. */
  readonly from: readonly (readonly string[])[];
  /** Is given the values as texts, NULL where nothing was found. */
  readonly by: (values: readonly RawBuilder<string | null>[]) => RawBuilder<string | null>;
}

export type Fields = Readonly<Record<string, Field>>;
export type ColumnsOf<F extends Fields> = { readonly [K in keyof F]: F[K]["type"] };

type Extra = Omit<Field, "path" | "type">;

/** An identifier or a text. */
export const text = (path: string, extra: Extra = {}) =>
  ({ path, type: "VARCHAR", ...extra }) as const;
export const textOrNull = (path: string, extra: Extra = {}) =>
  ({ path, type: "VARCHAR?", ...extra }) as const;
export const instant = (path: string) => ({ path, type: "TIMESTAMPTZ" }) as const;
export const day = (path: string) => ({ path, type: "VARCHAR", isDay: true }) as const;
export const dayOrNull = (path: string) => ({ path, type: "VARCHAR?", isDay: true }) as const;
export const instantOrNull = (path: string, extra: Extra = {}) =>
  ({ path, type: "TIMESTAMPTZ?", ...extra }) as const;
export const integer = (path: string) => ({ path, type: "INTEGER" }) as const;
export const integerOrNull = (path: string, extra: Extra = {}) =>
  ({ path, type: "INTEGER?", ...extra }) as const;
export const bigint = (path: string) => ({ path, type: "BIGINT" }) as const;
/** The field, with its text made of several values. */
export const made = <const F extends Field>(field: F, how: Made) => ({ ...field, made: how });
/** The field, NULL where it cannot be read. */
export const loose = <const F extends Field<`${string}?` & ColumnType>>(field: F) =>
  ({ ...field, isLoose: true }) as const;
export const microOrNull = (path: string) => ({ path, type: "BIGINT?", isMicro: true }) as const;
export const booleanOrNull = (path: string) => ({ path, type: "BOOLEAN?" }) as const;
