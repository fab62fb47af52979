import { DuckDBInstance } from "@duckdb/node-api";

import { identifier, literal } from "../duckdb/literal.ts";
import { SnapshotUnreadableError } from "./errors.ts";
import { tableFile, type Snapshot } from "./read.ts";

/** All rows of one published table, values as DuckDB's plain JavaScript. For small tables. */
export async function readRows(
  { path, digest }: Snapshot,
  table: string,
): Promise<readonly Record<string, unknown>[]> {
  const file = literal(tableFile(path, table));
  return inMemory(async (query) => {
    try {
      return await query(`select * from read_parquet(${file}) order by all`);
    } catch (cause) {
      throw new SnapshotUnreadableError(digest, `${table}.parquet does not read`, { cause });
    }
  });
}

/** Rows of each table of a role file, by its name. */
export async function countRoleFile(file: string): Promise<Readonly<Record<string, number>>> {
  return inMemory(async (query) => {
    await query(`attach ${literal(file)} as role (read_only)`);
    const tables = await query(
      "select table_name as name from duckdb_tables() where database_name = 'role' order by 1",
    );
    const counts: Record<string, number> = {};
    for (const { name } of tables) {
      const [row] = await query(`select count(*)::INTEGER as n from role.${identifier(`${name}`)}`);
      counts[`${name}`] = Number(row?.["n"]);
    }
    return counts;
  });
}

/** All rows of one table of a role file, values as DuckDB's plain JavaScript. */
export async function readRoleRows(
  file: string,
  table: string,
): Promise<readonly Record<string, unknown>[]> {
  return inMemory(async (query) => {
    await query(`attach ${literal(file)} as role (read_only)`);
    return await query(`select * from role.${identifier(table)} order by all`);
  });
}

async function inMemory<T>(
  work: (query: (sql: string) => Promise<Record<string, unknown>[]>) => Promise<T>,
): Promise<T> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  try {
    return await work(async (sql) => (await connection.runAndReadAll(sql)).getRowObjectsJS());
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
