import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";

export const ROOT = join(import.meta.dirname, "..", "..");

/** Runs an installed tool on this very Node, so that neither PATH nor npm decides which one. */
export function runTool(
  path: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<boolean> {
  const child = spawn(process.execPath, [join(ROOT, "node_modules", path), ...args], {
    cwd: ROOT,
    stdio: "inherit",
    env: { ...process.env, ...env },
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject).on("exit", (status) => resolve(status === 0));
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
