/**
 * Installs what the lock files name, when they changed or nothing is there yet. No dependency and
 * no TypeScript: this runs first, on whatever Node (20 or newer) started npm.
 *
 * `node install.mjs` installs the root, `node install.mjs --dashboards` the dashboards as well.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { dirname, join, relative } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import { boundChild } from "./bound-child.mjs";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

/**
 * `npm ci` refuses a lock file written where the registry did not serve every platform's package;
 * `install --no-save` keeps the lock file and fetches what this platform needs.
 */
const NPM = ["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"];

/** A lock that nobody has touched for this long was left by a process of another machine. */
const LOCK_STALE_MS = 15_000;
const LOCK_BEAT_MS = 3_000;

/** So long a silence makes people press Ctrl-C. */
const SILENCE_MS = 15_000;

export class InstallError extends Error {
  name = "InstallError";
}

/**
 * Installs one folder unless that is done. Any number of processes may ask at once: one installs,
 * the others wait for it. Resolves to whether something was installed.
 *
 * @param {string} folder
 * @param {{ log?: (line: string) => void, signal?: AbortSignal }} [options]
 * @returns {Promise<boolean>}
 */
export async function installFolder(folder, { log = console.log, signal } = {}) {
  if (isInstalled(folder)) return false;
  const release = await takeLock(folder, log, signal);
  try {
    if (isInstalled(folder)) return false;
    const name = relative(ROOT, folder) || "the project";
    const isFirst = !existsSync(join(folder, "node_modules", ".package-lock.json"));
    const why = isFirst ? "the first time" : "the lock file changed";
    log(`Installing the packages of ${name} (${why}; about a minute)…`);
    const started = Date.now();
    const seconds = () => `${((Date.now() - started) / 1000).toFixed(0)} s`;
    const beat = setInterval(() => log(`… still installing after ${seconds()}`), SILENCE_MS);
    await runNpm(folder, name, signal).finally(() => clearInterval(beat));
    writeFileSync(stampOf(folder), lockHash(folder));
    log(`Installed the packages of ${name} in ${seconds()}.`);
    return true;
  } finally {
    release();
  }
}

/** The stamp lies in `node_modules`, so that removing the folder removes it too. */
function isInstalled(folder) {
  const stamp = stampOf(folder);
  return existsSync(stamp) && readFileSync(stamp, "utf8") === lockHash(folder);
}

function stampOf(folder) {
  return join(folder, "node_modules", ".vklad-installed");
}

/** The platform too: a folder shared with another machine holds the wrong native packages. */
function lockHash(folder) {
  const lock = join(folder, "package-lock.json");
  const names = existsSync(lock) ? lock : join(folder, "package.json");
  return createHash("sha256")
    .update(`${process.platform}-${process.arch}\n`)
    .update(readFileSync(names))
    .digest("hex");
}

/** A folder is made by one process only. */
async function takeLock(folder, log, signal) {
  const lock = join(folder, "node_modules", ".vklad-installing");
  for (let told = false; ; told = true) {
    try {
      mkdirSync(dirname(lock), { recursive: true });
      mkdirSync(lock);
      writeFileSync(join(lock, "owner"), `${hostname()} ${process.pid}`);
      break;
    } catch (error) {
      if (error.code !== "EEXIST") throw cannotWrite(folder, error);
    }
    if (isLeft(lock)) rmSync(lock, { recursive: true, force: true });
    else {
      if (!told) log(`Another process is installing ${folder}: waiting for it…`);
      await wait(500, undefined, { signal });
    }
  }
  const beat = setInterval(() => {
    if (existsSync(lock)) utimesSync(lock, new Date(), new Date());
  }, LOCK_BEAT_MS);
  return () => {
    clearInterval(beat);
    rmSync(lock, { recursive: true, force: true });
  };
}

/** Whether who took the lock is dead: at once on this machine, by the lock's age elsewhere. */
function isLeft(lock) {
  try {
    if (Date.now() - statSync(lock).mtimeMs > LOCK_STALE_MS) return true;
    const [host, pid] = readFileSync(join(lock, "owner"), "utf8").split(" ");
    return host === hostname() && !isAlive(Number(pid));
  } catch {
    // It has just been taken, or released.
    return false;
  }
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === "EPERM";
  }
}

function cannotWrite(folder, cause) {
  return new InstallError(
    `${folder} cannot be written (${cause.code}): packages are installed there. Give this user ` +
      "the right to write, or clone the project elsewhere.",
    { cause },
  );
}

async function runNpm(folder, name, signal) {
  // npm names itself to the scripts it runs; started otherwise, it is looked for on PATH.
  const own = process.env.npm_execpath;
  const [command, args] = own?.endsWith("npm-cli.js")
    ? [process.env.npm_node_execpath ?? process.execPath, [own, ...NPM]]
    : [process.platform === "win32" ? "npm.cmd" : "npm", NPM];
  const { status, output } = await run(command, args, folder, signal);
  if (status === 0) return;
  throw new InstallError(
    `npm could not install the packages of ${name} (exit code ${status}):\n${output}\n` +
      "Look at the line that names a package or an address, check the network and the registry " +
      "npm uses (npm config get registry), then run the command again.",
  );
}

function run(command, args, cwd, signal) {
  // What npm told the script that runs us is about the root, not about this folder.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^npm_(package|lifecycle|config_(local_)?prefix)/i.test(name),
    ),
  );
  const shell = command.endsWith(".cmd");
  const child = spawn(command, args, {
    ...boundChild(env),
    cwd,
    signal,
    shell,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => (output = (output + chunk).slice(-4_000)));
  }
  return new Promise((resolve, reject) => {
    child.on("close", (status) => resolve({ status, output: output.trim() }));
    child.on("error", (cause) => {
      if (cause.name === "AbortError") return reject(cause);
      const advice = "Install Node 20 or newer with npm and run the command again.";
      const reason = `npm could not be started (${cause.code ?? cause.message}). ${advice}`;
      reject(new InstallError(reason, { cause }));
    });
  });
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [major] = process.versions.node.split(".").map(Number);
  if (major < 20) {
    console.error(
      `This is Node ${process.versions.node}; Vklad needs Node 20 or newer to install itself.`,
    );
    process.exit(1);
  }
  // Whoever ends npm alone leaves its shell and us; npm's child then ends with us.
  if (process.env.npm_lifecycle_event !== undefined) await import("./end-with-parent.mjs");
  const folders = process.argv.includes("--dashboards") ? [ROOT, join(ROOT, "dashboards")] : [ROOT];
  try {
    for (const folder of folders) {
      if (existsSync(join(folder, "package.json"))) await installFolder(folder);
    }
  } catch (error) {
    console.error(error instanceof InstallError ? error.message : error);
    process.exit(1);
  }
}
