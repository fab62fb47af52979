import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { DuckDBInstance } from "@duckdb/node-api";

import type { TablePart, TableReader } from "../../sources/tables.ts";

/** Apart from the warehouse's own: fetching shares a machine with it, and never opens its file. */
const MEMORY = "256MB";

const FOLDER = "vklad-tables-";

const folders = new Set<string>();

function removeAll(): void {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}

/** Opened at its first use, in memory: it holds nothing between two calls. */
export function createTableReader(): TableReader & AsyncDisposable {
  let opened: Promise<DuckDBInstance> | null = null;
  let folder: string | null = null;

  async function open(): Promise<DuckDBInstance> {
    // Not before it is needed: a process that only fetches or pays has no engine of its own.
    const { DuckDBInstance } = await import("@duckdb/node-api");
    const instance = await DuckDBInstance.create(":memory:", {
      memory_limit: MEMORY,
      threads: "2",
    });
    const connection = await instance.connect();
    await connection.run("set global timezone = 'UTC'");
    connection.closeSync();
    return instance;
  }

  return {
    async rows(file, { columns, from, count }) {
      const instance = await (opened ??= open());
      const { identifier, literal } = await import("./literal.ts");
      const connection = await instance.connect();
      try {
        const listed = columns.map((name) => `${identifier(name)}::VARCHAR as ${identifier(name)}`);
        const reader = await connection.runAndReadAll(
          `select ${listed.join(", ")} from read_parquet(${literal(file)}, file_row_number = true)
           where file_row_number >= ${from} and file_row_number < ${from + count}
           order by file_row_number`,
        );
        const counted = await connection.runAndReadAll(
          `select sum(num_rows)::INTEGER from parquet_file_metadata(${literal(file)})`,
        );
        return {
          rows: reader.getRowObjectsJS() as TablePart["rows"],
          rowCount: Number(counted.getRowsJS()[0]?.[0] ?? 0),
        };
      } finally {
        connection.closeSync();
      }
    },

    async folder() {
      if (folder === null) {
        removeLeft();
        folder = mkdtempSync(join(tmpdir(), `${FOLDER}${process.pid}-`));
        if (folders.size === 0) process.once("exit", removeAll);
        folders.add(folder);
      }
      return folder;
    },

    async [Symbol.asyncDispose]() {
      if (folder !== null) rmSync(folder, { recursive: true, force: true });
      folder = null;
      (await opened)?.closeSync();
      opened = null;
    },
  };
}

/** A process that was killed could not clear its folder, and what lies there may name people. */
function removeLeft(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = /^vklad-tables-(\d+)-/u.exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Of another user: it is there.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
