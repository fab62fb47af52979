import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { ROOT } from "./tools.ts";

/** What a file loads of ours: not types, which are gone when it runs; also by `import("…")`. */
const IMPORT =
  /^(?:import|export)\s+(?!type\b)(?:[^;]*?from\s+)?"(\.[^"]+)"|\bimport\("(\.[^"]+)"\)/gm;

/** All files of ours that run when this one does, by their paths in the project. */
export function reachedFrom(file: string): ReadonlySet<string> {
  const reached = new Set<string>();
  const waiting = [file];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (reached.has(next)) continue;
    reached.add(next);
    const text = readFileSync(join(ROOT, next), "utf8");
    for (const [, still, moving] of text.matchAll(IMPORT)) {
      const target = join(dirname(next), still ?? moving ?? "");
      if (existsSync(join(ROOT, target))) waiting.push(target);
    }
  }
  return reached;
}
