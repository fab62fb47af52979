/** A PostgreSQL server of its own on loopback, and where its programs come from. */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { seededBytes } from "../seed.ts";
import { freePort } from "./free-port.ts";
import { MissingToolError } from "./missing-tool.ts";

/** Debian and Ubuntu put each version into a folder of its own. */
const DEBIAN = "/usr/lib/postgresql";

/** `MERGE` and what DuckLake's catalogue asks for; 15 is what Debian 12 has. */
const MAJOR_MIN = 15;

const START_MS_MAX = 120_000;

export interface PostgresServer {
  /** With the password of a superuser. */
  readonly address: string;
  readonly folder: string;
  stop(): Promise<void>;
}

/** The folder of `initdb` and `postgres`; gets them where they are missing. */
export function postgresPrograms(log: (line: string) => void = () => {}): string {
  const named = process.env["VKLAD_TEST_POSTGRES_BIN"];
  if (named !== undefined) {
    if (works(named)) return named;
    throw new MissingToolError(
      `VKLAD_TEST_POSTGRES_BIN=${named} has no PostgreSQL ${MAJOR_MIN} or newer. Name a folder with ` +
        "initdb and postgres, or unset it.",
    );
  }
  const found = installed();
  if (found !== undefined) return found;
  log("Getting PostgreSQL by apt-get…");
  const failure = fromApt();
  const got = installed();
  if (got !== undefined) return got;
  throw new MissingToolError(
    `PostgreSQL could not be had: ${failure ?? "apt-get brought none that is new enough"}. Install ` +
      "it, or name its folder in VKLAD_TEST_POSTGRES_BIN, or leave these tests out: " +
      "npm test -- --without=engines",
  );
}

function installed(): string | undefined {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).toSorted().toReversed() : [];
  const folders = (process.env["PATH"] ?? "").split(":");
  return [...versions.map((version) => join(DEBIAN, version, "bin")), ...folders].find(works);
}

function works(folder: string): boolean {
  if (!existsSync(join(folder, "initdb"))) return false;
  const { stdout } = spawnSync(join(folder, "postgres"), ["--version"], { encoding: "utf8" });
  return Number(/PostgreSQL\) (\d+)/.exec(stdout ?? "")?.[1]) >= MAJOR_MIN;
}

/** What went wrong, or null. */
function fromApt(): string | null {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return "needs root on Linux";
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  for (const args of [
    ["update", "-q"],
    ["install", "-q", "-y", "--no-install-recommends", "postgresql"],
  ]) {
    const { status, stderr, error } = spawnSync("apt-get", args, { encoding: "utf8", env });
    if (status !== 0) return error?.message ?? stderr.trim().split("\n").at(-1) ?? "failed";
  }
  return null;
}

/** Started for real, in a temporary folder that goes with it. */
export async function startPostgres(): Promise<PostgresServer> {
  const programs = postgresPrograms();
  const owner = ownerOf();
  const folder = mkdtempSync(join(folderFor(owner), "vklad-postgres-"));
  const data = join(folder, "data");
  const word = seededBytes("the superuser's password").toString("hex").slice(0, 24);
  const words = join(folder, "word");
  writeFileSync(words, word, { mode: 0o600 });
  if (owner !== null) for (const path of [folder, words]) chownSync(path, owner.uid, owner.gid);
  const as = { ...owner, cwd: folder, stdio: "ignore" } as const;
  const initial = ["--username=vklad", "--auth=scram-sha-256", `--pwfile=${words}`, "--no-sync"];
  execFileSync(join(programs, "initdb"), ["-D", data, ...initial, "--encoding=UTF8"], {
    ...as,
    // An error then says what it said.
    stdio: ["ignore", "ignore", "pipe"],
  });
  const port = await freePort();
  const settings = [
    "listen_addresses=127.0.0.1",
    `port=${port}`,
    `unix_socket_directories=${folder}`,
    // The machine is not switched off here; a killed process loses nothing without it.
    "fsync=off",
    "max_connections=200",
  ];
  const args = ["-D", data, ...settings.flatMap((setting) => ["-c", setting])];
  const server = spawn(join(programs, "postgres"), args, as);
  const ended = once(server, "exit");
  const address = `postgresql://vklad:${word}@127.0.0.1:${port}/postgres`;
  const ready = ["-q", "-h", "127.0.0.1", "-p", `${port}`];
  const began = Date.now();
  while (spawnSync(join(programs, "pg_isready"), ready).status !== 0) {
    if (server.exitCode !== null || Date.now() - began > START_MS_MAX)
      throw new Error(`PostgreSQL did not start on port ${port}.`);
    await pause(50);
  }
  return {
    address,
    folder: data,
    async stop() {
      // Immediate: what it holds goes with its folder.
      server.kill("SIGQUIT");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** It refuses to run as root: Debian's package makes a user for it. */
function ownerOf(): { readonly uid: number; readonly gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const idOf = (option: string) => {
    const { stdout } = spawnSync("id", [option, "postgres"], { encoding: "utf8" });
    return /^\d+$/.test(stdout.trim()) ? Number(stdout) : 65_534;
  };
  return { uid: idOf("-u"), gid: idOf("-g") };
}

/** Temporary files of a whole run lie where only whoever runs it may look: another user starts beside. */
function folderFor(owner: ReturnType<typeof ownerOf>): string {
  const folders = [tmpdir(), "/tmp", "/var/tmp"];
  return (owner === null ? undefined : folders.find(isOpen)) ?? tmpdir();
}

/** Whether every user may go through it, and through all that it is in. */
function isOpen(folder: string): boolean {
  if (!existsSync(folder) || (statSync(folder).mode & 0o001) === 0) return false;
  return dirname(folder) === folder || isOpen(dirname(folder));
}
