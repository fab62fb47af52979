import { sql, type RawBuilder, type SelectQueryBuilder } from "kysely";

import type { Columns, Relation, SqlModel } from "../model.ts";
import type { Reads } from "./stage.ts";

/** A staging model that reads whole records of a stream. */
type Staged = SqlModel<string, Columns> & Reads;

/** Where people are named in what a staging model read: its columns. */
export interface Trace<M extends Staged = Staged> {
  readonly in: M;
  readonly id: keyof M["columns"] & string;
  readonly name?: keyof M["columns"] & string;
  readonly handle?: keyof M["columns"] & string;
}

/** Checks a trace's columns against its model's. */
export function trace<const M extends Staged>(of: Trace<M>): Trace {
  return of as unknown as Trace;
}

const COLUMNS = {
  native_id: "VARCHAR",
  name: "VARCHAR?",
  handle: "VARCHAR?",
  /** `bot` where the system says so; null for a person. */
  actor: "VARCHAR?",
  /**
   * `open`: somebody may sign in with it. `closed`: not any more, or not today. Null: the system has
   * a list of its accounts, and this one was never seen there.
   */
  standing: "VARCHAR?",
} as const satisfies Columns;

export interface Accounts {
  /** The namespace: `discourse` in `discourse:17`, as the system's connector calls it. */
  readonly source: string;
  /** People write their own name there: it goes before the names that other systems have. */
  readonly isNameOwn: boolean;
  /** A person has one account there; two would mean that a link is wrong. */
  readonly isOneEach: boolean;
  /**
   * Anybody may appear there under any id: one is an account once the ledger has a link, a role or a
   * wallet of it, and nobody's until then.
   */
  readonly isProvenOnly?: boolean;
  /** In the order in which they are asked for a name; those of one list count alike. */
  readonly traces: readonly (readonly Trace[])[];
  /** SQL over `native_id`. */
  readonly actor?: RawBuilder<string | null>;
  /** SQL over `native_id`. Where it is left out, a trace is enough: such accounts are open. */
  readonly standing?: RawBuilder<string | null>;
  /** What `standing` reads besides the traces. */
  readonly judgedBy?: readonly Relation[];
  /** Keyed hashes of addresses, where the system shows them. */
  readonly addresses?: Addresses;
}

export interface Addresses {
  /** What it reads besides the accounts themselves. */
  readonly from: readonly Relation[];
  /**
   * SQL of `native_id`, `address_hash` and `is_confirmed`: whether the system has made sure that the
   * address is the account's. What anybody may type is not.
   */
  readonly rows: RawBuilder<unknown>;
}

export type AccountsModel = SqlModel<string, typeof COLUMNS> & Accounts;

/** Letters by Unicode's count, and nothing to see: fillers of Korean, an empty cell of Braille. */
const BLANKS = String.raw`[\x{115F}\x{1160}\x{3164}\x{FFA0}\x{2800}]`;
const SEEN = String.raw`[\p{L}\p{N}\p{P}\p{S}]`;

/** A name of which something can be seen, or NULL: then people are shown the handle. */
const shownName = sql<string | null>`
  case when regexp_matches(regexp_replace(name, ${sql.lit(BLANKS)}, '', 'g'), ${sql.lit(SEEN)})
  then trim(name) end`;

/** Everyone who left a trace in a system, one row an account. Keys and members follow from it. */
export function stageAccounts(
  declared: Accounts & { readonly name: string; readonly description: string },
): AccountsModel {
  const { traces, actor = sql<string | null>`cast(null as VARCHAR)` } = declared;
  const { standing = sql<string | null>`'open'`, judgedBy = [] } = declared;
  const seen = traces.flatMap((alike, preference) =>
    alike.map(
      ({ in: model, id, name, handle }) => sql`
        select ${sql.ref(id)} as native_id, ${textIn(name)} as name, ${textIn(handle)} as handle,
          ${sql.lit(preference)} as preference
        from ${sql.table(model.name)} where ${sql.ref(id)} is not null`,
    ),
  );
  return {
    ...declared,
    kind: "table",
    grain: ["native_id"],
    columns: COLUMNS,
    from: [...new Set([...traces.flat().map(({ in: model }) => model), ...judgedBy])],
    checks: [],
    query: (db) =>
      db
        .selectFrom(
          sql`(
            select native_id, ${shownName} as name, handle, ${actor} as actor,
              ${standing} as standing
            from (${sql.join(seen, sql` union all `)}) as seen
            -- Names change, and old records keep the old one.
            qualify row_number() over (
              partition by native_id
              order by preference, handle nulls last, ${shownName} nulls last
            ) = 1
          )`.as("accounts"),
        )
        .selectAll() as SelectQueryBuilder<any, any, any>,
  };
}

function textIn(column: string | undefined): RawBuilder<string | null> {
  return column === undefined ? sql`cast(null as VARCHAR)` : sql.ref(column);
}
