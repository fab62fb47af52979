export type { TableDigest } from "./digest.ts";
export { LandingChangedError, WarehouseFatalError, WarehouseLockedError } from "./errors.ts";
export type { Loaded } from "./load.ts";
export { openWarehouse } from "./open.ts";
export { openWarehouseToRead } from "./open-to-read.ts";
export type { WarehouseReader } from "./open-to-read.ts";
export { pendingLoad } from "./pending.ts";
export type { Run, Warehouse, WarehouseOptions } from "./open.ts";
export type { Transaction } from "./transaction.ts";
