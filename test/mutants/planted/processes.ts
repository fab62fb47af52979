import type { Mutant } from "../mutant.ts";

export const processesMutants: readonly Mutant[] = [
  {
    change: "open the chain and the settler's key in the process that only builds",
    file: "app/runtime/system.ts",
    find: 'if (runs("chain")) {',
    replace: 'if (runs("chain") || runs("warehouse")) {',
    check: ["app/runtime/system.test.ts"],
  },
  {
    change: "open DuckDB in the process that only fetches",
    file: "app/runtime/system.ts",
    find: 'if (runs("warehouse")) {',
    replace: 'if (runs("warehouse") || runs("fetch")) {',
    check: ["app/runtime/system.test.ts"],
  },
];
