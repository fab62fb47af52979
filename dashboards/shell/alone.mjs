import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

const POLL_MS = 500;

/**
 * Runs `work` while no other process runs it under the same lock file. A lock whose owner is dead
 * is taken over.
 */
export async function alone(lockFile, log, work) {
  mkdirSync(dirname(lockFile), { recursive: true });
  for (let hasSaid = false; !taken(lockFile); hasSaid = true) {
    const owner = ownerOf(lockFile);
    if (owner !== null && !isAlive(owner)) rmSync(lockFile, { force: true });
    else {
      if (!hasSaid)
        log(`Process ${owner ?? "unknown"} builds the dashboard shell; waiting for it…`);
      await wait(POLL_MS);
    }
  }
  try {
    return await work();
  } finally {
    rmSync(lockFile, { force: true });
  }
}

function taken(lockFile) {
  try {
    writeFileSync(lockFile, `${process.pid}`, { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}

/** Null where the lock has just gone, or its owner has not written its number yet. */
function ownerOf(lockFile) {
  try {
    return Number(readFileSync(lockFile, "utf8")) || null;
  } catch (error) {
    if (error.code === "ENOENT") return null;
    throw error;
  }
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // It lives, and belongs to somebody else.
    return error.code === "EPERM";
  }
}
