#!/usr/bin/env node
/**
 * The `vklad` command. Plain JavaScript for an older Node: it hands over to the Node 24 that the
 * project brings, or to a newer one that started it.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const NODE_MAJOR_MIN = 24;

/** The Node that TypeScript runs on, or null where neither ours nor the one at work will do. */
function findNode() {
  const platform = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
  const file = process.platform === "win32" ? "node.exe" : "node";
  const own = join(ROOT, "node_modules", platform, "bin", file);
  if (existsSync(own)) return own;
  return Number.parseInt(process.versions.node, 10) >= NODE_MAJOR_MIN ? process.execPath : null;
}

const node = findNode();
if (node === null) {
  const installed = existsSync(join(ROOT, "node_modules"));
  console.error(
    installed
      ? `No package brings Node ${NODE_MAJOR_MIN} to ${process.platform}-${process.arch}, and this ` +
          `is Node ${process.versions.node}. Install Node ${NODE_MAJOR_MIN} or newer and run the ` +
          "command again."
      : `Nothing is installed yet. Run "npm install --no-save" in ${ROOT}, or "npm start".`,
  );
  process.exit(1);
}

const child = spawn(node, [join(ROOT, "app", "cli", "main.ts"), ...process.argv.slice(2)], {
  stdio: "inherit",
});
// Ctrl-C reaches the child by the terminal as well; whoever else signals us means the child.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => {
    if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
  });
}
child.on("error", (error) => {
  console.error(`${node} could not be started: ${error.message}`);
  process.exit(1);
});
child.on("exit", (status, signal) => {
  if (signal === null) process.exit(status ?? 1);
  // To die of the same signal tells a shell what happened.
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
});
