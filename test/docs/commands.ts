import { readFileSync } from "node:fs";
import { join } from "node:path";

import { projectFiles, ROOT } from "../check/tools.ts";

/** What a command line of ours begins with. Other words in code style are not commands. */
const COMMAND = /^(?:npm|npx|node|\.\/vklad)\s/;

export interface Written {
  /** Where it stands, as `page:line`. */
  readonly where: string;
  readonly command: string;
}

/** The pages that tell people what to type. Decisions tell what was, and are not among them. */
export function pages(): readonly string[] {
  return projectFiles().filter(
    (path) => /^(?:README[^/]*|docs\/.*)\.md$/.test(path) && !path.startsWith("docs/decisions/"),
  );
}

/** Every command line of the pages: lines of their blocks, and code within a sentence. */
export function writtenCommands(): readonly Written[] {
  return pages().flatMap((page) => commandsIn(page, readFileSync(join(ROOT, page), "utf8")));
}

export function commandsIn(page: string, text: string): readonly Written[] {
  let isBlock = false;
  return text.split("\n").flatMap((line, index) => {
    if (line.startsWith("```")) {
      isBlock = !isBlock;
      return [];
    }
    const found = isBlock ? [line] : [...line.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);
    return found
      .map((command) =>
        command
          .replace(/^\$ /, "")
          .replace(/\s+#.*$/, "")
          .trim(),
      )
      .filter((command) => COMMAND.test(command))
      .map((command) => ({ where: `${page}:${index + 1}`, command }));
  });
}
