import type { Delivery, Hook, Told } from "../../../sources/hook.ts";
import { type Inbox, InboxUnusableError } from "../../../warehouse/inbox/index.ts";
import type { Secret } from "../../community/secrets.ts";
import type { Log } from "../../runtime/logs.ts";

/** A delivery that was signed longer ago is somebody's copy; one so far ahead is as odd. */
const SIGNED_MS_MAX = 10 * 60_000;

/** Strangers may knock as often as they like: the log hears of each system's once a minute. */
const LOGGED_EVERY_MS = 60_000;

export interface SecretHook {
  readonly hook: Hook;
  readonly secret: Secret;
}

/** What became of a delivery. All but the first two leave nothing behind. */
export type HookTaken =
  | "stored"
  | "repeated"
  | "unknown"
  | "not_genuine"
  | "too_old"
  | "unreadable"
  | "not_stored";

export interface HookDesk {
  /** Whether this system tells anything here. */
  knows(system: string): boolean;
  take(system: string, delivery: Delivery): HookTaken;
}

/** Takes what systems tell, once, and keeps it before they are told so. */
export function createHookDesk(options: {
  readonly hooks: ReadonlyMap<string, SecretHook>;
  readonly inbox: Pick<Inbox, "store">;
  readonly now: () => number;
  readonly log: Log;
}): HookDesk {
  const { hooks, inbox, now, log } = options;
  const logged = new Map<string, number>();

  function take(system: string, delivery: Delivery): HookTaken {
    const known = hooks.get(system);
    if (known === undefined) return "unknown";
    const { hook, secret } = known;
    if (!hook.isGenuine(delivery, secret.reveal())) return "not_genuine";
    const told = hook.read(delivery);
    if (told === null) return "unreadable";
    if (!isOfNow(told, now())) return "too_old";
    try {
      return inbox.store(system, told) ? "stored" : "repeated";
    } catch (error) {
      if (!(error instanceof InboxUnusableError)) throw error;
      return "not_stored";
    }
  }

  function note(system: string, taken: HookTaken): void {
    const key = `${system} ${taken}`;
    if (taken === "stored" || now() - (logged.get(key) ?? -Infinity) < LOGGED_EVERY_MS) return;
    logged.set(key, now());
    log.write("hook_taken", { step: system, error: taken });
  }

  return {
    knows: (system) => hooks.has(system),
    take(system, delivery) {
      const taken = take(system, delivery);
      if (taken !== "unknown") note(system, taken);
      return taken;
    },
  };
}

function isOfNow({ signedAt }: Told, now: number): boolean {
  if (signedAt === undefined) return true;
  // Of an instant that cannot be read it is not true either.
  return Math.abs(now - Date.parse(signedAt)) <= SIGNED_MS_MAX;
}
