/** A server of object storage on loopback: moto, of the Python package index, by S3's protocol. */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { seededBytes } from "../seed.ts";
import { freePort } from "./free-port.ts";
import { MissingToolError } from "./missing-tool.ts";

/** It refuses a conditional write whose condition does not hold, as S3 does; older ones do not. */
const PACKAGES = ["moto[s3]==5.2.5", "flask==3.1.3", "flask-cors==6.0.5"];

const CACHE = join(import.meta.dirname, "..", "..", "node_modules", ".cache");
const FOLDER = join(CACHE, "moto-5.2.5");
const START_MS_MAX = 300_000;

/** The folder of its modules; gets them where they are missing. */
export function s3Modules(log: (line: string) => void = () => {}): string {
  if (existsSync(FOLDER)) return FOLDER;
  mkdirSync(CACHE, { recursive: true });
  const python = ["python3", "python"].find(
    (name) => spawnSync(name, ["-m", "pip", "--version"]).status === 0,
  );
  const beside = mkdtempSync(join(CACHE, "get-"));
  try {
    if (python === undefined) throw new Error("no Python with pip on PATH");
    log("Getting a server of object storage by pip…");
    const options = "-q --no-warn-script-location --disable-pip-version-check".split(" ");
    execFileSync(
      python,
      ["-m", "pip", "install", ...options, "--target", join(beside, "moto"), ...PACKAGES],
      { stdio: ["ignore", "ignore", "pipe"], timeout: 500_000 },
    );
    renameSync(join(beside, "moto"), FOLDER);
    return FOLDER;
  } catch (error) {
    const { stderr, message } = error as { stderr?: Buffer; message?: string };
    const found = String(stderr?.length ? stderr : message)
      .trim()
      .split("\n")
      .at(-1);
    throw new MissingToolError(
      `A server of object storage could not be had: ${found}. Install Python with pip, or leave ` +
        "these tests out: npm test -- --without=engines",
    );
  } finally {
    rmSync(beside, { recursive: true, force: true });
  }
}

export interface S3Server {
  /** Of a bucket that is there. */
  readonly url: string;
  readonly key: string;
  stop(): Promise<void>;
}

export async function startS3(): Promise<S3Server> {
  const modules = s3Modules();
  const port = await freePort();
  const env = { ...process.env, PYTHONPATH: modules };
  const args = ["-m", "moto.server", "-H", "127.0.0.1", "-p", `${port}`];
  const server = spawn("python3", args, { env, stdio: "ignore" });
  const ended = once(server, "exit");
  const url = `http://127.0.0.1:${port}/vklad-objects`;
  const began = Date.now();
  // Making the bucket needs no signature there, and tells that it listens.
  while (
    !(await fetch(url, { method: "PUT" }).then(
      ({ ok }) => ok,
      () => false,
    ))
  ) {
    if (server.exitCode !== null || Date.now() - began > START_MS_MAX)
      throw new Error(`The server of object storage did not start on port ${port}.`);
    await pause(100);
  }
  return {
    url,
    key: seededBytes("a key of object storage").toString("hex"),
    async stop() {
      server.kill("SIGKILL");
      await ended;
    },
  };
}
