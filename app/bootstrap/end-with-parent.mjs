/**
 * For `node --import`: the process then ends with the one that started it, however that ends, and
 * even in the middle of a long computation, for a thread of its own watches.
 *
 * `VKLAD_PARENT` is the process id of who started it. Without it, whoever is the parent by now is
 * taken for that. Plain JavaScript that Node 20 runs too. Windows does not tell that a parent is
 * gone.
 */
import { isMainThread, Worker } from "node:worker_threads";

const WATCH = `
const { workerData: parent } = require("node:worker_threads");
const look = () => process.ppid === parent || process.kill(process.pid, "SIGKILL");
look();
setInterval(look, 50);
`;

// Threads of the process are given the same options as itself: one watcher is enough.
if (isMainThread) {
  const parent = Number(process.env.VKLAD_PARENT ?? process.ppid);
  // It says nothing to this process's own children.
  delete process.env.VKLAD_PARENT;
  new Worker(WATCH, { eval: true, execArgv: [], workerData: parent }).unref();
}
