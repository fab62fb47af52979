/** `vklad sql` and `vklad lineage` as a person runs them. */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

import { expect, onTestFinished, test } from "vitest";

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));

function inEmptyFolder(...args: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), "vklad-analyst-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
    cwd: folder,
    encoding: "utf8",
  });
  return { status, stdout, stderr, files: readdirSync(folder) };
}

test("sql prints a model's query in an empty folder and leaves it empty", () => {
  const said = inEmptyFolder("sql", "people");

  expect(said).toEqual({
    status: 0,
    stderr: "",
    files: [],
    stdout: [
      "-- people (core, view)",
      "-- Members who are neither bot nor agent, one row a member.",
      "-- Grain: member_id.",
      "-- Reads: members.",
      "select",
      '  "member_id",',
      '  "name",',
      '  "handle"',
      "from",
      '  "members"',
      "where",
      '  "actor" is null;',
      "",
    ].join("\n"),
  });
});

test("lineage prints a tree in an empty folder and leaves it empty", () => {
  const said = inEmptyFolder("lineage", "people", "--up");

  expect(said.stdout.split("\n").slice(0, 5)).toEqual([
    "people  [core]",
    "Members who are neither bot nor agent, one row a member.",
    "",
    "made from:",
    "  members  [core]",
  ]);
  expect(said).toMatchObject({ status: 0, stderr: "", files: [] });
});
