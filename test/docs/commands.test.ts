/** What the pages tell people to type, tried on whatever Node this machine has. */
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";

import { ROOT } from "../check/tools.ts";
import { commandsIn, writtenCommands, type Written } from "./commands.ts";

/** Opens nothing, asks nothing, and is run to the letter. */
const HARMLESS = /^\.\/vklad (?:--help|--version|sql \w+|lineage(?: \w+)?(?: --up| --down)?)$/;

const packageJson = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
  scripts: Record<string, string>;
};

/** A person's PATH: npm puts the project's own Node before it. */
const PATH = `${process.env["PATH"]}`
  .split(delimiter)
  .filter((folder) => !folder.includes("node_modules"))
  .join(delimiter);

const commands = unique(writtenCommands());
const ours = commands.filter(({ command }) => command.startsWith("./vklad "));

test("the pages tell people enough to type", () => {
  expect(ours.length).toBeGreaterThan(5);
});

test.each(commands.filter(({ command }) => /^npm (?!config )/.test(command)))(
  "$where: $command is a script that there is",
  ({ command }) => {
    const [, verb = "", name = ""] = command.split(/\s+/);
    const script = verb === "run" ? name : verb;
    expect(Object.keys(packageJson.scripts)).toContain(script);
  },
);

test.each(commands.filter(({ command }) => command.startsWith("node ")))(
  "$where: $command is plain JavaScript that there is",
  ({ command }) => {
    const [, path = ""] = command.split(/\s+/);
    expect(path).toMatch(/\.m?js$/);
    expect(existsSync(join(ROOT, path))).toBe(true);
  },
);

test("no page asks for a command from a registry: a stranger's could bear our name", () => {
  expect(commands.filter(({ command }) => command.startsWith("npx "))).toEqual([]);
});

test.each(ours)("$where: $command is understood", async ({ command }) => {
  const args = command.split(/\s+/).slice(1);
  const words = args.filter((word, at) => /^[a-z]+$/.test(word) && !args[at - 1]?.startsWith("--"));
  const said = HARMLESS.test(command) ? await run(args) : await helpOf(words);
  expect({ command, exitCode: said.exitCode, err: said.err }).toEqual({
    command,
    exitCode: 0,
    err: "",
  });
  if (HARMLESS.test(command)) return;
  const options = args.filter((word) => word.startsWith("--"));
  expect(options.filter((option) => !said.out.includes(option))).toEqual([]);
  // A mistyped command would get the help of all: what follows the last command is its arguments.
  const usage = /^Usage: vklad (.*)$/m.exec(said.out)?.[1]?.split(" ") ?? [];
  const commandsNamed = usage.filter((word) => !/^[[<]/.test(word));
  const taken = usage.filter((word) => word.startsWith("<")).length;
  const rest = words.slice(commandsNamed.length);
  expect(words).toEqual([...commandsNamed, ...rest.slice(0, taken)]);
});

test("a command is found in a block, in a sentence and in a table", () => {
  const page =
    "Say `npm start`, or:\n```\n$ ./vklad doctor   # what is missing\n```\n| `node x.mjs` |";

  expect(commandsIn("p.md", page)).toEqual([
    { where: "p.md:1", command: "npm start" },
    { where: "p.md:3", command: "./vklad doctor" },
    { where: "p.md:5", command: "node x.mjs" },
  ]);
});

function unique(written: readonly Written[]): readonly Written[] {
  return [...new Map(written.map((each) => [each.command, each])).values()];
}

const helps = new Map<string, ReturnType<typeof run>>();

/** Many pages name one command, each with options of its own, which its help has to tell. */
function helpOf(words: readonly string[]) {
  const said = helps.get(words.join(" ")) ?? run([...words, "--help"]);
  helps.set(words.join(" "), said);
  return said;
}

async function run(args: readonly string[]) {
  const child = spawn("./vklad", args, {
    cwd: ROOT,
    env: { ...process.env, PATH },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exit = new Promise<number | null>((resolve) => child.once("close", resolve));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { exitCode: await exit, out, err };
}
