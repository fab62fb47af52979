/** As much of the driver as is used here: https://node-postgres.com/apis/pool */
declare module "pg" {
  import type { PostgresPool } from "kysely";

  interface PoolSettings {
    readonly connectionString: string;
    readonly application_name: string;
    readonly max: number;
    readonly connectionTimeoutMillis: number;
    readonly lock_timeout: number;
    readonly idle_in_transaction_session_timeout: number;
    readonly keepAlive: boolean;
    readonly allowExitOnIdle: boolean;
    readonly options?: string;
  }
  interface Pool extends PostgresPool {
    on(event: "error", handler: (error: Error) => void): unknown;
  }
  interface Rows {
    readonly rows: readonly Record<string, unknown>[];
  }
  interface Client {
    connect(): Promise<void>;
    query(text: string): Promise<Rows | readonly Rows[]>;
    end(): Promise<void>;
  }
  const pg: {
    readonly Pool: new (settings: PoolSettings) => Pool;
    readonly Client: new (settings: { readonly connectionString: string }) => Client;
  };
  export default pg;
}
