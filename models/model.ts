import type { Table } from "apache-arrow";
import type { Expression, Kysely, SelectQueryBuilder } from "kysely";

/** What a DuckDB type is in TypeScript. */
interface TypeOf {
  VARCHAR: string;
  BOOLEAN: boolean;
  INTEGER: number;
  BIGINT: bigint;
  "DECIMAL(38,0)": string;
  DATE: string;
  TIMESTAMPTZ: Date;
}

/** A trailing `?` means that the column may be NULL. */
export type ColumnType = (keyof TypeOf & string) | `${keyof TypeOf & string}?`;
export type Columns = Readonly<Record<string, ColumnType>>;

type Cell<D> = D extends `${infer T extends keyof TypeOf & string}?`
  ? TypeOf[T] | null
  : D extends keyof TypeOf
    ? TypeOf[D]
    : never;

export type Row<C extends Columns> = { [K in keyof C]: Cell<C[K]> };

/** Anything a model may read: another model, a raw table, a reference table. */
export interface Relation<N extends string = string, C extends Columns = Columns> {
  readonly name: N;
  readonly columns: C;
}

/** Relations of a list that others add to: their names are in no type, and queries read them as text. */
export function namedAtRunTime(relations: readonly Relation[]): readonly Relation<never>[] {
  return relations as readonly Relation<never>[];
}

export type DbOf<D extends readonly Relation[]> = {
  [M in D[number] as M["name"]]: Row<M["columns"]>;
};

/** A query whose rows are what is wrong. */
export interface Check<Db> {
  readonly name: string;
  /** A failing blocking check keeps the last good snapshot visible. */
  readonly blocking: boolean;
  readonly failing: (db: Kysely<Db>) => SelectQueryBuilder<any, any, any> | Expression<any>;
}

/** What a computed model is told besides its inputs. No clock, no randomness. */
export interface ModelContext {
  /** Start of the run's day in the community's time zone, ISO 8601 UTC. */
  readonly asOfDay: string;
  readonly timeZone: string;
  /** Streams of the systems that the community has connected. */
  readonly connected: readonly string[];
  /** `a_` and 32 hex characters: an HMAC with a key that the warehouse does not hold. */
  accountKey(source: string, nativeId: string): string;
}

/** With what it may ask whoever fills it: models run without Node's modules. */
export interface ComputeContext extends ModelContext {
  /** SHA-256 of UTF-8 text, in hex. */
  sha256(text: string): string;
}

/**
 * What changed in inputs since a model read them, as `changes_of_<input>`: each row that came or went,
 * an edited one as it was and as it is, by the columns that its model notes. Of a raw view all versions
 * of every record that has a new one.
 */
export type ChangesOf<D extends readonly Relation[]> = {
  [M in D[number] as `changes_of_${M["name"]}`]: Row<M["columns"]>;
};

/**
 * Which parts another state of an input touches: all of them, none, those that a query names, or what
 * the query of another input names, which then reads the changes of both.
 */
export type Touch<Db> =
  | "all"
  | "none"
  | { readonly saidBy: string }
  | ((db: Kysely<Db>) => SelectQueryBuilder<any, any, any> | Expression<any>);

/**
 * How a model is built in parts. A part is the rows with equal values in stored columns; what is in
 * it follows from the rows that are read for it and from inputs that are read whole, and from nothing
 * else. So a build may leave all parts as they are but those that a change touches.
 */
export interface Parts<Db = any> {
  /** Columns of the model that are never NULL. */
  readonly by: readonly string[];
  /** By input. A query gives `by`, and what `read` names besides; each may be NULL in some rows. */
  readonly touched: Readonly<Record<string, Touch<Db>>>;
  /**
   * By input, the stored columns that it shares with what is touched: only such rows are read. More
   * than what is touched may be read; what is not named is read whole. Raw views are always read by
   * the records that have a new version.
   */
  readonly read: Readonly<Record<string, ReadBy>>;
}

/** Columns of one name, or columns of the input by what they are called in what is touched. */
export type ReadBy = readonly string[] | Readonly<Record<string, string>>;

interface Described<N extends string, C extends Columns> extends Relation<N, C> {
  /** The columns that tell rows apart; checked after every build, with non-null keys. */
  readonly grain: readonly (keyof C & string)[];
  readonly description: string;
  readonly from: readonly Relation[];
  /** Absent: every build makes all of its rows. */
  readonly parts?: Parts;
  /** Columns of rows that came or went, kept for models built in parts; `parts.by` is among them. */
  readonly noted?: readonly (keyof C & string)[];
}

/** What a declaration says of parts, with the names of its inputs and columns. */
interface InParts<D extends readonly Relation[], C extends Columns> {
  parts?: {
    by: readonly (keyof NoInfer<C> & string)[];
    touched: { readonly [K in D[number]["name"]]: Touch<DbOf<D> & ChangesOf<D>> } & {
      /** Of a computed model, what it is told besides its tables. */
      readonly context?: "none";
    };
    read: { readonly [K in D[number]["name"]]?: ReadBy };
  };
  noted?: readonly (keyof NoInfer<C> & string)[];
}

