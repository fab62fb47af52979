import type { KeptContents } from "../hook.ts";
import type { Feed } from "../source.ts";
import { nocodbDeletedRows } from "./deleted-rows.ts";
import type { NocodbOptions } from "./options.ts";
import { nocodbRecords } from "./records.ts";
import { createStructures } from "./structure.ts";
import { nocodbTables } from "./tables.ts";

/** Every stream of one base. They share one client, and with it one rate and one look at the base. */
export function nocodbFeeds(given: NocodbOptions, kept?: KeptContents): Feed[] {
  const options = { ...given, structures: createStructures(given) };
  return [
    nocodbTables(options),
    nocodbRecords(options),
    ...(kept === undefined ? [] : [nocodbDeletedRows(options, kept)]),
  ];
}
