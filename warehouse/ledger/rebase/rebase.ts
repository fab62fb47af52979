import { approvalKeys } from "../approval/approval-keys.ts";
import { committeeAt, seatOf } from "../approval/committee.ts";
import { keyIdOf } from "../approval/ed25519.ts";
import { verifySignedText } from "../approval/signed-text.ts";
import type { AnyLedgerEvent, LedgerEvent, LedgerPayloads } from "../store/events.ts";
import type { Ledger } from "../store/ledger.ts";

/** What a committee signs to begin anew after a loss that nothing can mend. */
export type Rebase = Omit<LedgerPayloads["ledger_rebased"], "signatures">;

export interface RebaseSignature {
  /** Base64, as the signature. */
  readonly publicKey: string;
  readonly signature: string;
}

/** Fewer than the threshold signed it, or what they signed does not fit. */
export class RebaseRefusedError extends Error {
  override readonly name = "RebaseRefusedError";
  constructor(found: string) {
    super(
      `The ledger was not re-based: ${found}. Expected signatures over the printed line by as many ` +
        "committee members as its threshold says, with confirmed keys, before it ends. Nothing was " +
        "changed: `vklad ledger rebase` prints the line to sign.",
    );
  }
}

/** One line of printable ASCII, as `approvalText` is. */
export function rebaseText(rebase: Rebase): string {
  return [
    "Vklad REBASE",
    `genesis ${rebase.genesis}`,
    `settler ${rebase.settler}`,
    `newest payment ${rebase.newest_signature}`,
    `slot ${rebase.slot}`,
    `months closed to ${rebase.closed_to}`,
    `threshold ${rebase.threshold}`,
    `committee ${rebase.committee_version}`,
    `valid until ${rebase.valid_until}`,
  ].join(" | ");
}

/** Stores what k members signed, or throws RebaseRefusedError. The same again changes nothing. */
export async function rebaseLedger(
  ledger: Ledger,
  rebase: Rebase,
  { signatures, now }: { readonly signatures: readonly RebaseSignature[]; readonly now: Date },
): Promise<LedgerEvent<"ledger_rebased">> {
  const payload = {
    ...rebase,
    signatures: signatures.map(({ publicKey, signature }) => ({
      public_key: publicKey,
      signature,
    })),
  };
  const same = (await ledger.read({ kinds: ["ledger_rebased"] })).find(
    (event) => rebaseText(event.payload) === rebaseText(rebase),
  );
  if (same !== undefined) return same;
  return await ledger.append("ledger_rebased", payload, {
    actor: "operator",
    at: now.toISOString(),
    guard: (events) => {
      const problem = rebaseProblem(events, payload, now);
      if (problem !== null) throw new RebaseRefusedError(problem);
    },
  });
}

/** Every re-basing that counts: by enough of the committee of its moment. */
export function rebasesOf(events: readonly AnyLedgerEvent[]): readonly Rebase[] {
  return events.flatMap((event, index) => {
    if (event.kind !== "ledger_rebased") return [];
    const problem = rebaseProblem(events.slice(0, index), event.payload, new Date(event.at));
    return problem === null ? [event.payload] : [];
  });
}

/** The last month of which nothing is proposed, approved or paid any more; null where none is. */
export function closedTo(events: readonly AnyLedgerEvent[]): string | null {
  const months = rebasesOf(events).map((rebase) => rebase.closed_to);
  return months.toSorted().at(-1) ?? null;
}

/** Whether the month may have been paid by a ledger that is lost: then it is never paid again. */
export function isClosed(events: readonly AnyLedgerEvent[], period: string): boolean {
  const last = closedTo(events);
  return last !== null && period <= last;
}

function rebaseProblem(
  events: readonly AnyLedgerEvent[],
  { signatures, ...rebase }: LedgerPayloads["ledger_rebased"],
  at: Date,
): string | null {
  const { threshold, committee_version: version, valid_until: until } = rebase;
  if (at.getTime() >= Date.parse(until)) return `it was valid until ${until}`;
  const committee = committeeAt(events, at, threshold);
  if (committee.version !== version) return "committee or threshold are others by now";
  const keys = approvalKeys(events);
  const text = rebaseText(rebase);
  const seats = new Set<string>();
  for (const { public_key: publicKey, signature } of signatures) {
    const key = keys.get(keyIdOf(publicKey));
    if (key === undefined || key.confirmedBy === null) return `no confirmed key is ${publicKey}`;
    const seat = seatOf(events, committee.members, key.account);
    if (seat === null) return `the owner of ${publicKey} is not on the committee`;
    if (!verifySignedText(text, publicKey, signature))
      return `the signature by ${publicKey} does not fit`;
    seats.add(seat);
  }
  return seats.size < threshold ? `${seats.size} of ${threshold} members signed` : null;
}
