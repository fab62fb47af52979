import type { AnyLedgerEvent, LedgerPayloads } from "../store/events.ts";
import { payableLines, type Plan } from "../plan/plan.ts";
import { foldedOnce, foldedOnceOf } from "../store/folded-once.ts";

export interface AttemptState {
  readonly attempt: number;
  readonly purpose: "pay" | "void";
  /** The signed bytes in base64, to be sent again as they are. */
  readonly wire: string;
  readonly signature: string;
  readonly blockhash: string;
  readonly lastValidBlockHeight: number;
  readonly at: string;
  /** `open`: it may still land. */
  readonly status: "open" | "expired" | "failed" | "landed";
}

export interface BatchState {
  readonly batch: number;
  readonly lineIds: readonly string[];
  readonly createsAccounts: boolean;
  /** Base units. */
  readonly amount: bigint;
  /** `signed`: an attempt may still land. `failed`: the last attempt was refused by the chain. */
  readonly status: "planned" | "signed" | "paid" | "voided" | "failed";
  /** Of the transaction that closed the batch; else of the newest attempt. */
  readonly signature: string | null;
  readonly slot: number | null;
  readonly attempts: readonly AttemptState[];
}

type Ending = LedgerPayloads["batch_paid"];

/** How each batch of a plan stands, by the journal alone. */
export function batchStates(
  events: readonly AnyLedgerEvent[],
  digest: string,
  plan: Plan,
): readonly BatchState[] {
  const known = statesOf(events, plan);
  const found = known.get(digest);
  if (found !== undefined) return found;
  const states = foldedStates(events, digest, plan);
  known.set(digest, states);
  return states;
}

const statesOf = foldedOnceOf((_events, _plan: Plan) => new Map<string, readonly BatchState[]>());

function foldedStates(
  events: readonly AnyLedgerEvent[],
  digest: string,
  plan: Plan,
): readonly BatchState[] {
  const amounts = amountsOf(plan);
  const { attempts, paid, voided } = journalsOf(events).get(digest) ?? noJournal();
  return plan.batches.map(({ lineIds, createsAccounts }, batch) => {
    const ending = paid.get(batch) ?? voided.get(batch);
    const tries = [...(attempts.get(batch) ?? new Map<number, AttemptState>()).values()].map(
      (tried) =>
        tried.signature === ending?.signature ? { ...tried, status: "landed" as const } : tried,
    );
    const last = tries.at(-1);
    const isOpen = tries.some(({ status }) => status === "open");
    return {
      batch,
      lineIds,
      createsAccounts,
      amount: amounts[batch] ?? 0n,
      status: paid.has(batch)
        ? "paid"
        : voided.has(batch)
          ? "voided"
          : isOpen
            ? "signed"
            : last?.status === "failed"
              ? "failed"
              : "planned",
      signature: ending?.signature ?? last?.signature ?? null,
      slot: ending?.slot ?? null,
      attempts: tries,
    };
  });
}

/** A plan never changes, and its batches are looked at again for each step of each of them. */
const known = new WeakMap<Plan, readonly bigint[]>();

function amountsOf(plan: Plan): readonly bigint[] {
  const found = known.get(plan);
  if (found !== undefined) return found;
  const amountOf = new Map(payableLines(plan).map(({ id, amount }) => [id, amount]));
  const amounts = plan.batches.map(({ lineIds }) =>
    lineIds.reduce((total, id) => total + (amountOf.get(id) ?? 0n), 0n),
  );
  known.set(plan, amounts);
  return amounts;
}

/** What was written of one plan's batches. */
interface BatchJournal {
  readonly attempts: Map<number, Map<number, AttemptState>>;
  readonly paid: Map<number, Ending>;
  readonly voided: Map<number, Ending>;
}

function noJournal(): BatchJournal {
  return { attempts: new Map(), paid: new Map(), voided: new Map() };
}

/** By the digest of the plan. */
const journalsOf = foldedOnce((events): ReadonlyMap<string, BatchJournal> => {
  const journals = new Map<string, BatchJournal>();
  const of = (digest: string) => {
    const journal = journals.get(digest) ?? noJournal();
    journals.set(digest, journal);
    return journal;
  };
  for (const { kind, payload, at } of events) {
    if (kind === "attempt_signed") noteSigned(of(payload.digest), payload, at);
    else if (kind === "attempt_expired" || kind === "attempt_failed") {
      const attempts = of(payload.digest).attempts.get(payload.batch);
      const signed = attempts?.get(payload.attempt);
      const status = kind === "attempt_expired" ? "expired" : "failed";
      if (signed !== undefined) attempts?.set(payload.attempt, { ...signed, status });
    } else if (kind === "batch_paid" || kind === "batch_voided") {
      const endings = of(payload.digest)[kind === "batch_paid" ? "paid" : "voided"];
      if (!endings.has(payload.batch)) endings.set(payload.batch, payload);
    }
  }
  return journals;
});

function noteSigned(
  { attempts }: BatchJournal,
  payload: LedgerPayloads["attempt_signed"],
  at: string,
): void {
  const { batch, attempt, purpose, wire, signature, blockhash } = payload;
  const signed: AttemptState = {
    attempt,
    purpose,
    wire,
    signature,
    blockhash,
    at,
    status: "open",
    lastValidBlockHeight: payload.last_valid_block_height,
  };
  attempts.set(batch, (attempts.get(batch) ?? new Map()).set(attempt, signed));
}
