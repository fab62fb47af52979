import { setTimeout as pause } from "node:timers/promises";

import type { Ledger } from "../../warehouse/ledger/store/ledger.ts";
import { payableLines } from "../../warehouse/ledger/plan/plan.ts";
import type { AttemptState, BatchState } from "../../warehouse/ledger/distribution/batch-state.ts";
import { assertPlanFees, DEFAULT_CAPS, type Caps } from "./caps.ts";
import type { ChainPort } from "./chain/port.ts";
import { assertKnowsPayments } from "./anchors.ts";
import { assertPays, assertVoids } from "./decode-payout.ts";
import {
  SettlementNeedsReviewError,
  SettlementRefusedError,
  SimulationRefusedError,
} from "./errors.ts";
import { openJournal, type BatchInHand } from "./journal.ts";
import { createObserver, type Outcome } from "./observe.ts";
import { receiptAddress } from "./payout.ts";
import { assertNoneTaken, reconciled, type Settled } from "./reconcile.ts";
import { tokenAccountOf, tokenAddress } from "./recipients.ts";
import {
  assertAlone,
  assertFunded,
  assertGenesis,
  assertSameChain,
  badLines,
  movedLines,
} from "./settleable.ts";
import { type SendStop, sendStops } from "./stop-messages.ts";
import { tellingStops } from "./tell-stops.ts";
import { assertAllowance, refusedByTreasury } from "./treasury/allowance.ts";
import { noteLeftOver } from "./treasury/left-over.ts";
import { createOpenings } from "./opening.ts";
import type { Purpose as MemoPurpose } from "./payment-memo.ts";
import { LOOK_BEHIND_SLOTS_MAX } from "./reclaim/reclaim-limits.ts";
import { signAttempt, type SignedAttempt } from "./sign-attempt.ts";
import { SignerRefusedError } from "./signer/errors.ts";
import type { Signer } from "./signer/port.ts";
import { unitPrice } from "./unit-price.ts";

/** Where a test stops the process: between two effects. */
export type SettlementFailpoint = "after journal" | "after send";

export interface SettlementLimits {
  /** Signed transactions of one batch, of either purpose, before a person is asked. */
  readonly attemptsMax: number;
  /** Refusals by the chain itself before a person is asked: a frozen account stays frozen. */
  readonly failuresMax: number;
  /** How long one observation waits for an ending. */
  readonly watchMs: number;
  /** Looks begin close together and end this far apart. */
  readonly lookEveryMs: number;
  /** The most that is paid for a unit of compute; 0 asks for no place before others. */
  readonly unitPriceMaxMicroLamports: bigint;
}

export interface SettlementDeps {
  readonly ledger: Pick<Ledger, "append" | "appendAll" | "head" | "read" | "seqOf">;
  readonly chain: ChainPort;
  /** Who has the key, and looks at each payment once more before it signs. */
  readonly signer: Signer;
  /** Decides whether a plan has expired, and nothing else. */
  readonly clock: { now(): number };
  readonly failpoint?: (point: SettlementFailpoint) => void | Promise<void>;
  readonly limits?: Partial<SettlementLimits>;
  /** The most that may be spent, whatever a node says. */
  readonly caps?: Caps;
  /** Tells people why paying stands still. */
  readonly sendStop?: SendStop;
}

/** The pause after the first look; each further one is twice as long, up to `lookEveryMs`. */
const FIRST_PAUSE_MS = 50;

const LIMITS: SettlementLimits = {
  attemptsMax: 10,
  failuresMax: 2,
  watchMs: 2_000,
  lookEveryMs: 400,
  unitPriceMaxMicroLamports: 0n,
};

export interface BatchInput {
  readonly digest: string;
  readonly batch: number;
}

type Purpose = Extract<MemoPurpose, "pay" | "void">;

/**
 * `opening`: nothing was signed, since the plan does not hold its month on the chain yet. `in_doubt`:
 * nothing was signed, since the receipt is taken or the plan closed; observing the batch says by
 * whom, or since the nodes are too far apart to tell.
 * `unpayable`: nothing was signed, since a line of it was set aside; it is to be voided. `stopped`:
 * nothing was signed, since somebody holds the plan or asked to void it.
 */
export type Prepared =
  | "opening"
  | "signed"
  | "paid"
  | "voided"
  | "in_doubt"
  | "unpayable"
  | "stopped";

/**
 * Pays approved plans, each line at most once: a payment is journalled before it is sent, a new one
 * is signed only when the old one can never land, and each batch has a receipt on the chain that
 * only one transaction can create. Every activity finds its own finished work and does it once.
 */