export interface SqlModel<
  N extends string = string,
  C extends Columns = Columns,
  Db = any,
> extends Described<N, C> {
  readonly kind: "view" | "table";
  readonly query: (db: Kysely<Db>) => SelectQueryBuilder<any, any, Row<C>>;
  readonly checks: readonly Check<Db>[];
}

/** Output columns, all of one length: bigint for BIGINT, Date for TIMESTAMPTZ, null where allowed. */
export type ColumnValues<C extends Columns> = { [K in keyof C]: readonly Cell<C[K]>[] };

export interface ComputedModel<
  N extends string = string,
  C extends Columns = Columns,
> extends Described<N, C> {
  readonly kind: "computed";
  /** Arrow tables in, ordered by all their columns; columns out. Pure. */
  readonly compute: (
    inputs: Readonly<Record<string, Table>>,
    context: ComputeContext,
  ) => ColumnValues<C>;
  readonly checks: readonly Check<any>[];
}

export type Model = SqlModel<string, Columns, any> | ComputedModel<string, any>;

/** Declares a model in SQL. tsc refuses an undeclared input, a missing column, a wrong type. */
export function defineModel<
  const N extends string,
  const C extends Columns,
  const D extends readonly Relation[],
>(
  model: {
    name: N;
    description: string;
    kind?: "view" | "table";
    from: D;
    grain: readonly (keyof NoInfer<C> & string)[];
    columns: C;
    query: (db: Kysely<DbOf<D>>) => SelectQueryBuilder<any, any, NoInfer<Row<C>>>;
    checks?: readonly Check<DbOf<D> & { [K in N]: Row<NoInfer<C>> }>[];
  } & InParts<D, C>,
): SqlModel<N, C, DbOf<D>> {
  return { kind: "table", checks: [], ...model } as unknown as SqlModel<N, C, DbOf<D>>;
}

/** Declares a model that SQL cannot express: graph walks, logarithms, keyed hashes. */
export function defineComputed<
  const N extends string,
  const C extends Columns,
  const D extends readonly Relation[],
>(
  model: {
    name: N;
    description: string;
    from: D;
    grain: readonly (keyof NoInfer<C> & string)[];
    columns: C;
    compute: (
      inputs: Readonly<Record<string, Table>>,
      context: ComputeContext,
    ) => ColumnValues<NoInfer<C>>;
    checks?: readonly Check<any>[];
  } & InParts<D, C>,
): ComputedModel<N, C> {
  return { kind: "computed", checks: [], ...model } as ComputedModel<N, C>;
}

/** Touches the parts that changed rows of the input name themselves, by these of its columns. */
export function own(input: string, ...columns: readonly string[]): Touch<any> {
  return (db: Kysely<any>) => db.selectFrom(`changes_of_${input}`).select([...columns]);
}

const RAW_COLUMNS = {
  /** The primary key's values as a JSON array. */
  key: "VARCHAR",
  /** The record as it landed: JSON text. NULL in a deletion. */
  payload: "VARCHAR?",
  content_hash: "VARCHAR",
  /** The `until` of the page that brought this version. */
  observed_at: "TIMESTAMPTZ",
  landing_file: "VARCHAR",
  /** Names a version of its key; grows as versions land, which is not the order of their changes. */
  version: "BIGINT",
  is_deleted: "BOOLEAN",
  /** The record's own instant of change; null where its stream names none. */
  ordered_at: "TIMESTAMPTZ?",
} as const satisfies Columns;

/** Every version of a stream's records. */
export function rawVersions<const S extends string>(stream: S) {
  return {
    name: `raw_${stream}_versions` as const,
    /** 1, 2, … from the oldest change of a key to its newest. */
    columns: { ...RAW_COLUMNS, ordinal: "BIGINT" } as const,
  };
}

/** The newest version of each record, deleted ones too (`is_deleted`). */
export function rawCurrent<const S extends string>(stream: S) {
  return { name: `raw_${stream}_current` as const, columns: RAW_COLUMNS };
}

/** How each stream stands, written by the load; `observed_day` moves once a day at the most. */
export const streamStates = {
  name: "stream_states",
  columns: {
    stream: "VARCHAR",
    /** Start of the last day (community's time zone) up to which the stream was read to its end. */
    observed_day: "TIMESTAMPTZ?",
    record_count: "BIGINT",
    quarantined_count: "BIGINT",
  },
} as const satisfies Relation;

/** What was refused, and why. The record itself never leaves the warehouse. */
export const quarantine = {
  name: "quarantine",
  columns: {
    stream: "VARCHAR",
    reason: "VARCHAR",
    record: "VARCHAR",
    observed_at: "TIMESTAMPTZ",
    landing_file: "VARCHAR",
  },
} as const satisfies Relation;

/** One row: what a run was asked for. Written before the models are built. */
export const refRun = {
  name: "ref_run",
  columns: { as_of_day: "TIMESTAMPTZ", time_zone: "VARCHAR" },
} as const satisfies Relation;
