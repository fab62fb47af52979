import type { Feed } from "../source.ts";
import type { NocodbOptions } from "./options.ts";
import { nocodbRecords } from "./records.ts";
import { nocodbTables } from "./tables.ts";

/** Every stream of one base. They share one client, and with it one rate. */
export function nocodbFeeds(options: NocodbOptions): Feed[] {
  return [nocodbTables(options), nocodbRecords(options)];
}
