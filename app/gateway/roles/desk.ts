import {
  confirmRoleEnd,
  type Ledger,
  pendingRoleEnds,
  RoleEndRefusedError,
  roleEndRefusal,
} from "../../../warehouse/ledger/index.ts";
import type { Principal, Published } from "../data/principal.ts";
import { refusing } from "../desk-refusal.ts";

export interface RoleEndView {
  /** Names the question, when it is answered. */
  readonly asked: string;
  readonly name: string;
  readonly role: string;
  readonly cohort: string | null;
  readonly askedAt: string;
  /** The end that is asked for; null: as soon as it is confirmed. */
  readonly validTo: string | null;
  readonly reason: "removed" | "shortened";
  /** Why the principal may not confirm it; null where they may. */
  readonly refusal: string | null;
}

export interface RoleDesk {
  /** Roles that the configuration takes back, and that go on until somebody confirms it. */
  list(principal: Principal): Promise<readonly RoleEndView[]>;
  confirm(principal: Principal, body: { asked: string }): Promise<readonly RoleEndView[]>;
}

export function createRoleDesk(options: {
  readonly ledger: Ledger;
  readonly now: () => Date;
  readonly published: () => Published | null;
}): RoleDesk {
  const { ledger, now } = options;
  async function list({ account }: Principal): Promise<readonly RoleEndView[]> {
    const events = await ledger.read();
    const at = now();
    return pendingRoleEnds(events, at).map((end) => ({
      asked: end.id,
      name: options.published()?.nameOf(end.payload.account) ?? "—",
      role: end.payload.role,
      cohort: end.payload.stream,
      askedAt: end.at,
      validTo: end.payload.valid_to,
      reason: end.payload.reason,
      refusal: roleEndRefusal(events, end, { account, now: at }),
    }));
  }
  return {
    list,
    async confirm(principal, { asked }) {
      const { account } = principal;
      await refusing([RoleEndRefusedError], () =>
        confirmRoleEnd(ledger, { asked, account, now: now() }),
      );
      return list(principal);
    },
  };
}
