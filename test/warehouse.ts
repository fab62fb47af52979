import { DuckDBInstance } from "@duckdb/node-api";
import { Kysely, sql } from "kysely";

import { checkModel, failed, refuseIfBlocked } from "../activities/materialize/check.ts";
import { fillModel } from "../activities/materialize/fill.ts";
import type { Columns, Model, ModelContext, Relation, Row } from "../models/model.ts";
import { declaredColumns } from "../warehouse/duckdb/declared.ts";
import { DuckDbDialect } from "../warehouse/duckdb/dialect.ts";
import { identifier } from "../warehouse/duckdb/literal.ts";
import { inTransaction } from "../warehouse/duckdb/transaction.ts";

/** Columns that a test leaves out are NULL. */
export type GivenRows = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

export interface GivenWarehouse extends AsyncDisposable {
  /** For a test that asks something else than a model's rows. */
  readonly db: Kysely<any>;
  /**
   * The model's rows, ordered by all its columns. Inputs that were not given are empty; a model
   * built before may be an input. Types and grain are proved as in a real build.
   */
  build<C extends Columns>(
    model: Model & Relation<string, C>,
    options?: { context?: Partial<ModelContext> },
  ): Promise<Row<C>[]>;
  /** Makes these relations' tables from the rows that were given; those that are there stay. */
  give(relations: readonly Relation[]): Promise<void>;
  /** Names of the model's own checks, once built, that have failing rows. */
  failingChecks(model: Model): Promise<string[]>;
}

const CONTEXT: ModelContext = {
  asOfDay: "2026-10-04T21:00:00.000Z",
  timeZone: "Europe/Moscow",
  connected: ["discourse_posts", "discourse_users", "nocodb_records"],
  accountKey: (source, nativeId) => `a_${source}_${nativeId}`,
};

/** An in-memory DuckDB that holds only the rows named. */
export async function givenWarehouse(rows: GivenRows = {}): Promise<GivenWarehouse> {
  const instance = await DuckDBInstance.create(":memory:");
  const db = new Kysely<any>({
    dialect: new DuckDbDialect({ connect: () => instance.connect() }),
  });
  await sql`set global timezone = 'UTC'`.execute(db);
  const present = new Set<string>();

  async function giveInput({ name, columns }: Relation): Promise<void> {
    if (present.has(name)) return;
    present.add(name);
    const list = declaredColumns(columns).map(
      (column) => `${identifier(column.name)} ${column.type}`,
    );
    await sql.raw(`create table ${identifier(name)} (${list.join(", ")})`).execute(db);
    for (const row of rows[name] ?? []) await db.insertInto(name).values(row).execute();
  }

  return {
    db,

    async build(model, { context } = {}) {
      for (const input of model.from) await giveInput(input);
      await inTransaction(instance, (transaction) =>
        fillModel(transaction, model, { ...CONTEXT, ...context }),
      );
      present.add(model.name);
      const [grain] = await checkModel(db, { ...model, checks: [] } as Model);
      if (grain !== undefined) refuseIfBlocked([grain]);
      const built = await sql<any>`select * from ${sql.table(model.name)} order by all`.execute(db);
      return built.rows;
    },

    async give(relations) {
      for (const relation of relations) await giveInput(relation);
    },

    async failingChecks(model) {
      const own = new Set(model.checks.map(({ name }) => name));
      const results = failed(await checkModel(db, model));
      return results.map(({ check }) => check).filter((check) => own.has(check));
    },

    async [Symbol.asyncDispose]() {
      await db.destroy();
      instance.closeSync();
      const unread = Object.keys(rows).filter((name) => !present.has(name));
      if (present.size > 0 && unread.length > 0) {
        throw new Error(`Rows were given for ${unread.join(", ")}, which no built model reads.`);
      }
    },
  };
}
