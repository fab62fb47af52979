import { once } from "node:events";
import { chmodSync, lstatSync, mkdirSync, rmSync } from "node:fs";
import { createConnection, createServer, type Socket } from "node:net";
import { dirname } from "node:path";

import { answer } from "../../../activities/settlement/signer/answer.ts";
import type { Signer } from "../../../activities/settlement/signer/port.ts";
import type { Line } from "../../../activities/settlement/signer/remote.ts";

/** Who pays needs one; a few more for whoever looks. */
const CONNECTIONS_MAX = 8;

/** Nobody keeps a line open that asks nothing for so long: whoever pays opens it again. */
const IDLE_MS = 10 * 60_000;

export class SignerSocketError extends Error {
  override readonly name = "SignerSocketError";
}

/** A line to a signer that listens. */
export async function socketSigner(path: string): Promise<Line> {
  const socket = createConnection(path);
  try {
    await once(socket, "connect");
  } catch (error) {
    throw new SignerSocketError(
      `nobody answers at ${path} (${(error as NodeJS.ErrnoException).code}); expected the socket of ` +
        "`vklad signer`, which this user may open",
      { cause: error },
    );
  }
  socket.on("error", () => undefined);
  return { input: socket, output: socket, close: () => void socket.destroy() };
}

/** A socket that systemd opened for us: https://www.freedesktop.org/software/systemd/man/sd_listen_fds.html */
const FIRST_GIVEN = 3;

export function givenSocket(env: NodeJS.ProcessEnv): number | null {
  const isForUs = env["LISTEN_PID"] === `${process.pid}`;
  return isForUs && env["LISTEN_FDS"] === "1" ? FIRST_GIVEN : null;
}

/** Answers whoever may open the socket, until it is told to stop. `ready` is called once it is open. */
export async function listenAsSigner(
  where: { readonly path: string } | { readonly fd: number },
  given: { readonly signer: Signer; readonly version: string },
  { signal, ready }: { readonly signal: AbortSignal; readonly ready: () => void },
): Promise<void> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.setTimeout(IDLE_MS, () => socket.destroy());
    socket.on("close", () => open.delete(socket));
    answer({ input: socket, output: socket }, { ...given, signer: async () => given.signer });
  });
  server.maxConnections = CONNECTIONS_MAX;
  if ("path" in where) makeWay(where.path);
  server.listen(where);
  await once(server, "listening");
  if ("path" in where) chmodSync(where.path, 0o600);
  ready();
  if (!signal.aborted) await once(signal, "abort");
  server.close();
  for (const socket of open) socket.destroy();
}

/** A signer that was killed leaves its socket behind; anything else at its place is not ours. */
function makeWay(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isSocket())
    throw new SignerSocketError(`${path} is there and no socket; expected a place for one`);
  rmSync(path);
}
