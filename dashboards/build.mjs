/**
 * Builds the dashboard shell into `build/site/`: Evidence's own template with our pages, components
 * and settings laid over it, put through Vite and compressed. Beside it, and never served,
 * `build/queries.json` lists what the pages may ask. `node build.mjs` from anywhere.
 *
 * The stock `evidence build` does the same copying through file watchers that race with Vite, and
 * sends telemetry; this one reaches no network.
 */
import { spawn } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { setLanguage } from "./components/language.js";
import { macros } from "./components/macros.js";
import { alone } from "./shell/alone.mjs";
import { compressFolder } from "./shell/compress.mjs";
import { filesIn, hashOf } from "./shell/files.mjs";
import { queriesOf } from "./shell/page-queries.js";

const root = fileURLToPath(new URL(".", import.meta.url));
/** Evidence finds the project only from here, so one build runs at a time. */
const work = join(root, ".evidence", "template");
const lockFile = join(root, ".evidence", "build.lock");
const output = join(root, "build");

/** What the output depends on. Evidence and its dependencies are in the lock file. */
const SOURCES = [
  "build.mjs",
  "components",
  "evidence.config.yaml",
  "package-lock.json",
  "pages",
  "shell",
  "static",
  "svelte.config.js",
];

/** Parts of Evidence's template that a shell without data has no use for. */
const UNUSED = [
  "src/fix-tprotocol-service-worker.js",
  "src/hooks.server.js",
  "src/pages/+page.md",
  "src/pages/api/[...route]",
  "src/pages/api/[route_hash]",
  "src/pages/api/prerendered_queries",
  "src/pages/api/settings.json",
  "src/pages/explore",
  "src/pages/fix-tprotocol-service-worker.js",
  "src/pages/manifest.webmanifest",
  "src/pages/settings",
  "static/apple-touch-icon.png",
  "static/favicon.ico",
  "static/icon-192.png",
  "static/icon-512.png",
];

/** 1024 runs out of heap, more only takes more memory. */
const HEAP_MB_MAX = 1_536;

/**
 * Resolves once `build/` is made from the sources as they are now; at once if it already is.
 *
 * @param {{ log?: (line: string) => void }} [options]
 * @returns {Promise<{ built: boolean, dir: string }>}
 */
export async function buildShell({ log = () => {} } = {}) {
  const isBuilt = () => builtHash() === hashOf(root, SOURCES);
  if (isBuilt()) return { built: false, dir: output };
  return alone(lockFile, log, async () => {
    // Whoever held the lock may have built just this.
    if (isBuilt()) return { built: false, dir: output };
    await build(log);
    return { built: true, dir: output };
  });
}

async function build(log) {
  const hash = hashOf(root, SOURCES);
  const started = Date.now();
  const seconds = () => ((Date.now() - started) / 1000).toFixed(0);
  assemble();
  log("Building the dashboard shell (about a minute)…");
  await runVite(log);
  log(`Compressing (${seconds()} s so far)…`);
  await compressFolder(join(work, "build/site"));
  writeFileSync(join(work, "build/queries.json"), JSON.stringify(queryList()));
  writeFileSync(join(work, "build/.sources"), hash);
  rmSync(output, { recursive: true, force: true });
  // A rename, so that a build that was killed leaves either the old shell or none.
  renameSync(join(work, "build"), output);
  log(`The dashboard shell was built in ${seconds()} s.`);
}

function builtHash() {
  const file = join(output, ".sources");
  return existsSync(file) ? readFileSync(file, "utf8") : null;
}

function assemble() {
  rmSync(work, { recursive: true, force: true });
  copy("node_modules/@evidence-dev/evidence/template", "");
  for (const path of UNUSED) rmSync(join(work, path), { recursive: true });
  for (const path of filesIn(join(root, "pages"))) copy(join("pages", path), routeOf(path));
  // A link: Evidence imports components from our folder itself, SvelteKit and Tailwind from its own,
  // and a module must not be there twice.
  symlinkSync(join(root, "components"), join(work, "src/components"), "junction");
  copy("static", "static");
  copy(
    "node_modules/@evidence-dev/tailwind/fonts/Inter-3.19/Inter-roman.var.woff2",
    "static/inter.woff2",
  );
  copy("shell/app.html", "src/app.html");
  copy("shell/hooks.client.js", "src/hooks.client.js");
  // One style sheet: Tailwind knows a layer only in the file that declares it.
  appendFileSync(join(work, "src/app.css"), readFileSync(join(root, "shell/vklad.css")));
  copy("shell/vite.config.js", "vite.config.js");
}

/** What the gateway may be asked: each page's queries, and the macros they need in each language. */
function queryList() {
  const pages = filesIn(join(root, "pages")).filter((path) => path.endsWith(".md"));
  const queries = pages.flatMap((path) =>
    queriesOf(pageOf(path), readFileSync(join(root, "pages", path), "utf8")),
  );
  const inLanguage = (name) => {
    setLanguage(name);
    return [name, macros()];
  };
  return { queries, macros: Object.fromEntries(["ru", "en"].map(inLanguage)) };
}

function copy(from, to) {
  const target = join(work, to);
  mkdirSync(join(target, ".."), { recursive: true });
  cpSync(join(root, from), target, { recursive: true });
}

/** `deanery/index.md` is the page `deanery`, `deanery/progress.md` is `deanery/progress`. */
export function pageOf(path) {
  return path
    .replaceAll("\\", "/")
    .replace(/\.md$/, "")
    .replace(/(^|\/)index$/, "");
}

export function routeOf(path) {
  if (!path.endsWith(".md")) return join("src/pages", path);
  return join("src/pages", pageOf(path), "+page.md");
}

/** `NODE_OPTIONS` makes Vite end with us where we end with whoever started us. */
const KEPT = ["PATH", "Path", "HOME", "TMPDIR", "TEMP", "TMP", "SystemRoot", "NODE_OPTIONS"];

/** Not the caller's: under a test runner Vite and Svelte would build for development. */
function buildEnvironment() {
  const kept = KEPT.flatMap((name) =>
    process.env[name] === undefined ? [] : [[name, process.env[name]]],
  );
  return {
    ...Object.fromEntries(kept),
    NODE_ENV: "production",
    VKLAD_PARENT: `${process.pid}`,
    VITE_EVIDENCE_SPA: "true",
    EVIDENCE_IS_BUILDING: "true",
  };
}

function runVite(log) {
  const child = spawn(
    process.execPath,
    [`--max-old-space-size=${HEAP_MB_MAX}`, join(root, "node_modules/vite/bin/vite.js"), "build"],
    {
      cwd: work,
      stdio: ["ignore", "pipe", "pipe"],
      env: buildEnvironment(),
    },
  );
  let output = "";
  const keep = (chunk) => (output += chunk);
  child.stdout.setEncoding("utf8").on("data", keep);
  child.stderr.setEncoding("utf8").on("data", keep);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code, signal) => {
      if (code === 0) return resolve();
      log(output.slice(-4_000));
      const ending = signal ?? `code ${code}`;
      reject(new Error(`Vite ended with ${ending}; expected code 0. Its output is above.`));
    });
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const { built } = await buildShell({ log: console.log });
  if (!built) console.log("The dashboard shell is already built from these sources.");
}
