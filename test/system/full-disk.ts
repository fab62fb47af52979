/** Loaded first by a process whose disk is full: DuckDB can commit nothing, and says so as it does. */
import { DuckDBConnection } from "@duckdb/node-api";

// oxlint-disable-next-line typescript/unbound-method -- It is called with its connection below.
const run = DuckDBConnection.prototype.run;

DuckDBConnection.prototype.run = async function (sql, ...rest) {
  if (sql === "COMMIT") throw new Error("FATAL Error: Failed to commit: No space left on device");
  return run.call(this, sql, ...rest);
};
