/**
 * Opens a socket, starts a signer that is given it as systemd gives it, prints that one's process id
 * and is gone without a trace, so that nobody else listens there.
 */
import { spawn } from "node:child_process";
import { createServer } from "node:net";

const [socket = "", ...command] = process.argv.slice(2);
const server = createServer();
server.listen(socket, () => {
  const { fd } = (server as unknown as { _handle: { fd: number } })._handle;
  const script = 'LISTEN_FDS=1 LISTEN_PID=$$ exec "$0" "$@"';
  const child = spawn("sh", ["-c", script, process.execPath, ...command], {
    stdio: ["ignore", "ignore", "inherit", fd],
    detached: true,
  });
  process.stdout.write(`${child.pid}\n`, () => process.kill(process.pid, "SIGKILL"));
});