export function createSettlementActivities(deps: SettlementDeps) {
  const { ledger, chain, signer, clock, failpoint, caps = DEFAULT_CAPS } = deps;
  const limits = { ...LIMITS, ...deps.limits };
  const journal = openJournal(ledger, signer, clock);
  const look = createObserver(chain, journal);
  const { unitPriceMaxMicroLamports } = limits;
  const opened = createOpenings({ chain, signer, journal, caps, unitPriceMaxMicroLamports });

  async function prepare({ digest, batch }: BatchInput, purpose: Purpose): Promise<Prepared> {
    const inHand = await journal.batch(digest, batch);
    const { status, attempts } = inHand.state;
    if (status === "paid" || status === "voided") return status;
    const open = attempts.filter((attempt) => attempt.status === "open");
    if (open.some((attempt) => attempt.purpose === purpose)) return "signed";
    // A void on its way is waited for; a payment on its way may be voided all the same.
    if (purpose === "pay" && open.length > 0) return "in_doubt";
    if (purpose === "pay") {
      if (await journal.isStopped(digest)) return "stopped";
      if (!(await isPayable(digest, inHand))) return "unpayable";
      if (!(await isOpened(digest))) return "opening";
    }

    await assertGenesis(chain, digest, inHand.genesis);
    try {
      const signed = await signedAttempt(digest, inHand, purpose);
      if (signed === "in_doubt" || signed === "unpayable") return signed;
      await journal.signed({
        digest,
        batch,
        attempt: attempts.length + 1,
        purpose,
        wire: Buffer.from(signed.wire).toString("base64"),
        signature: signed.signature,
        blockhash: signed.blockhash,
        last_valid_block_height: signed.lastValidBlockHeight,
      });
    } catch (error) {
      // Held or stopped while it was being signed: what nobody journalled is never sent.
      const isRefused =
        error instanceof SettlementRefusedError || error instanceof SignerRefusedError;
      if (isRefused && (await journal.isStopped(digest))) return "stopped";
      if (isRefused && !(await isPayable(digest, inHand))) return "unpayable";
      throw error;
    }
    await failpoint?.("after journal");
    return "signed";
  }

  /**
   * Whether neither the batch has a receipt nor its plan is closed, as seen where the block hash is
   * from, or about there. A plan that is closed may have had its receipts taken back.
   */
  async function isFree({ payout, closing }: BatchInHand, slot: number): Promise<boolean> {
    const guards = [receiptAddress(payout), closing];
    const { contextSlot, values } = await chain.accounts(guards, "confirmed");
    if (contextSlot < slot - LOOK_BEHIND_SLOTS_MAX) return false;
    return values.every((account) => account === null);
  }

  /** Waits a little for the plan to hold its month. */
  async function isOpened(digest: string): Promise<boolean> {
    const end = await watched(
      () => opened(digest),
      (outcome) => outcome === "open",
    );
    return end === "open";
  }

  /** Looks until it is over, or a person has waited long enough for an answer. */
  async function watched<End>(
    lookOnce: () => Promise<End>,
    isOver: (end: End) => boolean,
  ): Promise<End> {
    const began = performance.now();
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, limits.lookEveryMs)) {
      const end = await lookOnce();
      if (isOver(end) || performance.now() - began >= limits.watchMs) return end;
      await pause(pauseMs);
    }
  }

  /** Or why nothing was signed: its receipt is there, or the chain would refuse it for its wallets. */
  async function signedAttempt(
    digest: string,
    inHand: BatchInHand,
    purpose: Purpose,
  ): Promise<SignedAttempt | "in_doubt" | "unpayable"> {
    const { payout, state } = inHand;
    const unitPriceMicroLamports = await unitPrice(chain, payout, {
      attempt: state.attempts.length + 1,
      max: limits.unitPriceMaxMicroLamports,
    });
    const ledgerHead = await journal.head();
    const given = {
      digest,
      purpose,
      unitPriceMicroLamports,
      ledgerHead,
      caps,
      isFree: async (slot: number) => await isFree(inHand, slot),
    };
    try {
      return (await signAttempt(chain, signer, payout, given)) ?? "in_doubt";
    } catch (error) {
      if (purpose !== "pay" || !(error instanceof SimulationRefusedError)) throw error;
      if (await areSetAside(digest, state)) return "unpayable";
      // What the treasury's owner took back is said as that, with the way out.
      await assertAllowance(chain, journal.stateOf(await journal.everything(), digest));
      throw error;
    }
  }

  /** Sets aside the lines of a batch whose wallets cannot be paid; false where all can. */
  async function areSetAside(digest: string, state: BatchState): Promise<boolean> {
    const { plan } = await journal.planOf(digest);
    const lines = await badLines(chain, { plan, batches: [state] });
    await journal.setAside(digest, lines);
    return lines.length > 0;
  }

  /** False where a line of the batch was set aside; throws where a person has to decide. */
  async function isPayable(digest: string, { state, payout }: BatchInHand): Promise<boolean> {
    const events = await journal.about(digest);
    const all = journal.payable(events, digest);
    assertAlone(events, all);
    const { batch, lineIds, attempts } = state;
    if (all.setAside.some(({ lineId }) => lineIds.includes(lineId))) return false;
    const moved = movedLines(events, { ...all, batches: [state] });
    await journal.setAside(digest, moved);
    if (moved.length > 0) return false;
    const refusals = attempts.filter(({ status }) => status === "failed").length;
    const failures =
      refusals === 0 ? 0 : refusals - refusedByTreasury(events, { digest, batch }, payout);
    if (failures < limits.failuresMax && attempts.length < limits.attemptsMax) return true;
    if (await areSetAside(digest, state)) return false;
    const plan = { digest, period: all.plan.period };
    throw new SettlementNeedsReviewError(
      plan,
      batch,
      failures >= limits.failuresMax
        ? `the chain refused it ${failures} times.`
        : `${attempts.length} transactions of it came to nothing.`,
    );
  }

  async function send(
    digest: string,
    { payout, genesis }: BatchInHand,
    attempt: AttemptState,
  ): Promise<void> {
    await assertGenesis(chain, digest, genesis);
    const wire = Buffer.from(attempt.wire, "base64");
    // What was journalled is not believed either.
    if (attempt.purpose === "pay") assertPays(wire, payout);
    else assertVoids(wire, payout);
    await chain.send(wire);
    await failpoint?.("after send");
  }

  const activities = {
    /**
     * Refuses a plan that must not or cannot be paid now, and says why. `firstOpenBatch` is the
     * first that is neither paid nor voided; `batchCount` where all are. Lines whose wallets cannot
     * be paid are set aside: their batches are then found unpayable, and the others are paid.
     */
    async checkSettleable({ digest }: { digest: string }) {
      const events = await journal.everything();
      const state = journal.payable(events, digest);
      const batchCount = state.batches.length;
      const isClosed = (status: string) => status === "paid" || status === "voided";
      const found = state.batches.findIndex(({ status }) => !isClosed(status));
      const firstOpenBatch = found === -1 ? batchCount : found;
      const voidedCount = state.batches.filter(({ status }) => status === "voided").length;
      const counts = { batchCount, firstOpenBatch, voidedCount };
      if (state.settlement !== null) return { ...counts, owedBaseUnits: "0" };
      await assertSameChain(chain, signer, events, state);
      await assertKnowsPayments(chain, ledger, signer.address);
      assertAlone(events, state);
      const bad = await badLines(chain, state);
      await journal.setAside(digest, [...bad, ...movedLines(events, state)]);
      const funded = journal.stateOf(await journal.everything(), digest);
      assertPlanFees(caps, funded, limits.unitPriceMaxMicroLamports);
      const { owed } = await assertFunded(chain, funded, caps);
      return { ...counts, owedBaseUnits: `${owed}` };
    },

    /** Journals a signed payment of the batch, unless there is one that may still land. */
    async prepareBatch(input: BatchInput): Promise<{ outcome: Prepared }> {
      return { outcome: await prepare(input, "pay") };
    },

    /** Sends the newest journalled bytes that may still land, as often as it is called. */
    async sendBatch({ digest, batch }: BatchInput): Promise<void> {
      const inHand = await journal.batch(digest, batch);
      const { status, attempts } = inHand.state;
      const open = attempts.findLast((attempt) => attempt.status === "open");
      if (status === "paid" || status === "voided" || open === undefined) return;
      await send(digest, inHand, open);
    },

    /** Waits a little for the batch to end, and journals what the chain finally says. */
    async observeBatch({ digest, batch }: BatchInput): Promise<{ outcome: Outcome }> {
      const outcome = await watched(
        () => look(digest, batch),
        (end) => end !== "pending",
      );
      if (outcome === "voided")
        await noteLeftOver(chain, journal, journal.stateOf(await journal.about(digest), digest));
      return { outcome };
    },

    /** Takes the receipt of a batch, so that it can never be paid. Needs no approval. */
    async voidBatch(input: BatchInput): Promise<{ outcome: Prepared }> {
      const outcome = await prepare(input, "void");
      if (outcome === "signed") await activities.sendBatch(input);
      return { outcome };
    },

    /** Proves to the unit that the treasury gave what the plan says, and closes the distribution. */
    async reconcile({ digest }: { digest: string }): Promise<Settled> {
      const events = await journal.everything();
      const state = journal.stateOf(events, digest);
      if (state.settlement !== null) return state.settlement;
      const { plan, payout } = await journal.planOf(digest);
      await assertGenesis(chain, digest, plan.chain.genesis);
      const { settled, foreign } = await reconciled(chain, events, state, payout);
      for (const found of foreign)
        await journal.note("foreign_transfer_found", found, found.signature);
      assertNoneTaken(journal.stateOf(await journal.everything(), digest));
      await noteLeftOver(chain, journal, state);
      await journal.settled(settled, plan.expired);
      return settled;
    },

    /** What each wallet of the plan holds, as the chain finally says. */
    async balances({ digest }: { digest: string }) {
      const { plan } = await journal.planOf(digest);
      const wallets = [...new Set(payableLines(plan).map(({ wallet }) => wallet))].toSorted();
      const addresses = wallets.map((wallet) => tokenAddress(wallet, plan.chain.mint));
      const { values } = await chain.accounts(addresses, "finalized");
      return wallets.map((wallet, index) => ({
        wallet,
        amountBaseUnits: `${tokenAccountOf(values[index] ?? null)?.amount ?? 0n}`,
      }));
    },
  };
  const tell = async () => {
    if (deps.sendStop !== undefined) await sendStops(ledger, deps.sendStop);
  };
  return tellingStops(activities, journal, tell);
}
