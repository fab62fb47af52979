import { sign as ed25519Sign } from "node:crypto";

import {
  distributionState,
  type DistributionState,
} from "../../../warehouse/ledger/distribution/distribution-state.ts";
import { openConcerning } from "../../../warehouse/ledger/distribution/concerning.ts";
import { sha256Hex } from "../../../warehouse/ledger/plan/bytes.ts";
import { encodePlan } from "../../../warehouse/ledger/plan/plan-codec.ts";
import {
  planFromJson,
  planToJson,
  type PlanJson,
} from "../../../warehouse/ledger/plan/plan-json.ts";
import type { Plan } from "../../../warehouse/ledger/plan/plan.ts";
import { predecessorsOf } from "../../../warehouse/ledger/plan/proposed-plans.ts";
import type { AnyLedgerEvent } from "../../../warehouse/ledger/store/events.ts";
import type { LedgerReader } from "../../../warehouse/ledger/store/ledger-reader.ts";
import { assertSpends, DEFAULT_CAPS, SpendingCapError, type Caps } from "../caps.ts";
import type { Settler } from "../chain/settler-key.ts";
import { messageOf, parseWire } from "../chain/transaction/wire.ts";
import {
  assertCloses,
  assertOpens,
  assertPays,
  assertVoids,
  type DecodedPayout,
} from "../decode-payout.ts";
import { SettlementRefusedError, voidHint } from "../errors.ts";
import { isSignedBy } from "../evidence.ts";
import { closingOf, openingOf } from "../mark.ts";
import { parseMemo, type Purpose } from "../payment-memo.ts";
import { payoutsOf, totalOf, type Payout } from "../payout.ts";
import { assertAlone } from "../settleable.ts";
import { assertClosed, assertKeepsReceipts, assertSettled, readReclaim } from "./after-settling.ts";
import { bytesError, notPayable, type Admitted, type Asked, type ReadBytes } from "./asked.ts";
import { SignerRefusedError } from "./errors.ts";
import type { Signer } from "./port.ts";
import { assertUnspent, proposedIn } from "./spent-lines.ts";
import type { PaidBatch, SignerStore } from "./store.ts";
import { assertTokenCaps, HOUR_MS, NO_TOKEN_CAPS, type TokenCaps } from "./token-caps.ts";

/** The ledger as the signer reads it: nobody hands it events. */
export type LedgerCopy = Pick<LedgerReader, "read">;

export interface SignerDeps {
  readonly settler: Settler;
  readonly ledger: LedgerCopy;
  readonly store: SignerStore;
  /** Decides whether a plan has expired, and how much an hour may spend. */
  readonly clock: { now(): number };
  readonly caps?: Caps;
  readonly tokenCaps?: TokenCaps;
}

/** By purpose: what must hold beside the bytes, and what the bytes are read by. */
interface Rule {
  readonly assertAllowed: (asked: Asked) => void;
  readonly read: (asked: Asked) => ReadBytes;
}

/** Of plans that are kept put together. */
const KEPT_PLANS_MAX = 4;

/** A plan's digest, its closing, or a place of a month: nothing else has a salt. */
const SALTED =
  /^(?:[0-9a-f]{64}|closing [0-9a-f]{64}|opening (?:\d{4}-\d{2}|[0-9a-f]{64}) \d{1,4})$/;

/**
 * Holds the key and decides by itself. What it is asked to sign it reads from the bytes; what may be
 * signed it reads from the ledger, by the same pure functions as everybody, from its own copy of the
 * plan and from its own memory of what it has signed.
 */
