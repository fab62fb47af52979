import { Connection } from "@temporalio/client";
import { loadClientConnectConfig } from "@temporalio/envconfig";
import { NativeConnection } from "@temporalio/worker";

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
export function temporalOptions(address: string | undefined) {
  const { connectionOptions } = loadClientConnectConfig();
  return {
    ...connectionOptions,
    address: address ?? connectionOptions.address ?? "localhost:7233",
  };
}

export async function connectWorker(address: string | undefined): Promise<NativeConnection> {
  const options = temporalOptions(address);
  try {
    return await NativeConnection.connect(options);
  } catch (cause) {
    throw new TemporalUnreachableError(options.address, cause);
  }
}

export async function connectClient(address: string | undefined): Promise<Connection> {
  const options = temporalOptions(address);
  try {
    return await Connection.connect(options);
  } catch (cause) {
    throw new TemporalUnreachableError(options.address, cause);
  }
}
