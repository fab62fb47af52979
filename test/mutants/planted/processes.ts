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
  {
    change: "open the warehouse to write where a command only reads",
    file: "warehouse/duckdb/owner.ts",
    find: '      access_mode: "READ_ONLY",\n',
    replace: "",
    check: ["warehouse/duckdb/open-to-read.test.ts"],
  },
  {
    change: "let SQLite touch the files beside a ledger that is only read",
    file: "warehouse/ledger/store/read-file.ts",
    find: '"readonly_shm=1"',
    replace: '"mode=ro"',
    check: ["warehouse/ledger/store/ledger-reader.test.ts"],
  },
  {
    change: "let SQLite make files beside a ledger that nobody has open",
    file: "warehouse/ledger/store/read-file.ts",
    find: '"immutable=1"',
    replace: '"mode=ro"',
    check: ["warehouse/ledger/store/ledger-reader.test.ts"],
  },
  {
    change: "make an identity key where doctor only looks for one",
    file: "app/community/identity-key.ts",
    find: "const key = readKey(fileIn(keysDir));",
    replace: "const key = readKey(fileIn(keysDir)) ?? makeKey(fileIn(keysDir));",
    check: ["app/cli/commands/reading.test.ts"],
  },
  {
    change: "plan without a look at what has landed since",
    file: "activities/materialize/preview.ts",
    find: "planAssets({ ...state, changing })",
    replace: "planAssets(state)",
    check: ["activities/materialize/preview.test.ts"],
  },
  {
    change: "let an activity in process take as long as it likes",
    file: "workflows/embedded/runtime.ts",
    find: "return within(work, { what: `Activity ${name}`, timeout_ms, onOverdue });",
    replace: "return work;",
    check: ["workflows/embedded/time-out.test.ts"],
  },
  {
    change: "free the slot of an attempt that is overdue and goes on",
    file: "workflows/embedded/runtime.ts",
    find: "const onOverdue = () => slot.markOverdue();",
    replace: "const onOverdue = () => slot.release();",
    check: ["workflows/embedded/time-out.test.ts"],
  },
  {
    change: "serve goes on with a warehouse that has given up",
    file: "app/runtime/schedules.ts",
    find: 'if (hasCode(error, "WarehouseFatalError")) throw error;',
    replace: "",
    check: ["app/runtime/schedules.test.ts"],
  },
];
