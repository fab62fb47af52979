import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { ROOT } from "../check/tools.ts";
import { type Leak, leaksIn } from "./leaks.ts";
import type { Outcome } from "./project.ts";

const NOTING = pathToFileURL(join(import.meta.dirname, "note-secrets.mjs")).href;

export interface SecretWatch {
  /** For every process of the run. */
  readonly env: NodeJS.ProcessEnv;
  /** Looks for the secrets of all that ran so far in all that it left behind, and clears that away. */
  look(): Outcome;
}

/**
 * No secret that a process of the run made or used may stand in anything that it printed, logged,
 * stored or left: what the tests remove is kept until it was looked at. `dir` holds all of it, and is
 * its owner's alone.
 */
export function watchSecrets(dir: string): SecretWatch {
  const secrets = join(dir, "secrets");
  const temporary = join(dir, "t");
  const kept = join(temporary, "kept");
  for (const folder of [secrets, kept]) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const options = process.env["NODE_OPTIONS"] ?? "";
  return {
    env: {
      VKLAD_TEST_SECRETS: secrets,
      VKLAD_TEST_KEPT: kept,
      TMPDIR: temporary,
      TMP: temporary,
      TEMP: temporary,
      NODE_OPTIONS: `${options} --import ${NOTING}`.trim(),
    },
    look() {
      const began = performance.now();
      const { leaks, secretCount, fileCount, byteCount } = leaksIn([dir, ...coreFiles()], secrets);
      for (const name of readdirSync(kept)) rmSync(join(kept, name), { recursive: true });
      const seconds = ((performance.now() - began) / 1000).toFixed(1);
      const size = `${fileCount} files, ${Math.ceil(byteCount / 1e6)} MB`;
      console.log(
        `secrets: ${secretCount} looked for in ${size}, ${leaks.length} found (${seconds} s)`,
      );
      const failures = leaks.map(leakText);
      return { passed: leaks.length === 0 ? 1 : 0, failed: leaks.length, skipped: [], failures };
    },
  };
}

/** Where, which kind, and whose: never what. */
export function leakText({ file, kind, by, form, at }: Leak): string {
  return `secrets: ${file} holds, as ${form} at byte ${at}, the ${kind} of ${by || "a process"}`;
}

/** What a process that crashed may leave where it ran. */
function coreFiles(): readonly string[] {
  const names = readdirSync(ROOT).filter((name) => /^core(\.\d+)?$/.test(name));
  return names.map((name) => join(ROOT, name));
}
