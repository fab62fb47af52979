import { startPostgres } from "./postgres-server.ts";
import { startS3 } from "./s3-server.ts";

/** One server of each kind for all files: each ledger is in a schema of its own, each store in a folder. */
export default async function setup(): Promise<() => Promise<void>> {
  const [postgres, s3] = await Promise.all([startPostgres(), startS3()]);
  process.env["VKLAD_TEST_POSTGRES"] = postgres.address;
  process.env["VKLAD_TEST_POSTGRES_DATA"] = postgres.folder;
  process.env["VKLAD_TEST_S3"] = s3.url;
  process.env["VKLAD_TEST_S3_KEY"] = s3.key;
  return async () => void (await Promise.all([postgres.stop(), s3.stop()]));
}
