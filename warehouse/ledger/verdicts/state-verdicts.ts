import { sha256Hex } from "../plan/bytes.ts";
import type { LedgerEntry } from "../store/entries.ts";
import { LedgerConflictError } from "../store/errors.ts";
import type { AnyLedgerEvent, LedgerEvent, LedgerPayloads } from "../store/events.ts";
import type { Ledger } from "../store/ledger.ts";
import { peopleOf } from "../store/people.ts";
import { isInRole } from "../store/roles.ts";
import { lastStatements } from "./last-statements.ts";

/** The role that judges. */
const MASTER = "master";

/** Each round somebody else has said something of the same text in between. */
const ROUNDS_MAX = 5;

const EXPLANATIONS = {
  not_a_master: "This person is no master of the attempt's cohort now.",
  nothing_said: "Nothing is in force on this text that could be withdrawn.",
  spoken_meanwhile: "Others keep saying something of the same text. Load the page again.",
} as const;

export type VerdictRefusalCode = keyof typeof EXPLANATIONS;

/** A statement that was not made; `code` says why. Of what came with it nothing was made either. */
export class VerdictRefusedError extends Error {
  override readonly name = "VerdictRefusedError";
  readonly code: VerdictRefusalCode;
  constructor(code: VerdictRefusalCode, attempt: string) {
    super(`The verdict on ${attempt} was refused (${code}). ${EXPLANATIONS[code]}`);
    this.code = code;
  }
}

/** What is said of one text, with what it is bound to. */
export type VerdictToState = Omit<
  LedgerPayloads["verdict_stated"],
  "verdict_id" | "account" | "stated_at"
>;

/**
 * Stores what one person says of one text or of many: all of it, or nothing and
 * VerdictRefusedError. Whoever says again what they have said last of a text gets the stored
 * statement, so that a repeated request moves no date.
 *
 * The role is looked up under the ledger's write lock, in each text's own cohort.
 */
export async function stateVerdicts(
  ledger: Ledger,
  toState: readonly VerdictToState[],
  { account, now }: { readonly account: string; readonly now: Date },
): Promise<readonly LedgerEvent<"verdict_stated">[]> {
  const guard = (events: readonly AnyLedgerEvent[]) => {
    for (const { attempt_id, cohort_id } of toState)
      if (!isInRole(events, { account, role: MASTER, cohort: cohort_id, instant: now }))
        throw new VerdictRefusedError("not_a_master", attempt_id);
  };
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const steps = stepsAfter(await ledger.read(), toState, { account, now });
    const entries = steps.flatMap((step) => ("entry" in step ? [step.entry] : []));
    try {
      const appended = (await ledger.appendAll(entries, { guard })).values();
      return steps.map((step) =>
        "stored" in step
          ? step.stored
          : (appended.next().value as unknown as LedgerEvent<"verdict_stated">),
      );
    } catch (error) {
      // Its key names what was said before: somebody was faster, or the same was sent twice.
      if (!(error instanceof LedgerConflictError)) throw error;
    }
  }
  throw new VerdictRefusedError("spoken_meanwhile", toState[0]?.attempt_id ?? "");
}

type Step =
  | { readonly stored: LedgerEvent<"verdict_stated"> }
  | { readonly entry: LedgerEntry & { readonly kind: "verdict_stated" } };

function stepsAfter(
  events: readonly AnyLedgerEvent[],
  toState: readonly VerdictToState[],
  { account, now }: { readonly account: string; readonly now: Date },
): readonly Step[] {
  const last = lastStatements(events);
  const personOf = peopleOf(events);
  return toState.map((said): Step => {
    const before = last.of(said);
    const isRepeat =
      before !== null &&
      personOf(before.payload.account) === personOf(account) &&
      before.payload.verdict === said.verdict &&
      before.payload.grade === said.grade &&
      before.payload.remark === said.remark;
    if (isRepeat) return { stored: before };
    const isInForce = before !== null && before.payload.verdict !== "withdrawn";
    if (said.verdict === "withdrawn" && !isInForce)
      throw new VerdictRefusedError("nothing_said", said.attempt_id);
    const uniqueKey = `verdict:${said.attempt_id}:${said.text_digest}:after:${before?.seq ?? 0}`;
    const stated_at = now.toISOString();
    const verdict_id = `v_${sha256Hex(uniqueKey).slice(0, 32)}`;
    const payload = { ...said, verdict_id, account, stated_at };
    return {
      entry: { kind: "verdict_stated", payload, actor: account, at: stated_at, uniqueKey },
    };
  });
}
