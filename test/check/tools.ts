import { spawn, spawnSync } from "node:child_process";
import { createWriteStream } from "node:fs";
import { join } from "node:path";

export const ROOT = join(import.meta.dirname, "..", "..");

/**
 * Runs an installed tool on this very Node, so that neither PATH nor npm decides which one. All it
 * prints also goes into `copy`, where there is one.
 */
export function runTool(
  path: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  copy: string | null = null,
): Promise<boolean> {
  const isColoured = copy !== null && process.stdout.isTTY;
  const child = spawn(process.execPath, [join(ROOT, "node_modules", path), ...args], {
    cwd: ROOT,
    stdio: copy === null ? "inherit" : ["inherit", "pipe", "pipe"],
    env: { ...process.env, ...(isColoured ? { FORCE_COLOR: "1" } : {}), ...env },
  });
  if (copy !== null) {
    const file = createWriteStream(copy, { mode: 0o600 });
    const both = (stream: NodeJS.WriteStream, bytes: Buffer) => {
      stream.write(bytes);
      file.write(bytes);
    };
    child.stdout?.on("data", (bytes: Buffer) => both(process.stdout, bytes));
    child.stderr?.on("data", (bytes: Buffer) => both(process.stderr, bytes));
    child.on("close", () => file.end());
  }
  return new Promise((resolve, reject) => {
    child.on("error", reject).on("close", (status) => resolve(status === 0));
  });
}

/** The files git knows or would add, so that what a run leaves behind is not looked at. */
export function projectFiles(): string[] {
  const listed = spawnSync(
    "git",
    ["ls-files", "-z", "-co", "--exclude-standard", "--deduplicate"],
    {
      cwd: ROOT,
      encoding: "utf8",
    },
  );
  if (listed.status !== 0) {
    throw new Error(`git could not list the project's files: ${listed.stderr || listed.error}`);
  }
  return listed.stdout.split("\0").filter((path) => path !== "");
}
