import { randomBytes } from "node:crypto";

import type { SignIn } from "../../../sources/proof.ts";
import { type Ledger, sha256Hex } from "../../../warehouse/ledger/index.ts";
import type { Principal, Published } from "../data/principal.ts";
import { DeskRefusal } from "../desk-refusal.ts";
import { openNonces } from "../sign-in/nonces.ts";
import { type Proven, proveOwn } from "./prove-own.ts";

/** A system that itself tells whose account it is. */
export interface SignedInAt {
  readonly namespace: string;
  readonly signIn: SignIn;
  /** Of our own gateway, as the system knows it. */
  readonly returnUrl: string;
  accountOf(nativeId: string): string;
}

export interface SignInDesk {
  list(): { readonly systems: readonly string[] };
  /** Where to go, from this session and for ten minutes. */
  begin(
    principal: Principal,
    body: { readonly system: string },
    sessionId: string,
  ): Promise<{ readonly address: string }>;
  /** What the system sent back to this session; throws DeskRefusal. */
  finish(
    principal: Principal,
    answer: { readonly system: string; readonly code: string; readonly state: string },
    sessionId: string,
  ): Promise<Proven>;
}

const REFUSALS = {
  not_provable: "No sign-in proves an account of this system here.",
  sign_in_over: "The sign-in is not of this session, is used, or older than ten minutes.",
  not_told: "The system did not say who it is. Try again.",
} as const;

const ANSWER_MS_MAX = 15_000;

/**
 * Proofs by another system's own sign-in. The way back is tied to the session and account that went:
 * what was begun elsewhere, or comes twice or late, links nothing.
 */
export function createSignInDesk(options: {
  readonly systems: ReadonlyMap<string, SignedInAt>;
  readonly ledger: Ledger;
  readonly now: () => Date;
  readonly published: () => Published | null;
}): SignInDesk {
  const { systems, ledger, now } = options;
  const nonces = openNonces({ key: randomBytes(32), now: () => now().getTime() });
  const refuse = (code: keyof typeof REFUSALS, cause?: unknown) =>
    new DeskRefusal(code, REFUSALS[code], cause);
  const systemOf = (name: string): SignedInAt => {
    const found = systems.get(name);
    if (found === undefined) throw refuse("not_provable");
    return found;
  };
  const holderOf = ({ account }: Principal, sessionId: string) => `${sessionId} ${account}`;

  return {
    list: () => ({ systems: [...systems.keys()] }),
    async begin(principal, { system }, sessionId) {
      const { signIn, returnUrl } = systemOf(system);
      const state = nonces.make(system, holderOf(principal, sessionId));
      return { address: signIn.addressFor({ state, returnUrl }) };
    },
    async finish(principal, { system, code, state }, sessionId) {
      const { signIn, namespace, returnUrl, accountOf } = systemOf(system);
      // Before the system is asked: a code that was begun elsewhere is not even exchanged.
      if (nonces.use(state, holderOf(principal, sessionId)) !== system)
        throw refuse("sign_in_over");
      const signal = AbortSignal.timeout(ANSWER_MS_MAX);
      const nativeId = await signIn.whoIs({ code, returnUrl }, signal).catch((error: unknown) => {
        throw refuse("not_told", error);
      });
      const published = options.published();
      if (published === null) throw refuse("sign_in_over");
      return proveOwn({ ledger, now: now(), published }, principal, {
        of: { account: accountOf(nativeId), system: namespace },
        evidence: `sign-in:${system}`,
        name: `sign-in ${sha256Hex(state)}`,
      });
    },
  };
}
