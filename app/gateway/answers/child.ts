import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";

/** An answer as it travels: JSON, packed where that saves something. */
export interface Packed {
  readonly body: Uint8Array;
  readonly isBrotli: boolean;
}

/** What a child says. An error's name alone: its message may quote what a file holds. */
export type Said =
  | { readonly kind: "ready" }
  | { readonly kind: "answer"; readonly packed: Packed }
  | { readonly kind: "failure"; readonly error: string };

const ENTRY = fileURLToPath(new URL("./child-entry.ts", import.meta.url));

/**
 * Starts a process that answers. It ends with this one, by the end of their channel, and not by
 * Ctrl-C before it. It is given no secret.
 */
export function startChild({
  duckdbMb,
  heapMb,
}: {
  readonly duckdbMb: number;
  readonly heapMb: number;
}): ChildProcess {
  return fork(ENTRY, [`${duckdbMb}`], {
    env: withoutSecrets(process.env),
    // Windows would open a window for it.
    detached: process.platform !== "win32",
    execArgv: [`--max-old-space-size=${heapMb}`],
    serialization: "advanced",
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
}

/** Keys of sources and addresses of nodes are none of its business. */
function withoutSecrets(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const isOurs = (name: string) => name.startsWith("VKLAD_") && !name.startsWith("VKLAD_TEST_");
  return Object.fromEntries(Object.entries(env).filter(([name]) => !isOurs(name)));
}