export function createSigner(deps: SignerDeps): Signer {
  const { settler, ledger, store, clock, caps = DEFAULT_CAPS, tokenCaps = NO_TOKEN_CAPS } = deps;
  const concerning = openConcerning();
  const plans = new Map<string, Admitted>();
  /** How far the events were looked through for what was paid. */
  let looked: { readonly last: string; readonly count: number } | null = null;

  const rules: Readonly<Record<Purpose, Rule>> = {
    pay: {
      assertAllowed(asked) {
        assertKeepsReceipts(asked, store);
        assertApproved(asked);
      },
      read: reading(batchOf, assertPays),
    },
    // It pays nobody, and a plan that may not be paid any more has to be voided.
    void: {
      assertAllowed: (asked) => assertKeepsReceipts(asked, store),
      read: reading(batchOf, assertVoids),
    },
    open: { assertAllowed: assertApproved, read: reading(placeOf, assertOpens) },
    close: {
      assertAllowed: (asked) => assertSettled(asked, settler),
      read: reading(
        ({ admitted, digest }) => closingOf(admitted.plan, digest, settler),
        assertCloses,
      ),
    },
    reclaim: {
      assertAllowed: (asked) => assertClosed(asked, settler),
      read: (asked) => readReclaim(asked, settler),
    },
  };

  function batchOf({ admitted: { plan, payout }, digest, batch }: Asked): Payout {
    if (plan.batches[batch] === undefined)
      throw bytesError(`plan ${digest.slice(0, 12)} has no batch ${batch}`);
    return payout(batch);
  }

  function placeOf({ admitted: { plan }, digest, place, events }: Asked): Payout {
    const line = predecessorsOf(events, plan);
    if (place === null || (place.after !== plan.period && !line.includes(place.after)))
      throw bytesError(`plan ${digest.slice(0, 12)} has no such place of ${plan.period}`);
    return openingOf(plan, digest, { settler, ...place });
  }

  /** The signer's own copy, or else the ledger's, whose digest was computed as it was read. */
  function admittedOf(events: readonly AnyLedgerEvent[], digest: string): Admitted {
    const known = plans.get(digest);
    if (known !== undefined) return known;
    const plan = ownCopyOf(digest) ?? proposedIn(concerning(events, digest), digest)?.plan ?? null;
    if (plan === null)
      throw notPayable(digest, "nobody proposed it; expected a plan of the ledger it reads");
    if (plan.chain.settler !== settler.address) {
      throw notPayable(
        digest,
        `it is paid by ${plan.chain.settler}, and the signer has the key of ${settler.address}`,
      );
    }
    const made = { plan, payout: payoutsOf(plan, digest, settler) };
    const [oldest] = plans.keys();
    if (plans.size >= KEPT_PLANS_MAX && oldest !== undefined) plans.delete(oldest);
    plans.set(digest, made);
    return made;
  }

  function ownCopyOf(digest: string): Plan | null {
    const text = store.planOf(digest);
    if (text === null) return null;
    const plan = planFromJson(JSON.parse(text) as PlanJson);
    const found = sha256Hex(encodePlan(plan));
    if (found !== digest) throw notPayable(digest, `the signer's copy of it gives digest ${found}`);
    return plan;
  }

  /** Approved by the committee's own signatures, timely, held by nobody, and alone. */
  function assertApproved({ events: all, admitted, digest }: Asked): void {
    const events = concerning(all, digest);
    const state = distributionState(events, digest, new Date(clock.now()));
    if (state === null) throw notPayable(digest, "nobody proposed it");
    if (!state.mayPay) throw notPayable(digest, whyNot(state));
    if (state.isExpired && !isBegun(events, state))
      throw notPayable(
        digest,
        `its time is over and nothing of it was signed; ${voidHint(admitted.plan.period)}`,
      );
    try {
      assertAlone(events, state);
    } catch (error) {
      if (!(error instanceof SettlementRefusedError)) throw error;
      throw new SignerRefusedError("signer_not_payable", error.message, { cause: error });
    }
    if (!store.hasPlan(digest))
      store.admit(digest, JSON.stringify(planToJson(admitted.plan)), clock.now());
  }

  /** Whether this key signed a payment of it before: an event that says so is no proof of that. */
  function isBegun(events: readonly AnyLedgerEvent[], { digest, batches }: DistributionState) {
    return (
      batches.some(({ batch }) => store.wasSigned({ digest, batch, purpose: "pay" })) ||
      events.some(({ kind, payload }) => kind === "payment_adopted" && payload.digest === digest) ||
      batches.some(({ attempts }) =>
        attempts.some(({ wire }) => isSignedBy(settler.publicKey, Buffer.from(wire, "base64"))),
      )
    );
  }

  /** What the bytes spend, and that they anchor an event which the ledger has. */
  function assertSaid({ events }: Asked, { memo, assertWithinCaps }: ReadBytes): void {
    const head = parseMemo(memo)?.head ?? null;
    // Nearly always the newest.
    const isKnown =
      head !== null && events.findLast(({ hash }) => hash.startsWith(head)) !== undefined;
    if (!isKnown) throw bytesError(`its memo names the event ${head}, which the ledger has not`);
    try {
      assertWithinCaps(caps);
    } catch (error) {
      if (!(error instanceof SpendingCapError)) throw error;
      throw new SignerRefusedError("signer_cap", error.message, { cause: error });
    }
  }

  /** Batches that the ledger called paid since it was looked at last. */
  function newlyPaid(events: readonly AnyLedgerEvent[]): readonly PaidBatch[] {
    const isSame = looked !== null && events[looked.count - 1]?.hash === looked.last;
    const from = isSame ? (looked?.count ?? 0) : 0;
    return events
      .slice(from)
      .flatMap(({ kind, payload }) =>
        kind === "batch_paid" ? [{ digest: payload.digest, batch: payload.batch }] : [],
      );
  }

  return {
    address: settler.address,
    publicKey: settler.publicKey,

    async saltOf(name) {
      if (!SALTED.test(name))
        throw bytesError("a salt is asked for what is neither plan nor closing nor place");
      return await Promise.resolve(settler.saltOf(name));
    },

    async sign(request) {
      const { digest, batch, purpose, wire } = request;
      const rule = rules[purpose];
      if (rule === undefined) throw bytesError(`nothing is signed for "${String(purpose)}"`);
      const events = await ledger.read();
      const asked: Asked = { ...request, events, admitted: admittedOf(events, digest) };
      rule.assertAllowed(asked);
      const read = readBytes(rule, asked);
      assertSaid(asked, read);
      const { payout } = read;
      const paying = purpose === "pay" ? payout : null;
      const lineIds = paying?.transfers.map(({ lineId }) => lineId) ?? [];
      assertUnspent(events, { store, settler }, { digest, lineIds });
      const isNew = !store.wasSigned(request);
      if (paying !== null && isNew) {
        const spentInHour = store.spentSince(clock.now() - HOUR_MS);
        assertTokenCaps(tokenCaps, asked.admitted.plan, paying, spentInHour);
      }
      const paid = newlyPaid(events);
      const amount = payout === null ? 0n : totalOf(payout);
      if (paid.length > 0 || isNew)
        store.note({ digest, batch, purpose, lineIds, amount, at: clock.now() }, paid);
      looked = { last: events.at(-1)?.hash ?? "", count: events.length };
      return ed25519Sign(null, messageOf(parseWire(wire)), settler.privateKey);
    },
  };
}

/** What is written as a batch: a payment, its void, or a mark. */
function reading(
  payoutOf: (asked: Asked) => Payout,
  read: (wire: Uint8Array, payout: Payout) => DecodedPayout,
): Rule["read"] {
  return (asked) => {
    const payout = payoutOf(asked);
    const decoded = read(asked.wire, payout);
    const assertWithinCaps = (caps: Caps) => assertSpends(caps, decoded);
    return { memo: decoded.memo, payout, assertWithinCaps };
  };
}

function readBytes(rule: Rule, asked: Asked): ReadBytes {
  try {
    return rule.read(asked);
  } catch (error) {
    if (error instanceof SignerRefusedError) throw error;
    // What cannot be read at all is an error of another kind, and as little signed.
    throw bytesError((error as Error).message, { cause: error });
  }
}

function whyNot({ status, approvals, needed, plan, payableFrom }: DistributionState): string {
  const from = payableFrom === null ? "" : `, and it may be paid from ${payableFrom}`;
  return (
    `it is ${status}; ${approvals.length} of ${needed} approvals count, and it expires at ` +
    `${plan.expiresAt}${from}; expected one that its committee approved, in time and held by nobody`
  );
}
