import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

import { z } from "zod";

import { roleTable } from "../../models/roles.ts";
import { boundChild } from "../bootstrap/bound-child.mjs";

const account = z.object({ source: z.string(), nativeId: z.string() });

/** What the demo says of itself once its systems answer. */
export const helloSchema = z.object({
  ready: z.literal(true),
  /** Connections to its systems, by the connectors' names. */
  sources: z.record(z.string(), z.unknown()),
  assertionsFile: z.string(),
  /** The planted truth: passed on to `vklad demo verify`, never read here. */
  truthFile: z.string(),
  control: z.string(),
  people: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      role: z.enum(roleTable.map(({ name }) => name)),
      note: z.string().optional(),
      account,
    }),
  ),
  proposer: account,
});

export type DemoHello = z.infer<typeof helloSchema>;

export interface DemoCommunity extends AsyncDisposable {
  readonly hello: DemoHello;
  /** Signs with a demo key of a committee member: labelled, worthless, for the demo only. */
  sign(person: string, text: string): Promise<{ publicKey: string; signature: string }>;
  /** Its systems show nothing that happens after their clock. */
  setClock(now: Date): Promise<void>;
}

export class DemoFailedError extends Error {
  override readonly name = "DemoFailedError";
}

/** How long the made-up community may take to be made. */
const START_MS_MAX = 60_000;

/** Starts the demo's systems in a process of their own; it ends with this one, however this ends. */
export async function startDemoCommunity(options: {
  readonly dataDir: string;
  readonly seed: number;
  readonly asOf: string;
  readonly empty?: boolean;
  /** 1 is 120 members. */
  readonly scale?: number;
}): Promise<DemoCommunity> {
  const args = ["demo/main.ts", "--data", options.dataDir, "--seed", `${options.seed}`];
  if (options.scale !== undefined) args.push("--scale", `${options.scale}`);
  const child = spawn(
    process.execPath,
    [...args, "--as-of", options.asOf, ...(options.empty === true ? ["--empty"] : [])],
    {
      ...boundChild(),
      cwd: new URL("../..", import.meta.url),
      stdio: ["pipe", "pipe", "inherit"],
    },
  );
  const ended = once(child, "exit") as Promise<[number | null, NodeJS.Signals | null]>;
  const hello = await Promise.race([
    firstLine(child.stdout),
    ended.then(() => null),
    new Promise<null>((resolve) => setTimeout(resolve, START_MS_MAX, null).unref()),
  ]);
  const parsed = helloSchema.safeParse(hello === null ? null : parse(hello));
  if (!parsed.success) {
    child.kill();
    // A SIGTERM that ended it as it was being started is for us too, and is known by then.
    const [code, by] = await ended;
    throw new DemoFailedError(
      `The demo community did not start: it said ${JSON.stringify(hello)} and ended with ` +
        `${code ?? by}; expected its addresses as one line of JSON. Its reason stands above.`,
    );
  }
  child.stdout.resume();
  const post = async (path: string, body: object): Promise<unknown> => {
    const response = await fetch(`${parsed.data.control}/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!response.ok)
      throw new DemoFailedError(`The demo refused /${path} with ${response.status}.`);
    return response.json();
  };
  return {
    hello: parsed.data,
    async sign(person, text) {
      const signed = await post("sign", { person, text });
      return z.object({ publicKey: z.string(), signature: z.string() }).parse(signed);
    },
    async setClock(now) {
      await post("clock", { now: now.toISOString() });
    },
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      child.kill();
      await ended;
    },
  };
}

async function firstLine(stream: NodeJS.ReadableStream): Promise<string | null> {
  for await (const line of createInterface({ input: stream })) return line;
  return null;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
