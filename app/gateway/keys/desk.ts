import {
  type AnyLedgerEvent,
  committeeAt,
  confirmKey,
  keyConfirmationText,
  type KeyRecord,
  keyRecords,
  KeyRefusedError,
  type Ledger,
  revokeKey,
  seatOf,
} from "../../../warehouse/ledger/index.ts";
import type { Principal, Published } from "../data/principal.ts";
import { refusing } from "../desk-refusal.ts";

const REFUSED = [KeyRefusedError];

export interface KeyDesk {
  /** Every approval key there ever was, newest first, as a committee member sees it now. */
  list(principal: Principal): Promise<readonly KeyView[]>;
  /** Lets another member's key count, by a signature with a confirmed key of one's own. */
  confirm(
    principal: Principal,
    body: { keyId: string; publicKey: string; signature: string },
  ): Promise<readonly KeyView[]>;
  revoke(
    principal: Principal,
    body: { keyId: string; reason: string },
  ): Promise<readonly KeyView[]>;
}

export type KeyView = ReturnType<typeof keyView>;

/** Signing keys of the committee: whose they are, who has let them count, and who took them out. */
export function createKeyDesk(options: {
  readonly ledger: Ledger;
  readonly now: () => Date;
  readonly published: () => Published | null;
}): KeyDesk {
  const { ledger, now } = options;
  const nameOf = (account: string) => options.published()?.nameOf(account) ?? "—";
  async function list(principal: Principal): Promise<readonly KeyView[]> {
    const events = await ledger.read();
    const isOn = memberOf(events, now());
    const isMember = isOn(principal.account);
    return [...keyRecords(events).values()]
      .map((key) => {
        const isOwn = seatOf(events, [principal.account], key.account) !== null;
        return keyView(key, { isOwn, isMember, isOwnerMember: isOn(key.account), nameOf });
      })
      .toReversed();
  }
  return {
    list,
    async confirm(principal, { keyId, publicKey, signature }) {
      const by = { account: principal.account, publicKey, signature };
      await refusing(REFUSED, () => confirmKey(ledger, { keyId, by, now: now() }));
      return list(principal);
    },
    async revoke(principal, { keyId, reason }) {
      const { account } = principal;
      await refusing(REFUSED, () => revokeKey(ledger, { keyId, account, reason, now: now() }));
      return list(principal);
    },
  };
}

function memberOf(events: readonly AnyLedgerEvent[], now: Date): (account: string) => boolean {
  const { members } = committeeAt(events, now, 1);
  return (account) => seatOf(events, members, account) !== null;
}

function keyView(
  key: KeyRecord,
  seen: {
    readonly isOwn: boolean;
    readonly isMember: boolean;
    readonly isOwnerMember: boolean;
    readonly nameOf: (account: string) => string;
  },
) {
  const { isOwn, isMember, nameOf } = seen;
  const { keyId, publicKey, registeredAt, confirmedAt, confirmedBy, revoked } = key;
  const isMachine = confirmedBy === "operator" || confirmedBy === "demo";
  const waits = revoked === null && confirmedBy === null;
  return {
    keyId,
    publicKey,
    ownerName: nameOf(key.account),
    isOwn,
    /** Whether its owner sits on the committee now. */
    isOwnerMember: seen.isOwnerMember,
    state: revoked !== null ? "revoked" : waits ? "waiting" : "confirmed",
    registeredAt,
    confirmedAt,
    /** `operator` and `demo` did it from the machine. */
    confirmedBy: confirmedBy === null || isMachine ? confirmedBy : "member",
    confirmerName: confirmedBy === null || isMachine ? null : nameOf(confirmedBy),
    confirmationReason: key.reason,
    revokedAt: revoked?.at ?? null,
    revokedBy: revoked === null ? null : nameOf(revoked.by),
    revocationReason: revoked?.reason ?? null,
    /** What whoever confirms it signs. */
    confirmationText: keyConfirmationText(keyId),
    mayConfirm: waits && isMember && !isOwn,
    mayRevoke: revoked === null && (isOwn || isMember),
  };
}
