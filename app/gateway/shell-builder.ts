import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { boundChild } from "../bootstrap/bound-child.mjs";
import { installFolder } from "../bootstrap/install.mjs";

const dashboards = fileURLToPath(new URL("../../dashboards", import.meta.url));

/** What is served is in its `site/`; `queries.json` is for the gateway alone. */
export const shellDir = join(dashboards, "build");

export class ShellBuildError extends Error {
  override readonly name = "ShellBuildError";
}

/**
 * Builds the dashboard shell where its sources changed, and resolves to its folder. Takes a minute
 * and about 2 GB the first time, in a process of its own; no time at all once it is built.
 */
export async function buildShell(options: {
  readonly say: (detail: string) => void;
  readonly signal: AbortSignal;
}): Promise<string> {
  await installFolder(dashboards, { log: options.say, signal: options.signal });
  const child = spawn(process.execPath, ["build.mjs"], {
    ...boundChild(),
    cwd: dashboards,
    stdio: ["ignore", "pipe", "pipe"],
    signal: options.signal,
  });
  let tail = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      tail = (tail + text).slice(-4_000);
      const line = text.trim().split("\n").at(-1);
      if (line !== undefined && line !== "") options.say(line.slice(0, 100));
    });
  const [code] = (await once(child, "exit")) as [number | null];
  if (code !== 0 || !existsSync(join(shellDir, "queries.json")))
    throw new ShellBuildError(
      `The dashboard shell was not built: its build ended with ${code}; expected 0. ` +
        `Run \`node dashboards/build.mjs\` to see it alone. Its last words:\n${tail}`,
    );
  return shellDir;
}
