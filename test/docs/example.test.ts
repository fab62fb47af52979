import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execFileSync } from "node:child_process";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";

import { openLedgerToRead } from "../../warehouse/ledger/index.ts";
import { ROOT } from "../check/tools.ts";

test.each(["docs/operating.md", "docs/ru/operating.md"])(
  "the script that %s gives an operator links two accounts",
  async (page) => {
    const dir = mkdtempSync(join(tmpdir(), "vklad-example-"));
    const [, script = ""] =
      /```ts\n([^`]*account_linked[^`]*)```/.exec(readFileSync(join(ROOT, page), "utf8")) ?? [];
    const file = join(dir, "link.ts");
    writeFileSync(file, script.replaceAll(`from "./`, `from "${pathToFileURL(ROOT).href}/`));

    execFileSync(process.execPath, [file], { cwd: dir, stdio: "pipe" });

    await using ledger = openLedgerToRead({ file: join(dir, ".vklad", "ledger.db") });
    const events = (await ledger?.read()) ?? [];
    expect(events.map(({ kind, actor }) => [kind, actor])).toEqual([
      ["account_linked", "operator:jane"],
    ]);
    rmSync(dir, { recursive: true, force: true });
  },
);
