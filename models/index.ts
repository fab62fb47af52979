import { core } from "./core/index.ts";
import { marts } from "./marts/index.ts";
import type { Model } from "./model.ts";
import { scores } from "./scores/index.ts";
import { staging } from "./staging/index.ts";

/** Models by layer; a model reads its own layer and those before it. */
export const layers = { staging, core, scores, marts } as const;

export type Layer = keyof typeof layers;

/** Every model there is. What is not listed here is not built. */
export const models: readonly Model[] = Object.values(layers).flat();

/** What a snapshot holds: all marts, the `gateway_` ones for the gateway's own use. */
export const publishedTables: readonly string[] = marts.map(({ name }) => name);
