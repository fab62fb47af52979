import { COMMITTEE } from "../approval/committee.ts";
import type { AnyLedgerEvent, LedgerEvent, LedgerPayloads } from "../store/events.ts";
import type { Ledger } from "../store/ledger.ts";
import { peopleOf } from "../store/people.ts";
import { accountsInRole, grantKey } from "../store/roles.ts";

/** Who grants roles, and asks for their ends. */
export const CONFIGURATION = "configuration";

/** A grant as the ledger has it now. */
export interface StandingGrant {
  readonly grant: LedgerPayloads["role_granted"];
  /** Of the newest event about it. */
  readonly seq: number;
  /** Whether the configuration has ever granted it. */
  readonly isConfigured: boolean;
  /** The end that was asked for and that nobody has confirmed yet. */
  readonly asked: LedgerEvent<"role_end_asked"> | null;
}

export type RoleEndRefusalCode = "no_role_end" | "own_role" | "not_on_committee";

const EXPLANATIONS: Readonly<Record<RoleEndRefusalCode, string>> = {
  no_role_end: "Nobody asks for this end any more, or it was confirmed. Load the page again.",
  own_role: "It is a role of theirs. Somebody else on the committee has to confirm its end.",
  not_on_committee: "Only somebody who sits on the committee now can confirm it.",
};

/** The end of a role that was not confirmed; `code` says why. */
export class RoleEndRefusedError extends Error {
  override readonly name = "RoleEndRefusedError";
  readonly code: RoleEndRefusalCode;
  constructor(code: RoleEndRefusalCode, asked: string) {
    super(`The end of a role (event ${asked}) was not confirmed (${code}). ${EXPLANATIONS[code]}`);
    this.code = code;
  }
}

/** Every grant by its key (`grantKey`), in the order in which they were first given. */
export function standingGrants(
  events: readonly AnyLedgerEvent[],
): ReadonlyMap<string, StandingGrant> {
  const grants = new Map<string, StandingGrant>();
  for (const event of events) {
    const { seq, actor } = event;
    if (event.kind === "role_granted") {
      const key = grantKey(event.payload);
      const isConfigured = actor === CONFIGURATION || grants.get(key)?.isConfigured === true;
      grants.set(key, { grant: event.payload, seq, isConfigured, asked: null });
    } else if (event.kind === "role_end_asked") {
      const key = grantKey(event.payload);
      const known = grants.get(key);
      if (known !== undefined) grants.set(key, { ...known, seq, asked: event });
    }
  }
  return grants;
}

/** Ends that wait for somebody's word, oldest first: of roles that have not ended by themselves. */
export function pendingRoleEnds(
  events: readonly AnyLedgerEvent[],
  now: Date,
): readonly LedgerEvent<"role_end_asked">[] {
  return [...standingGrants(events).values()]
    .flatMap(({ grant, asked }) => (asked !== null && endOf(grant) > now.getTime() ? asked : []))
    .toSorted((a, b) => a.seq - b.seq);
}

/** Milliseconds since 1970; infinite where it has no end. */
export function endOf({ valid_to }: { readonly valid_to: string | null }): number {
  return valid_to === null ? Number.POSITIVE_INFINITY : Date.parse(valid_to);
}

/** Why this account may not confirm that end; null where it may. */
export function roleEndRefusal(
  events: readonly AnyLedgerEvent[],
  { payload }: LedgerEvent<"role_end_asked">,
  by: { readonly account: string; readonly now: Date },
): RoleEndRefusalCode | null {
  const personOf = peopleOf(events);
  const concerned = personOf(payload.account);
  const seated = new Set([...accountsInRole(events, COMMITTEE, by.now)].map(personOf));
  if (by.account === CONFIGURATION) {
    seated.delete(concerned);
    return seated.size === 0 ? null : "not_on_committee";
  }
  if (personOf(by.account) === concerned) return "own_role";
  return seated.has(personOf(by.account)) ? null : "not_on_committee";
}

/**
 * Ends a role as was asked, never earlier than now. Somebody on the committee says it, of another
 * person's role; or the configuration, where nobody else sits on the committee. Throws
 * RoleEndRefusedError.
 */
export async function confirmRoleEnd(
  ledger: Ledger,
  { asked, account, now }: { asked: string; account: string; now: Date },
): Promise<void> {
  const pending = (events: readonly AnyLedgerEvent[]) => {
    const found = pendingRoleEnds(events, now).find(({ id }) => id === asked);
    if (found === undefined) throw new RoleEndRefusedError("no_role_end", asked);
    const refusal = roleEndRefusal(events, found, { account, now });
    if (refusal !== null) throw new RoleEndRefusedError(refusal, asked);
    return found.payload;
  };
  const { reason: _, ...end } = pending(await ledger.read());
  const at = now.toISOString();
  const valid_to = end.valid_to !== null && endOf(end) > now.getTime() ? end.valid_to : at;
  const said = { asked, confirmed_by: account, valid_to };
  await ledger.appendAll(
    [
      { kind: "role_end_confirmed", payload: said, actor: account, at },
      { kind: "role_granted", payload: { ...end, valid_to }, actor: account, at },
    ],
    { guard: pending },
  );
}
