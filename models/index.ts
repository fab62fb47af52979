import { core } from "./core/index.ts";
import { marts } from "./marts/index.ts";
import type { Model } from "./model.ts";
import { scores } from "./scores/index.ts";
import { staging } from "./staging/index.ts";

/** Every model there is. What is not listed here is not built. */
export const models: readonly Model[] = [...staging, ...core, ...scores, ...marts];

/** What a snapshot holds: all marts, `gateway_principals` for the gateway's own use. */
export const publishedTables: readonly string[] = marts.map(({ name }) => name);
