import {
  CONFIGURATION,
  confirmRoleEnd,
  endOf,
  grantKey,
  type Ledger,
  type LedgerEntry,
  type LedgerPayloads,
  pendingRoleEnds,
  roleEndRefusal,
  type StandingGrant,
  standingGrants,
} from "../../warehouse/ledger/index.ts";
import type { IdentityKey } from "./identity-key.ts";
import type { Config } from "./schema.ts";

type Grant = LedgerPayloads["role_granted"];

/**
 * Lets the ledger's roles follow the configuration's. A role that is new or lasts longer is granted
 * at once. One that is gone or ends earlier goes on, and its end is asked for: somebody else on the
 * committee confirms it, so that nobody loses a seat by one person's word. Where nobody else sits
 * there, the configuration's word is enough. Roles that others granted stay as they are.
 */
export async function followRoles(
  ledger: Ledger,
  config: Config,
  identity: IdentityKey,
  now: Date,
): Promise<void> {
  const standing = standingGrants(await ledger.read());
  const wanted = new Map(
    rolesOf(config, identity).map((grant) => [grantKey(grant), grant] as const),
  );
  const entries = [...wanted].flatMap(([key, grant]) => toward(standing.get(key), grant, now));
  for (const [key, known] of standing) {
    if (wanted.has(key) || !known.isConfigured || endOf(known.grant) <= now.getTime()) continue;
    const isCovered = [...wanted.values()].some((other) => covers(other, known.grant, now));
    const end = { ...known.grant, valid_to: null };
    entries.push(...(isCovered ? toward(known, known.grant, now) : asking(known, end, "removed")));
  }
  if (entries.length > 0) await ledger.appendAll(entries);

  // One after another: the last on the committee leaves nobody who could confirm the others.
  const by = { account: CONFIGURATION, now };
  for (;;) {
    const events = await ledger.read();
    const pending = pendingRoleEnds(events, now);
    const own = pending.find((end) => roleEndRefusal(events, end, by) === null);
    if (own === undefined) return;
    await confirmRoleEnd(ledger, { ...by, asked: own.id });
  }
}

/** What brings a grant to how it is wanted: nothing, itself, or the question whether it may end. */
function toward(known: StandingGrant | undefined, grant: Grant, now: Date): LedgerEntry[] {
  if (known === undefined) return [granting(grant, 0)];
  const [end, before] = [endOf(grant), endOf(known.grant)];
  if (end > before) return [granting(grant, known.seq)];
  // Granted again as it stands: what was asked is asked no more.
  if (end === before) return known.asked === null ? [] : [granting(grant, known.seq)];
  return before <= now.getTime() ? [] : asking(known, grant, "shortened");
}

function granting(payload: Grant, after: number): LedgerEntry {
  // Named by the event that it follows, so that what was said once can be said again.
  const uniqueKey = `role:${grantKey(payload)}:${payload.valid_to ?? "*"}:${after}`;
  return { kind: "role_granted", payload, actor: CONFIGURATION, uniqueKey };
}

function asking(
  { asked, seq }: StandingGrant,
  end: Grant,
  reason: "removed" | "shortened",
): LedgerEntry[] {
  if (asked !== null && endOf(asked.payload) === endOf(end)) return [];
  const payload = { ...end, reason };
  const uniqueKey = `role-end:${grantKey(end)}:${end.valid_to ?? "*"}:${seq}`;
  return [{ kind: "role_end_asked", payload, actor: CONFIGURATION, uniqueKey }];
}

/** Whether whoever has the wanted role keeps all that is left of the other: its start was moved. */
function covers(wanted: Grant, other: Grant, now: Date): boolean {
  const from = Math.max(now.getTime(), Date.parse(other.valid_from));
  return (
    wanted.account === other.account &&
    wanted.role === other.role &&
    wanted.stream === other.stream &&
    Date.parse(wanted.valid_from) <= from &&
    endOf(wanted) >= endOf(other)
  );
}

function rolesOf({ roles }: Config, { accountKey }: IdentityKey): readonly Grant[] {
  return roles.map(({ account, role, cohort = null, from, to = null }) => {
    const [source = "", ...rest] = account.split(":");
    return {
      account: accountKey(source, rest.join(":")),
      role,
      stream: cohort,
      valid_from: from,
      valid_to: to,
    };
  });
}
