import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { projectFiles, ROOT } from "../check/tools.ts";

/** A copy of the project's files that can be broken; packages are those of the project itself. */
export interface Scratch extends Disposable {
  readonly dir: string;
  /** Runs `use` while one file is changed, and puts it back. */
  with<T>(file: string, change: (source: string) => string, use: () => Promise<T>): Promise<T>;
}

export function openScratch(): Scratch {
  const dir = mkdtempSync(join(tmpdir(), "vklad-mutants-"));
  for (const file of projectFiles().filter((path) => existsSync(join(ROOT, path)))) {
    mkdirSync(dirname(join(dir, file)), { recursive: true });
    cpSync(join(ROOT, file), join(dir, file));
  }
  symlinkSync(join(ROOT, "node_modules"), join(dir, "node_modules"));
  return {
    dir,
    async with(file, change, use) {
      const path = join(dir, file);
      const source = readFileSync(path, "utf8");
      writeFileSync(path, change(source));
      try {
        return await use();
      } finally {
        writeFileSync(path, source);
      }
    },
    [Symbol.dispose]: () => rmSync(dir, { recursive: true, force: true }),
  };
}
