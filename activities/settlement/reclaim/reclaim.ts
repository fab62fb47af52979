import type { LedgerPayloads } from "../../../warehouse/ledger/store/events.ts";
import type { Ledger } from "../../../warehouse/ledger/store/ledger.ts";
import {
  reclaimState,
  type ReclaimAttempt,
} from "../../../warehouse/ledger/distribution/reclaim-state.ts";
import { assertKnowsPayments } from "../anchors.ts";
import { DEFAULT_CAPS, type Caps } from "../caps.ts";
import type { ChainPort, SignatureStatus } from "../chain/port.ts";
import { base58Bytes } from "../chain/transaction/base58.ts";
import { putSignature, signatureOf } from "../chain/transaction/message.ts";
import { addressText } from "../chain/transaction/programs.ts";
import { ChainMismatchError, SettlementMismatchError } from "../errors.ts";
import { openJournal } from "../journal.ts";
import { createPlaces } from "../opening.ts";
import { receiptAddress } from "../payout.ts";
import { assertGenesis, assertSameChain } from "../settleable.ts";
import type { Signer } from "../signer/port.ts";
import { createMarks } from "../take-mark.ts";
import { unitPrice } from "../unit-price.ts";
import { anchorFault, attemptFault, settlingOf, type Fault, type Settling } from "./may-reclaim.ts";
import { AFTER_CLOSING_BLOCKS } from "./reclaim-limits.ts";
import {
  assertReclaimFees,
  assertReclaims,
  decodeReclaim,
  RECEIPTS_MAX,
  reclaimWire,
  type Reclaiming,
  type Refund,
} from "./reclaim-message.ts";

/** Where a test stops the process: between two effects. */
export type ReclaimFailpoint = "after closing" | "after reclaim journal" | "after reclaim send";

export interface ReclaimDeps {
  readonly ledger: Pick<Ledger, "append" | "appendAll" | "head" | "read" | "seqOf">;
  readonly chain: ChainPort;
  readonly signer: Signer;
  readonly clock: { now(): number };
  readonly caps?: Caps;
  readonly unitPriceMaxMicroLamports?: bigint;
  readonly failpoint?: (point: ReclaimFailpoint) => void | Promise<void>;
}

/**
 * `refused`: and why. `closable`: it may be closed, which comes first. `closing`: that is on its way.
 * `waiting`: until what others may have signed before has expired. `reclaimable`: receipts may be
 * taken back, or are about to be. `reclaimed`: none is left.
 */
export type ReclaimStand =
  | { readonly code: "refused"; readonly fault: Fault }
  | { readonly code: "waiting"; readonly blocksLeft: number }
  | { readonly code: "closable" | "closing" | "reclaimable" | "reclaimed" };

/** What the receipts of a plan lock, and whether it may be taken back. */
export interface ReclaimReport {
  readonly digest: string;
  readonly period: string;
  readonly revision: number;
  readonly receiptCount: number;
  readonly lockedLamports: bigint;
  readonly reclaimedLamports: bigint;
  readonly stand: ReclaimStand;
}

/** Transactions of one plan that are on their way at a time. */
const WINDOW = 8;
/** Refusals by the chain itself before a person is asked. */
const FAILURES_MAX = 3;
/** Simulated with what three of four need at the most. */
const FIRST_UNITS = 100_000;
const MARGIN_UNITS = 2_000;

/**
 * Takes back what the receipts of settled months locked. A receipt refuses a second payment; so that
 * something refuses it once it is gone, the plan is closed on the chain first, for ever, and the
 * receipts are taken once all that may have been signed before that has expired. Each step finds its
 * own finished work, so that it goes on wherever it was stopped.
 */
