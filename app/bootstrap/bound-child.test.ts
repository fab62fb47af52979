import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";

const CHILD = JSON.stringify(new URL("./bound-child.mjs", import.meta.url).href);

/** Busy without end, as a build or a draw of a community is: no signal handler would ever run. */
const BUSY = "process.stdout.write(`${process.pid}\\n`); for (;;);";

/** Starts one bound child, which starts another that is busy, and says both process ids. */
const PARENT = `
import { spawn } from "node:child_process";
import { boundChild } from ${CHILD};
const grandchild = ${JSON.stringify(BUSY)};
const child = \`
import { spawn } from "node:child_process";
import { boundChild } from \${JSON.stringify(${CHILD})};
process.stdout.write(\\\`\\\${process.pid}\\\\n\\\`);
spawn(process.execPath, ["--eval", \${JSON.stringify(grandchild)}], { ...boundChild(), stdio: "inherit" });
\`;
spawn(process.execPath, ["--input-type=module", "--eval", child], { ...boundChild(), stdio: "inherit" });
`;

/** Looks at most this often, a tenth of a second apart. */
const LOOKS_MAX = 300;

test("a child and its own child end with a process that is killed, even amid a computation", async () => {
  const parent = spawn(process.execPath, ["--input-type=module", "--eval", PARENT], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const pids = await lines(parent.stdout, 2);

  parent.kill("SIGKILL");
  await once(parent, "exit");

  for (let look = 0; look < LOOKS_MAX && pids.some(isAlive); look += 1) await delay(100);
  const left = pids.filter(isAlive);
  for (const pid of left) process.kill(pid, "SIGKILL");
  expect(left).toEqual([]);
});

async function lines(stream: NodeJS.ReadableStream, count: number): Promise<number[]> {
  let text = "";
  for await (const chunk of stream) {
    text += `${chunk}`;
    if (text.split("\n").length > count) break;
  }
  return text.trim().split("\n").map(Number);
}

/** One that has ended and that nobody has asked after is not alive. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== "linux" || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}
