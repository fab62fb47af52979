import type { CodeProof, Talk } from "../../../sources/proof.ts";
import type { Landing } from "../../../warehouse/landing/index.ts";
import { type Ledger, sha256Hex } from "../../../warehouse/ledger/index.ts";
import type { Principal, Published } from "../data/principal.ts";
import { DeskRefusal } from "../desk-refusal.ts";
import { type Asker, createOpenCodes, newCode, newNumber, type OpenCode } from "./open-codes.ts";
import { type Proven, proveOwn } from "./prove-own.ts";
import { whoShows } from "./shown-codes.ts";

/** A system in which a code proves whose account it is. */
export interface ProvenBy {
  readonly proof: CodeProof;
  /** Null where the system does not let us answer anybody. */
  readonly talk: Talk | null;
  accountOf(nativeId: string): string;
  /** Has the stream read before its time. */
  wake(): void;
}

export interface CodeView {
  readonly system: string;
  readonly code: string;
  readonly address: string | null;
  readonly until: string;
  /** `number`: it is used by the number that its holder was told. */
  readonly state: "waiting" | "found" | "number";
  /** Who showed it, where nobody is told a number: the person says whether that is them. */
  readonly shownBy: string | null;
}

export interface CodesView {
  /** Systems in which an account can be proven here. */
  readonly systems: readonly string[];
  readonly codes: readonly CodeView[];
  /** What became of the one that was used just now. */
  readonly outcome: Proven | null;
}

type InSession<B = unknown> = (
  principal: Principal,
  body: B,
  sessionId: string,
) => Promise<CodesView>;

export interface CodeDesk {
  list: InSession;
  ask: InSession<{ system: string }>;
  /** Looks whether the code was shown, and has the system read. */
  look: InSession<{ system: string }>;
  use: InSession<{ system: string; number: string | null }>;
}

const REFUSALS = {
  no_code: "There is no such code in this session: it is used, late, or was asked for elsewhere.",
  not_shown: "Nobody has shown the code yet.",
  shown_by_two: "Two accounts have shown this code, so it says nothing. Ask for another.",
  wrong_number: "The number is not what the bot told. After three tries the code is void.",
  not_provable: "No code proves an account of this system here.",
  not_told: "The system could not be asked. Try again in a minute.",
} as const;

/** One read that somebody woke is enough for all who wait meanwhile. */
const WOKEN_EVERY_MS = 20_000;
const ANSWER_MS_MAX = 15_000;

/**
 * One-time codes: the session that asks for one is linked with the account that shows it. A code is
 * used once, within its time and in that session alone; and where the system lets us answer, by a
 * number that only the account's holder has read, so that neither side can be another's.
 */
export function createCodeDesk(options: {
  readonly systems: ReadonlyMap<string, ProvenBy>;
  readonly landing: Landing;
  readonly ledger: Ledger;
  readonly now: () => Date;
  readonly published: () => Published | null;
  /** What an account's holder is told: by whom it was asked for, and the number. */
  readonly words: (asker: string, number: string) => string;
}): CodeDesk {
  const { systems, landing, ledger, now, words } = options;
  const codes = createOpenCodes(now);
  const wokenAt = new Map<string, number>();

  const refuse = (code: keyof typeof REFUSALS) => new DeskRefusal(code, REFUSALS[code]);
  const systemOf = (name: string): ProvenBy => {
    const found = systems.get(name);
    if (found === undefined) throw refuse("not_provable");
    return found;
  };
  const askerOf = ({ account }: Principal, sessionId: string): Asker => ({ account, sessionId });
  const view = (asker: Asker, outcome: CodesView["outcome"] = null): CodesView => ({
    systems: [...systems.keys()],
    codes: codes.of(asker).map(codeView),
    outcome,
  });

  /** What is asked of a system over the network may fail without any harm. */
  async function asking<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    try {
      return await work(AbortSignal.timeout(ANSWER_MS_MAX));
    } catch (error) {
      throw new DeskRefusal("not_told", REFUSALS.not_told, error);
    }
  }

  function wake(name: string, { wake: read }: ProvenBy): void {
    const at = now().getTime();
    if (at - (wokenAt.get(name) ?? -Infinity) < WOKEN_EVERY_MS) return;
    wokenAt.set(name, at);
    read();
  }

  async function look(asker: Asker, name: string): Promise<OpenCode> {
    const of = systemOf(name);
    const asked = codes.find(asker, name);
    if (asked === null) throw refuse("no_code");
    const shownBy = await whoShows(landing, of.proof, asked);
    // It may have been used, or another one asked for, while landing was read.
    const open = codes.find(asker, name);
    if (open?.code !== asked.code) throw refuse("no_code");
    if (shownBy.length > 1) {
      codes.forget(asker, name);
      throw refuse("shown_by_two");
    }
    const [nativeId] = shownBy;
    if (nativeId === undefined) wake(name, of);
    else if (open.shownBy === null) await answer(asker, of, open, nativeId);
    return codes.find(asker, name) ?? open;
  }

  async function answer(asker: Asker, { talk }: ProvenBy, open: OpenCode, nativeId: string) {
    const number = talk === null ? null : newNumber();
    // Before it is told: two looks at once tell one number.
    codes.shown(asker, open, { nativeId, number });
    if (talk === null || number === null) return;
    const name = options.published()?.nameOf(asker.account) ?? "?";
    try {
      await asking((signal) => talk.tell(nativeId, words(name, number), signal));
    } catch (error) {
      codes.shown(asker, open, null);
      throw error;
    }
  }

  return {
    list: async (principal, _body, sessionId) => view(askerOf(principal, sessionId)),
    async ask(principal, { system }, sessionId) {
      const { proof, talk } = systemOf(system);
      const asker = askerOf(principal, sessionId);
      const handle = options.published()?.people.accounts.get(principal.account)?.handle ?? null;
      const code = newCode(handle);
      const since = await landing.lastNumber(proof.stream);
      const address =
        talk === null ? null : await asking((signal) => talk.addressFor(code, signal));
      codes.open(asker, { system, code, since, address });
      return view(asker);
    },
    async look(principal, { system }, sessionId) {
      const asker = askerOf(principal, sessionId);
      await look(asker, system);
      return view(asker);
    },
    async use(principal, { system, number }, sessionId) {
      const asker = askerOf(principal, sessionId);
      const { proof, accountOf } = systemOf(system);
      // Whoever has shown it since makes it worthless.
      if ((await look(asker, system)).shownBy === null) throw refuse("not_shown");
      const used = codes.use(asker, system, number);
      if (used === "none") throw refuse("no_code");
      if (used === "wrong_number") throw refuse("wrong_number");
      const published = options.published();
      if (published === null || used.shownBy === null) throw refuse("no_code");
      const at = { ledger, now: now(), published };
      const of = { account: accountOf(used.shownBy), system: proof.namespace };
      const name = `code ${sha256Hex(used.code)}`;
      return view(asker, await proveOwn(at, principal, { of, name, evidence: `code:${system}` }));
    },
  };
}

function codeView({ system, code, address, until, shownBy, number }: OpenCode): CodeView {
  const state = shownBy === null ? "waiting" : number === null ? "found" : "number";
  return {
    system,
    code,
    address,
    until: until.toISOString(),
    state,
    shownBy: state === "found" ? shownBy : null,
  };
}
