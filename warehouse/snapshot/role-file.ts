import { mkdir, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";

import { DuckDBInstance } from "@duckdb/node-api";

import { removeStrayFiles, syncPath, temporaryPath } from "../atomic-write.ts";
import { messageOf } from "../duckdb/errors.ts";
import { identifier, literal } from "../duckdb/literal.ts";
import { SnapshotUnreadableError } from "./errors.ts";
import { tableFile, type Snapshot } from "./read.ts";

/** The smallest that DuckDB takes: a browser loads the whole file. */
const BLOCK_BYTES = 16_384;

/** What DuckDB says of a file that is gone or is not Parquet; anything else is a wrong query. */
const UNREADABLE = /^(IO Error|Invalid Input Error|Invalid Error)/;

export interface RoleTable {
  readonly table: string;
  /** SQL over the table's columns; null for all rows. */
  readonly where: string | null;
}

export interface RoleFileRequest {
  readonly snapshot: Snapshot;
  /** The `.duckdb` file to write or replace. */
  readonly out: string;
  readonly tables: readonly RoleTable[];
}

/** Writes what one principal may see as a DuckDB file for the browser: whole, or not at all. */
export async function writeRoleFile({ snapshot, out, tables }: RoleFileRequest): Promise<void> {
  const dir = dirname(out);
  await mkdir(dir, { recursive: true });
  await removeStrayFiles(dir);
  const temporary = temporaryPath(dir);
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  try {
    await connection.run("set timezone = 'UTC'");
    await connection.run(`attach ${literal(temporary)} as role (block_size ${BLOCK_BYTES})`);
    for (const { table, where } of tables) {
      await connection.run(copyTable(snapshot, table, where));
    }
    await connection.run("detach role");
  } catch (error) {
    await rm(temporary, { force: true });
    if (!UNREADABLE.test(messageOf(error))) throw error;
    const found = "one of its files does not open";
    throw new SnapshotUnreadableError(snapshot.digest, found, { cause: error });
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
  await syncPath(temporary);
  await rename(temporary, out);
  await syncPath(dir);
}

function copyTable({ path, digest, tables }: Snapshot, table: string, where: string | null) {
  const published = tables.find(({ name }) => name === table);
  if (published === undefined) {
    throw new SnapshotUnreadableError(digest, `it holds no table ${table}`);
  }
  const names = Object.keys(published.columns).map(identifier).join(", ");
  const file = literal(tableFile(path, table));
  return (
    `create table role.${identifier(table)} as select ${names} from read_parquet(${file}) ` +
    `${where === null ? "" : `where ${where} `}order by all`
  );
}
