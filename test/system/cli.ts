import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

export interface Said {
  readonly exitCode: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs `vklad` as a person would; `preload` are modules of tests that Node loads first. */
export async function vklad(
  args: readonly string[],
  { preload = [] }: { readonly preload?: readonly string[] } = {},
): Promise<Said> {
  const imports = preload.flatMap((name) => ["--import", new URL(name, import.meta.url).href]);
  const child = spawn(
    process.execPath,
    [...imports, "app/cli/main.ts", "--locale", "en", ...args],
    {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const exitCode = new Promise<number | null>((resolve) => child.once("close", resolve));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { exitCode: await exitCode, out, err };
}
