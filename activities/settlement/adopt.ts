import { batchStates } from "../../warehouse/ledger/distribution/batch-state.ts";
import { distributionState } from "../../warehouse/ledger/distribution/distribution-state.ts";
import { planToJson } from "../../warehouse/ledger/plan/plan-json.ts";
import type { Plan } from "../../warehouse/ledger/plan/plan.ts";
import { plansOf } from "../../warehouse/ledger/plan/proposed-plans.ts";
import type { LedgerEntry } from "../../warehouse/ledger/store/entries.ts";
import type { AnyLedgerEvent } from "../../warehouse/ledger/store/events.ts";
import type { Ledger } from "../../warehouse/ledger/store/ledger.ts";
import { isOwn, knows } from "./anchors.ts";
import type { ChainView } from "./chain/port.ts";
import { base58Bytes } from "./chain/transaction/base58.ts";
import { addressWithSeed } from "./chain/transaction/programs.ts";
import { decodePayout } from "./decode-payout.ts";
import { SettlementMismatchError } from "./errors.ts";
import { endingOf, type Ending } from "./evidence.ts";
import { parseMemo, type PaymentMemo } from "./payment-memo.ts";
import { payoutsOf } from "./payout.ts";
import { decodeReclaim } from "./reclaim/reclaim-message.ts";

export type AdoptedChain = Pick<ChainView, "genesis" | "settler" | "signaturesOf" | "transaction">;

/** What the settler did on the chain for a plan, and the ledger does not know. */
export interface UnknownPayment {
  readonly signature: string;
  readonly slot: number;
  readonly memo: PaymentMemo;
}

/** What a transaction of the settler did, shown by its bytes: to a batch, or to a month. */
interface Adopted {
  readonly kind: Ending["kind"] | "opened" | "closed" | "reclaimed";
  readonly signature: string;
  readonly slot: number;
  readonly digest: string;
  readonly batch: number;
}

export interface Adoption {
  readonly adopted: readonly Adopted[];
  /** Those whose plan neither the ledger nor a manifest has: they go on to block. */
  readonly left: readonly UnknownPayment[];
}

/**
 * Takes into the ledger what the chain shows as paid or voided and the ledger had lost: each
 * transaction is read from its bytes and must be exactly its plan's batch. So is what took a month
 * for a plan, paid or not, closed the plan or took its receipts back. Plans come from the ledger, or from manifests by their digests. All of it
 * is appended at once, or nothing. A plan that is adopted takes the place of one that this ledger
 * made of the same month and nobody paid.
 *
 * Throws PayoutMismatchError or SettlementMismatchError where a transaction is not what its plan
 * says, or a batch ended twice.
 */
export async function adoptPayments(
  ledger: Ledger,
  chain: AdoptedChain,
  manifests: ReadonlyMap<string, Plan>,
): Promise<Adoption> {
  const known = new Map(
    plansOf(await ledger.read()).map(({ digest, plan }) => [digest, plan] as const),
  );
  const usable = [...known, ...manifests].filter(
    ([, plan]) => plan.chain.genesis === chain.genesis && plan.chain.settler === chain.settler,
  );
  const endings = new Map<string, Adopted>();
  const marks: Adopted[] = [];
  const left: UnknownPayment[] = [];
  for (const unknown of await unknownPayments(ledger, chain)) {
    const { signature, memo } = unknown;
    const found = usable.find(([digest]) => digest.startsWith(memo.digest));
    if (found === undefined) {
      left.push(unknown);
      continue;
    }
    const [digest, plan] = found;
    const { batch, purpose } = memo;
    if (purpose !== "pay" && purpose !== "void") {
      marks.push({ kind: MARKED[purpose], ...(await markIn(chain, unknown)), digest, batch });
      continue;
    }
    const ending = await endingIn(chain, plan, { digest, signature, batch: memo.batch });
    const key = `${digest}:${memo.batch}`;
    assertFirst(digest, memo.batch, ending, endings.get(key));
    endings.set(key, { ...ending, digest, batch: memo.batch });
  }
  const adopted = [...marks, ...endings.values()];
  await append(ledger, adopted, { manifests, known });
  return { adopted, left };
}

/** Every payment and void by the settler that names a ledger newer than this one, oldest first. */
export async function unknownPayments(
  ledger: Pick<Ledger, "read" | "seqOf">,
  chain: AdoptedChain,
): Promise<readonly UnknownPayment[]> {
  const adopted = new Set(
    (await ledger.read({ kinds: ["payment_adopted"] })).map(({ payload }) => payload.signature),
  );
  const unknown: UnknownPayment[] = [];
  const history = await chain.signaturesOf(chain.settler);
  for (const { signature, slot, error, memo: text } of history.toReversed()) {
    const memo = error === null ? parseMemo(text ?? "") : null;
    if (memo === null || adopted.has(signature) || (await knows(ledger, memo))) continue;
    if (await isOwn(chain, signature, chain.settler)) unknown.push({ signature, slot, memo });
  }
  return unknown;
}

/** What the transaction did to its batch, by its bytes and by the balances that it moved. */
async function endingIn(
  chain: AdoptedChain,
  plan: Plan,
  { digest, batch, signature }: { digest: string; batch: number; signature: string },
): Promise<Ending> {
  const landed = await landedOf(chain, signature);
  const publicKey = base58Bytes(plan.chain.settler, 32);
  // The salt is the settler's secret: which receipt the batch has is read from its own bytes.
  const payout = payoutsOf(plan, digest, { publicKey, saltOf: () => new Uint8Array() });
  const { seed } = decodePayout(landed.wire).receipt;
  const receipt = { seed, key: addressWithSeed(publicKey, seed) };
  const ending = endingOf({ ...payout(batch), receipt }, signature, landed);
  if (ending !== null) return ending;
  throw new SettlementMismatchError(digest, `${signature} does nothing to batch ${batch}.`);
}

