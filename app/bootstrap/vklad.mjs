#!/usr/bin/env node
/**
 * The `vklad` command. Plain JavaScript for an older Node: it installs what is missing, then hands
 * over to the Node 24 that the project brings, or to a newer one that started it.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { InstallError, installFolder } from "./install.mjs";

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

try {
  // What the command itself says may be read by a program.
  await installFolder(ROOT, { log: console.error });
} catch (error) {
  console.error(error instanceof InstallError ? error.message : error);
  process.exit(1);
}
const node = findNode();
if (node === null) {
  console.error(
    `No package brings Node ${NODE_MAJOR_MIN} to ${process.platform}-${process.arch}, and this is ` +
      `Node ${process.versions.node}. Install Node ${NODE_MAJOR_MIN} or newer and run the command ` +
      "again.",
  );
  process.exit(1);
}

const child = spawn(node, [join(ROOT, "app", "cli", "main.ts"), ...process.argv.slice(2)], {
  stdio: "inherit",
});
// A terminal sends Ctrl-C to the child as well; twice is no more than once.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("error", (error) => {
  console.error(`${node} could not be started: ${error.message}`);
  process.exit(1);
});
child.on("exit", (status, signal) => {
  if (signal === null) process.exit(status ?? 1);
  // To die of the same signal tells a shell what happened. The first process of a container does
  // not die of it.
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
  process.exit(128 + constants.signals[signal]);
});
