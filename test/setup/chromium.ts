/** Where the browser comes from: CHROMIUM_PATH, PATH, apt as root, Playwright's own download. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { chromium, type Browser, type LaunchOptions } from "playwright-core";

import { MissingToolError } from "./missing-tool.ts";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** Without these a browser with no network asks for Google's hosts at every start. */
const QUIET =
  "--disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync".split(
    " ",
  );

const PLAYWRIGHT = join(import.meta.dirname, "..", "..", "node_modules", "playwright-core");

/** The path of a Chromium that starts; gets one where there is none. */
export function chromiumBinary(log: (line: string) => void = () => {}): string {
  const named = process.env["CHROMIUM_PATH"];
  if (named) {
    if (works(named)) return named;
    throw new MissingToolError(
      `CHROMIUM_PATH=${named} is not a Chromium that starts. Name one that does, or unset it.`,
    );
  }
  const found = installed();
  if (found) return found;
  const tried: string[] = [];
  for (const [way, get] of [
    ["apt-get", fromApt],
    ["Playwright's own download", fromPlaywright],
  ] as const) {
    log(`Getting Chromium by ${way}…`);
    const failure = get();
    const binary = installed();
    if (binary) return binary;
    tried.push(`${way}: ${failure ?? "it brought none that starts"}`);
  }
  throw new MissingToolError(
    `Chromium could not be had: ${tried.join("; ")}. Install it, or name one in CHROMIUM_PATH, or ` +
      "leave these tests out: npm test -- --without=browser",
  );
}

/** A headless browser that asks nobody for anything but what the test opens. */
export function launchChromium(options: LaunchOptions = {}): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumBinary(),
    // Chromium refuses its sandbox to root, and containers are root.
    chromiumSandbox: process.getuid?.() !== 0,
    ...options,
    args: [...QUIET, ...(options.args ?? [])],
  });
}

function installed(): string | undefined {
  const paths = (process.env["PATH"] ?? "").split(":");
  const named = ["/usr/bin", ...paths].flatMap((dir) => NAMES.map((name) => join(dir, name)));
  return [...named, chromium.executablePath()].find((path) => existsSync(path) && works(path));
}

function works(binary: string): boolean {
  const { stdout } = spawnSync(binary, ["--version"], { encoding: "utf8", timeout: 120_000 });
  return /Chrom/.test(stdout ?? "");
}

/** What went wrong, or null. */
function fromApt(): string | null {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return "needs root on Linux";
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  for (const args of [
    ["update", "-q"],
    ["install", "-q", "-y", "--no-install-recommends", "chromium"],
  ]) {
    const { status, stderr, error } = spawnSync("apt-get", args, { encoding: "utf8", env });
    if (status !== 0) return error?.message ?? stderr.trim().split("\n").at(-1) ?? "failed";
  }
  return null;
}

function fromPlaywright(): string | null {
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(PLAYWRIGHT, "cli.js"), "install", "chromium"],
    { encoding: "utf8", timeout: 300_000 },
  );
  return status === 0 ? null : (stderr.trim().split("\n").at(-1) ?? "failed");
}