/** Its memo names the plan; it must have paid nobody. */
async function markIn(
  chain: AdoptedChain,
  { signature, slot, memo }: UnknownPayment,
): Promise<Pick<Adopted, "signature" | "slot">> {
  const { wire } = await landedOf(chain, signature);
  if (memo.purpose === "reclaim" && decodeReclaim(wire) !== null) return { signature, slot };
  const { payments, created } = decodePayout(wire);
  if (payments.length === 0 && created.length === 0) return { signature, slot };
  throw new SettlementMismatchError(memo.digest, `${signature} pays, and says that it does not.`);
}

async function landedOf(chain: AdoptedChain, signature: string) {
  const landed = await chain.transaction(signature);
  if (landed?.wire) return { ...landed, wire: landed.wire };
  throw new Error(`The node has no transaction ${signature} yet.`);
}

function assertFirst(
  digest: string,
  batch: number,
  next: Pick<Adopted, "kind" | "signature">,
  before: Pick<Adopted, "kind" | "signature"> | undefined,
) {
  if (before === undefined) return;
  throw new SettlementMismatchError(
    digest,
    `batch ${batch} was ${before.kind} by ${before.signature} and ${next.kind} by ${next.signature}.`,
  );
}

async function append(
  ledger: Ledger,
  adopted: Adoption["adopted"],
  plans: {
    readonly manifests: ReadonlyMap<string, Plan>;
    readonly known: ReadonlyMap<string, Plan>;
  },
): Promise<void> {
  const digests = new Set(adopted.map(({ digest }) => digest));
  const lost = [...plans.manifests]
    .filter(([digest]) => digests.has(digest) && !plans.known.has(digest))
    .toSorted(([, a], [, b]) => (nameOf(a) < nameOf(b) ? -1 : 1));
  const entries: LedgerEntry[] = lost.map(([digest, plan]) => ({
    kind: "plan_adopted",
    payload: { digest, period: plan.period, revision: plan.revision, plan: planToJson(plan) },
    actor: "operator",
    uniqueKey: nameTaken(plan, plans.known)
      ? `plan_adopted:${digest}`
      : // As a plan that is proposed: there is one of a period and revision.
        `plan:${plan.period}:${plan.revision}`,
  }));
  for (const { kind, digest, batch, signature, slot } of adopted) {
    const ended = { digest, batch, signature, slot };
    entries.push({
      kind: "payment_adopted",
      payload: { ...ended, purpose: PURPOSES[kind] },
      actor: "operator",
      uniqueKey: `payment_adopted:${signature}`,
    });
    if (kind !== "paid" && kind !== "voided") continue;
    const name = kind === "paid" ? "batch_paid" : "batch_voided";
    entries.push({
      kind: name,
      payload: ended,
      actor: "operator",
      uniqueKey: `${name}:${digest}:${batch}`,
    });
  }
  await ledger.appendAll(entries, {
    guard: (events) => {
      for (const [digest, plan] of lost) assertUnpaidBeside(events, digest, plan);
      for (const { digest, batch, kind, ...landed } of adopted) {
        if (kind !== "paid" && kind !== "voided") continue;
        const ending = { kind, ...landed };
        const state = distributionState(events, digest, new Date(0))?.batches[batch];
        if (state?.status !== "paid" && state?.status !== "voided") continue;
        const { status, signature } = state;
        if (signature === ending.signature) continue;
        assertFirst(digest, batch, ending, { kind: status, signature: `${signature}` });
      }
    },
  });
}

/** Whether the ledger made another plan of that revision, not knowing of this one. */
function nameTaken({ period, revision }: Plan, known: ReadonlyMap<string, Plan>): boolean {
  return [...known.values()].some((one) => one.period === period && one.revision === revision);
}

/** Of two plans of a month that do not follow one another, one at the most was ever paid. */
function assertUnpaidBeside(events: readonly AnyLedgerEvent[], digest: string, plan: Plan): void {
  for (const other of plansOf(events)) {
    const isOfLine = other.plan.revision < plan.revision || other.plan.predecessor === digest;
    if (other.plan.period !== plan.period || other.digest === digest || isOfLine) continue;
    const paid = batchStates(events, other.digest, other.plan).find(
      ({ status }) => status === "paid" || status === "signed",
    );
    if (paid === undefined) continue;
    throw new SettlementMismatchError(
      digest,
      `the chain shows it, and batch ${paid.batch} of plan ${other.digest.slice(0, 12)}, of the ` +
        `same month ${plan.period}, is ${paid.status}.`,
    );
  }
}

const PURPOSES: Readonly<Record<Adopted["kind"], PaymentMemo["purpose"]>> = {
  paid: "pay",
  voided: "void",
  opened: "open",
  closed: "close",
  reclaimed: "reclaim",
};
const MARKED = { open: "opened", close: "closed", reclaim: "reclaimed" } as const;

/** In the order in which plans follow one another. */
function nameOf({ period, revision }: Plan): string {
  return `${period} ${`${revision}`.padStart(9, "0")}`;
}
