import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import type { Line } from "../../../activities/settlement/signer/remote.ts";
import type { Clock } from "../../community/clock.ts";
import { LEDGER_ADDRESS } from "../../community/ledger-place.ts";
import type { SignerSettings } from "./own-signer.ts";

/** What a child is told when it is started; the address of a ledger it finds in its environment. */
export interface ChildTold extends Omit<SignerSettings, "ledger"> {
  readonly ledger: { readonly file: string } | { readonly postgres: { readonly schema: string } };
  /** Where its clock begins; null: it goes by the wall. */
  readonly from: string | null;
}

/** Amounts are bigint, which JSON does not have; paths are absolute, and none is such a text. */
const AMOUNT = /^\d+n$/;

export function writeTold(told: ChildTold): string {
  return JSON.stringify(told, (_, value: unknown) =>
    typeof value === "bigint" ? `${value}n` : value,
  );
}

export function readTold(text: string): ChildTold {
  return JSON.parse(text, (_, value: unknown) =>
    typeof value === "string" && AMOUNT.test(value) ? BigInt(value.slice(0, -1)) : value,
  ) as ChildTold;
}

/** Less is the wall clock itself: only the demo and `--as-of` are of another day. */
const OWN_CLOCK_MS = 60_000;

/** How long one that is to end may take over it. */
const END_MS = 2_000;

/**
 * Starts a signer beside this process. It ends with it, however that ends: its questions come through
 * its standard input, which then closes.
 */
export async function childSigner(
  { ledger: place, ...settings }: SignerSettings,
  clock: Clock,
): Promise<Line & { readonly pid: number }> {
  const isWall = Math.abs(clock.now().getTime() - Date.now()) < OWN_CLOCK_MS;
  const from = isWall ? null : clock.now().toISOString();
  const ledger = "file" in place ? place : { postgres: { schema: place.postgres.schema } };
  // Never among its arguments, which every user of the machine can read.
  const ledgerEnv = "file" in place ? {} : { [LEDGER_ADDRESS]: place.postgres.address.reveal() };
  const entry = fileURLToPath(new URL("./child-entry.ts", import.meta.url));
  const child = spawn(process.execPath, [entry, writeTold({ ...settings, ledger, from })], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...withoutSecrets(process.env), ...ledgerEnv },
  });
  await once(child, "spawn");
  // Whoever writes into a pipe that broke is told by the line's end.
  child.stdin.on("error", () => undefined);
  return {
    pid: child.pid ?? 0,
    input: child.stdout,
    output: child.stdin,
    async close() {
      child.stdin.end();
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, "exit");
      const isLate = await Promise.race([ended.then(() => false), pause(END_MS, true)]);
      if (isLate) child.kill("SIGKILL");
      await ended;
    },
  };
}

/** Keys of sources and addresses of nodes are none of the signer's business. */
function withoutSecrets(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const isOurs = (name: string) => name.startsWith("VKLAD_") && !name.startsWith("VKLAD_TEST_");
  return Object.fromEntries(Object.entries(env).filter(([name]) => !isOurs(name)));
}
