import { startPostgres } from "./postgres-server.ts";

/** One server for all files: each ledger is in a schema of its own. */
export default async function setup(): Promise<() => Promise<void>> {
  const server = await startPostgres();
  process.env["VKLAD_TEST_POSTGRES"] = server.address;
  process.env["VKLAD_TEST_POSTGRES_DATA"] = server.folder;
  return () => server.stop();
}
