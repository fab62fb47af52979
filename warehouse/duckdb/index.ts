export type { TableDigest } from "./digest.ts";
export { LandingChangedError, WarehouseFatalError, WarehouseLockedError } from "./errors.ts";
export type { Loaded } from "./load.ts";
export { openWarehouse } from "./open.ts";
export type { Run, Warehouse, WarehouseOptions } from "./open.ts";
export type { DeclaredStream } from "./tables.ts";
export type { Transaction } from "./transaction.ts";
