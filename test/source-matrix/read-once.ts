/**
 * A reading process that ends by SIGKILL at a request of its own: right before it is sent, or once it
 * is answered and nothing of it has landed. What it is told stands in its only argument.
 */
import { runOnce, type RunOptions } from "./reader.ts";
import type { Reading } from "./world.ts";

export interface Told extends Omit<RunOptions, "onLanding"> {
  readonly reading: Reading;
  /** From 1 on. Of a system that reads files it counts what is about to land. */
  readonly killedAt: number;
  readonly moment: "before" | "after";
}

const { reading, killedAt, moment, ...options } = JSON.parse(process.argv[2] ?? "") as Told;
let count = 0;
const die = () => process.kill(process.pid, "SIGKILL");

const { fetch } = globalThis;
globalThis.fetch = async (...asked) => {
  count += 1;
  if (count === killedAt && moment === "before") die();
  const isLast = count === killedAt;
  const reply = await fetch(...asked);
  if (isLast) die();
  return reply;
};

const onLanding = () => {
  if (reading.system !== "guides") return;
  count += 1;
  if (count === killedAt) die();
};

await runOnce(reading, { ...options, onLanding });
process.exit();
