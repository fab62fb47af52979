import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, test } from "vitest";

import demo from "../../../vklad.config.ts";

const MAIN = join(import.meta.dirname, "../main.ts");

test("on the embedded chain there is nothing to allow, which the command says", () => {
  const dir = mkdtempSync(join(tmpdir(), "vklad-treasury-"));
  try {
    const config = join(dir, "config.mjs");
    writeFileSync(config, `export default ${JSON.stringify({ ...demo, demo: undefined })}`);
    const args = ["--data", join(dir, "data"), "--config", config, "--locale", "en", "treasury"];

    expect(execFileSync(process.execPath, [MAIN, ...args], { encoding: "utf8" })).toMatch(
      /^Tokens are paid on the embedded chain, whose treasury the settler owns/,
    );
  } finally {
    rmSync(dir, { recursive: true });
  }
});
