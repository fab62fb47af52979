/**
 * The demo community in a process of its own: `node demo/main.ts --data DIR --seed N --as-of ISO`.
 *
 * One line of JSON on standard output says where everything is; the process ends when its standard
 * input closes, and with it whatever started it.
 */
import { parseArgs } from "node:util";

import { startDemo } from "./stage.ts";

const HELP = `node demo/main.ts --data DIR [--seed N] [--as-of ISO] [--scale S] [--empty]

  --data   folder under which demo/ gets the guides, the assertions and the planted truth
  --seed   what everything is drawn from; 1 if left out
  --as-of  where the demo's clock starts; 2026-10-05T09:00:00Z if left out
  --scale  size of the community; 1 is 120 members
  --empty  the community's first day: people and offices, and nothing that anybody did
`;

const { values } = parseArgs({
  options: {
    data: { type: "string" },
    seed: { type: "string", default: "1" },
    "as-of": { type: "string", default: "2026-10-05T09:00:00Z" },
    scale: { type: "string", default: "1" },
    empty: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

if (values.help) {
  process.stdout.write(HELP);
  process.exit(0);
}

// Its systems hold what people wrote: for the owner of the data folder, as all that is in it.
process.umask(0o077);

const demo = await startDemo({
  data: required(values.data),
  seed: number("--seed", values.seed),
  asOf: instant(values["as-of"]),
  scale: number("--scale", values.scale),
  isEmpty: values.empty,
});
// Nobody is left to be told.
process.stdout.on("error", () => process.exit());
process.stdout.write(`${JSON.stringify(demo.hello)}\n`);

process.stdin.resume();
process.stdin.on("end", () => {
  void demo.close().then(() => process.exit(0));
});

function required(data: string | undefined): string {
  if (data !== undefined) return data;
  throw new Error("--data is missing; a folder for the demo's files was expected.");
}

function number(option: string, text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new Error(`${option} is ${JSON.stringify(text)}; a number above 0 was expected.`);
}

function instant(text: string): number {
  const at = Date.parse(text);
  if (!Number.isNaN(at)) return at;
  throw new Error(
    `--as-of is ${JSON.stringify(text)}; an instant such as 2026-10-05T09:00:00Z was expected.`,
  );
}
