import { rm } from "node:fs/promises";

import {
  WarehouseLockedError,
  openWarehouse,
  type Warehouse,
  type WarehouseOptions,
} from "../../warehouse/duckdb/index.ts";

/**
 * Opens the warehouse anew, with nothing in it: load and build, and it is what it was. Another
 * owner is refused first; one that comes between is left with a deleted file, and loses only what
 * can be built again.
 */
export async function openEmptied(options: WarehouseOptions): Promise<Warehouse> {
  try {
    await using _owned = await openWarehouse(options);
  } catch (error) {
    // A file that does not open is one more reason to delete it, unless somebody else has it.
    if (error instanceof WarehouseLockedError) throw error;
  }
  await rm(options.file, { force: true });
  await rm(`${options.file}.wal`, { force: true });
  return openWarehouse(options);
}
