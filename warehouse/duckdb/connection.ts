import { ResultReturnType, type DuckDBConnection, type DuckDBType } from "@duckdb/node-api";
import type { CompiledQuery, DatabaseConnection, QueryResult } from "kysely";

import { namedError } from "./errors.ts";
import { parameterType, parameterValue } from "./parameters.ts";
import { convertValue, parseJsonColumns, type ResultRow } from "./results.ts";

/** One DuckDB connection as Kysely sees it. */
export class DuckDbConnection implements DatabaseConnection {
  readonly raw: DuckDBConnection;

  constructor(raw: DuckDBConnection) {
    this.raw = raw;
  }

  async cancelQuery(): Promise<void> {
    this.raw.interrupt();
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const statement = await this.#prepare(query);
    try {
      const result = await statement.run();
      if (result.returnType === ResultReturnType.QUERY_RESULT) {
        const rows = (await result.convertRowObjects(convertValue)) as ResultRow[];
        return { rows: parseJsonColumns(result, rows) as R[] };
      }
      if (result.returnType !== ResultReturnType.CHANGED_ROWS) return { rows: [] };
      const changed = BigInt(result.rowsChanged);
      return { rows: [], numAffectedRows: changed, numChangedRows: changed };
    } catch (error) {
      throw namedError(error);
    } finally {
      statement.destroySync();
    }
  }

  /** At most 2048 rows at a time, DuckDB's own vector size: `chunkSize` is not ours to choose. */
  async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    const statement = await this.#prepare(query);
    try {
      const result = await statement.stream();
      for await (const rows of result.yieldConvertedRowObjects(convertValue)) {
        yield { rows: parseJsonColumns(result, rows as ResultRow[]) as R[] };
      }
    } finally {
      statement.destroySync();
    }
  }

  /** Preparing also refuses two statements in one query. */
  async #prepare({ sql, parameters }: CompiledQuery) {
    const statement = await this.raw.prepare(sql).catch((error: unknown) => {
      // What has given up says so here first.
      throw namedError(error);
    });
    if (parameters.length > 0) {
      const types = parameters.map(parameterType);
      // node-api reads undefined as "infer it", but does not say so in this overload's type.
      statement.bind(
        parameters.map((value) => parameterValue(value)),
        types as DuckDBType[],
      );
    }
    return statement;
  }
}
