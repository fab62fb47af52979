import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** Paths of all files below a folder, relative to it, in one order everywhere. */
export function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted();
}

/** SHA-256 over names and contents of files and folders below `root`. */
export function hashOf(root, paths) {
  const hash = createHash("sha256");
  for (const path of paths) {
    const isFolder = statSync(join(root, path)).isDirectory();
    const files = isFolder ? filesIn(join(root, path)).map((file) => join(path, file)) : [path];
    for (const file of files) {
      const content = readFileSync(join(root, file));
      hash.update(`${file}\0${content.length}\0`).update(content);
    }
  }
  return hash.digest("hex");
}