export function createReclaiming(deps: ReclaimDeps) {
  const { ledger, chain, signer, clock, failpoint, caps = DEFAULT_CAPS } = deps;
  const { unitPriceMaxMicroLamports = 0n } = deps;
  const journal = openJournal(ledger, signer, clock);
  const taking = { chain, signer, journal, caps, unitPriceMaxMicroLamports };
  const placeOf = createPlaces(taking);
  const marks = createMarks(taking, "close");
  /** Of what this process took back. */
  let failures = 0;

  /** All that speaks against it, by ledger and chain; null: it may be closed. */
  async function faultOf(settling: Settling): Promise<Fault | null> {
    const { digest, plan } = settling;
    const { height } = await chain.finalizedView();
    const open = attemptFault(settling, height);
    if (open !== null) return open;
    const unanchored = await anchorFault(chain, ledger, await ledger.read(), settling);
    if (unanchored !== null) return unanchored;
    // Another plan of the month could be paid, were its place free.
    const place = await placeOf(digest);
    if (place === "held") return null;
    const found = place === "pending" ? place : receiptAddress(place);
    return { code: "place_not_held", found, expected: plan.period };
  }

  /** Receipts of the plan that are final, and what they hold; those that are on their way out left out. */
  async function receiptsOf({ digest, batches }: Settling): Promise<ReadonlyMap<number, Refund>> {
    const { payout } = await journal.planOf(digest);
    const receipts = batches.map(({ batch }) => payout(batch).receipt);
    const addresses = receipts.map(({ key }) => addressText(key));
    const final = await chain.accounts(addresses, "finalized");
    const newest = await chain.accounts(addresses, "confirmed");
    return new Map(
      receipts.flatMap((receipt, batch) => {
        const lamports = final.values[batch]?.lamports;
        const isThere = lamports !== undefined && newest.values[batch]?.lamports === lamports;
        return isThere ? [[batch, { receipt, lamports }] as const] : [];
      }),
    );
  }

  async function standOf(settling: Settling, receiptCount: number): Promise<ReclaimStand> {
    const { digest, batches } = settling;
    const { closed, attempts } = reclaimState(await ledger.read(), digest);
    if (batches.length === 0) return { code: "reclaimed" };
    if (closed === null) {
      const fault = await faultOf(settling);
      return fault === null ? { code: "closable" } : { code: "refused", fault };
    }
    const { closing } = await journal.planOf(digest);
    const { height } = await chain.finalizedView();
    const { values } = await chain.accounts([receiptAddress(closing)], "finalized");
    if ((values[0] ?? null) === null)
      throw new ChainMismatchError(
        `The ledger says that plan ${digest.slice(0, 12)} was closed by ${closed.signature}, and the ` +
          `chain has no ${receiptAddress(closing)}: it is older than the ledger. Restore the ` +
          "chain's newer state; nothing is taken back until then.",
      );
    const isOpen = attempts.some(({ status }) => status === "open");
    if (receiptCount === 0 && !isOpen) return { code: "reclaimed" };
    const blocksLeft = closed.height + AFTER_CLOSING_BLOCKS + 1 - height;
    return blocksLeft > 0 ? { code: "waiting", blocksLeft } : { code: "reclaimable" };
  }

  async function reportOf(
    digest: string,
  ): Promise<{ report: ReclaimReport; settling: Settling | null }> {
    const events = await ledger.read();
    const { plan } = await journal.planOf(digest);
    const { period, revision } = plan;
    const settling = settlingOf(events, digest, signer.address);
    const { reclaimedLamports } = reclaimState(events, digest);
    const named = { digest, period, revision, reclaimedLamports };
    if ("code" in settling) {
      const stand = { code: "refused", fault: settling } as const;
      return { settling: null, report: { ...named, receiptCount: 0, lockedLamports: 0n, stand } };
    }
    await assertGenesis(chain, digest, plan.chain.genesis);
    const receipts = await receiptsOf(settling);
    const lockedLamports = [...receipts.values()].reduce((sum, { lamports }) => sum + lamports, 0n);
    const stand = await standOf(settling, receipts.size);
    return { settling, report: { ...named, receiptCount: receipts.size, lockedLamports, stand } };
  }

  /** Closes the plan for ever. Whoever signs it again makes the same account or none. */
  async function close({ digest }: Settling): Promise<void> {
    const { closing } = await journal.planOf(digest);
    if (await marks.isOnItsWay(digest)) return;
    const address = receiptAddress(closing);
    const { values } = await chain.accounts([address], "finalized");
    if ((values[0] ?? null) === null) {
      await marks.take(digest, closing);
      await failpoint?.("after closing");
      return;
    }
    // Whoever made it: that it is there keeps everybody from signing.
    const history = await chain.signaturesOf(address);
    const made = history.findLast(({ error }) => error === null);
    const { slot, height } = await chain.finalizedView();
    // A node that is behind would say a height at which it was not there yet.
    if (made === undefined || slot < made.slot) return;
    await journal.note(
      "plan_closed",
      { digest, signature: made.signature, slot: made.slot, height },
      digest,
    );
    marks.forget(digest);
  }

  /** What became of those that are on their way; what may still land is sent again. */
  async function follow(digest: string, open: readonly ReclaimAttempt[]): Promise<void> {
    if (open.length === 0) return;
    const view = await chain.finalizedView();
    const { contextSlot, values } = await chain.statuses(open.map(({ signature }) => signature));
    for (const [index, { attempt, wire, lastValidBlockHeight }] of open.entries()) {
      const status = values[index] ?? null;
      const isPast = view.height > lastValidBlockHeight && contextSlot >= view.slot;
      const outcome = outcomeOf(status, isPast);
      if (outcome === null) {
        if (status === null) await send(digest, wire);
        continue;
      }
      const evidence = JSON.stringify({ ...status, finalized_height: view.height });
      const ended = { digest, attempt, outcome, evidence };
      await journal.note("reclaim_ended", ended, `${digest}:${attempt}`);
      if (outcome === "failed") failures += 1;
      if (failures < FAILURES_MAX) continue;
      throw new SettlementMismatchError(
        digest,
        `the chain refused ${failures} times to give rents back, lastly: ${evidence}.`,
      );
    }
  }

  /** What was journalled is not believed either: only receipts of this plan are taken. */
  async function send(digest: string, text: string): Promise<void> {
    const wire = Buffer.from(text, "base64");
    const { plan, payout } = await journal.planOf(digest);
    const own = new Set(plan.batches.map((_, batch) => receiptAddress(payout(batch))));
    const taken = decodeReclaim(wire)?.refunds ?? [];
    if (taken.length === 0 || taken.some(({ receipt }) => !own.has(addressText(receipt.key))))
      throw new SettlementMismatchError(digest, "what is to take its receipts back does not.");
    await chain.send(wire);
    await failpoint?.("after reclaim send");
  }

  /** Signs and journals what takes these back; then sends it. */
  async function takeBack(
    settling: Settling,
    attempt: number,
    chunk: readonly (readonly [number, Refund])[],
  ): Promise<void> {
    const { digest } = settling;
    const { payout } = await journal.planOf(digest);
    const refunds = chunk.map(([, refund]) => refund);
    const reclaiming = { settler: signer.publicKey, of: payout(0).of, attempt, refunds };
    const signed = await signedReclaim(digest, reclaiming);
    const written = await journal.reclaimSigned({
      digest,
      attempt,
      batches: chunk.map(([batch]) => batch),
      lamports: `${refunds.reduce((sum, { lamports }) => sum + lamports, 0n)}`,
      ...signed,
    });
    // Another process was first: its bytes count.
    if (!written) return;
    await failpoint?.("after reclaim journal");
    await send(digest, signed.wire);
  }

  /** Builds the bytes, reads them back and compares, and only then signs them. */
  async function signedReclaim(digest: string, reclaiming: Reclaiming) {
    const { blockhash, lastValidBlockHeight } = await chain.latestBlockhash();
    const ledgerHead = await journal.head();
    const { publicKey } = signer;
    const emptied = reclaiming.refunds.map(({ receipt }) => ({ tokenAccount: receipt.key }));
    const writes = { settler: publicKey, treasury: publicKey, recipients: emptied };
    const paying = { attempt: 1, max: unitPriceMaxMicroLamports };
    const unitPriceMicroLamports = await unitPrice(chain, writes, paying);
    const known = { blockhash: base58Bytes(blockhash, 32), ledgerHead };
    const trial = reclaimWire(reclaiming, {
      ...known,
      unitPriceMicroLamports: 0n,
      units: FIRST_UNITS,
    });
    const { error, units } = await chain.simulate(trial);
    if (error !== null)
      throw new Error(
        `The chain would not give the receipts' rents back: ${JSON.stringify(error)}.`,
      );
    const limit = units + MARGIN_UNITS;
    const wire = reclaimWire(reclaiming, { ...known, unitPriceMicroLamports, units: limit });
    assertReclaimFees(caps, assertReclaims(wire, reclaiming));
    const asked = { digest, batch: reclaiming.attempt, purpose: "reclaim", place: null } as const;
    putSignature(wire, await signer.sign({ ...asked, wire }));
    return {
      wire: Buffer.from(wire).toString("base64"),
      signature: signatureOf(wire),
      blockhash,
      last_valid_block_height: lastValidBlockHeight,
    };
  }

  async function takeAll(settling: Settling): Promise<void> {
    const { digest } = settling;
    const before = reclaimState(await ledger.read(), digest).attempts;
    await follow(
      digest,
      before.filter(({ status }) => status === "open"),
    );
    const { attempts } = reclaimState(await ledger.read(), digest);
    const open = attempts.filter(({ status }) => status === "open");
    const busy = new Set(open.flatMap(({ batches }) => batches));
    const left = [...(await receiptsOf(settling))].filter(([batch]) => !busy.has(batch));
    for (let window = open.length; window < WINDOW && left.length > 0; window += 1) {
      const attempt = attempts.length + 1 + window - open.length;
      await takeBack(settling, attempt, left.splice(0, RECEIPTS_MAX));
    }
  }

  return {
    /** What the receipts of a plan lock, and how it stands with them. Nothing is signed. */
    async look(digest: string): Promise<ReclaimReport> {
      return (await reportOf(digest)).report;
    },

    /** Does what is next, and says how it then stands. */
    async step(digest: string): Promise<ReclaimReport> {
      const { report, settling } = await reportOf(digest);
      const { code } = report.stand;
      if (settling === null || code === "refused" || code === "reclaimed") return report;
      // A ledger that is older does not know what it would take the guards away from.
      await assertKnowsPayments(chain, ledger, signer.address);
      await assertSameChain(
        chain,
        signer,
        await ledger.read(),
        journal.stateOf(await ledger.read(), digest),
      );
      if (code === "closable") await close(settling);
      else if (code === "reclaimable") await takeAll(settling);
      const after = (await reportOf(digest)).report;
      // A closing that was sent is on its way until it is final.
      return after.stand.code === "closable" ? { ...after, stand: { code: "closing" } } : after;
    },
  };
}

/** Null: it may still land, or vanish. */
function outcomeOf(
  status: SignatureStatus | null,
  isPast: boolean,
): LedgerPayloads["reclaim_ended"]["outcome"] | null {
  if (status === null) return isPast ? "expired" : null;
  if (status.commitment !== "finalized") return null;
  return status.error === null ? "landed" : "failed";
}
