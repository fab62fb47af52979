import { existsSync } from "node:fs";

import { Connection } from "@temporalio/client";
import { loadClientConnectConfig } from "@temporalio/envconfig";
import { NativeConnection } from "@temporalio/worker";

/** In the working folder; else what TEMPORAL_CONFIG_FILE or the SDK's own folder has is taken. */
const PROFILES = "temporal.toml";

export class TemporalUnreachableError extends Error {
  override readonly name = "TemporalUnreachableError";
  constructor(address: string, cause: unknown) {
    super(
      `No Temporal server answers at ${address}; expected one. Start it, or name another with ` +
        `--address, TEMPORAL_ADDRESS or a profile of temporal.toml. Without a server, ` +
        `\`vklad serve\` does the same in one process.`,
      { cause },
    );
  }
}

/** Where the server is: the option, else the environment and `temporal.toml`, else localhost. */
function temporalOptions(address: string | undefined) {
  const isHere = process.env["TEMPORAL_CONFIG_FILE"] === undefined && existsSync(PROFILES);
  const { connectionOptions, namespace = "default" } = loadClientConnectConfig(
    isHere ? { configSource: { path: PROFILES } } : {},
  );
  return {
    namespace,
    options: {
      ...connectionOptions,
      address: address ?? connectionOptions.address ?? "localhost:7233",
    },
  };
}

export async function connectWorker(address: string | undefined) {
  const { options, namespace } = temporalOptions(address);
  return { connection: await reach(options, () => NativeConnection.connect(options)), namespace };
}

export async function connectClient(address: string | undefined) {
  const { options, namespace } = temporalOptions(address);
  return { connection: await reach(options, () => Connection.connect(options)), namespace };
}

async function reach<T>({ address }: { address: string }, connect: () => Promise<T>): Promise<T> {
  try {
    return await connect();
  } catch (cause) {
    throw new TemporalUnreachableError(address, cause);
  }
}
