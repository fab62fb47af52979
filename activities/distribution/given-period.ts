/** What tests about planning begin with. No product code imports this. */
import { createHash } from "node:crypto";

import { base58Encode, committeeAt } from "../../warehouse/ledger/index.ts";
import type { AnyLedgerEvent } from "../../warehouse/ledger/index.ts";
import type { ChainFacts, PlanInputs, PointsOfPeriod } from "./plan-inputs.ts";

export const PROPOSED_AT = new Date("2026-10-05T09:00:00.000Z");

const LONG_AGO = new Date("2026-01-01T00:00:00.000Z");

/** The same name is always the same address, and never the seed of a key that a test has. */
export function addressOf(name: string): string {
  return base58Encode(createHash("sha256").update(`address ${name}`).digest());
}

const PERIOD = "2026-09";

/** Contributions of September as `[member, domain, points]`; each member of `walletless` has no wallet. */
export function givenPoints(
  contributions: readonly (readonly [member: string, domain: string, points: bigint])[],
  walletless: readonly string[] = [],
): PointsOfPeriod {
  const contributionPoints = contributions.map(([member_id, domain, points], index) => ({
    contribution_id: `c_${String(index).padStart(4, "0")}`,
    period: PERIOD,
    member_id,
    domain,
    points,
  }));
  const groups = Map.groupBy(contributionPoints, (row) => `${row.member_id} ${row.domain}`);
  const members = [...new Set(contributionPoints.map(({ member_id }) => member_id))];
  return {
    contributionPoints,
    memberPoints: [...groups.values()].map((rows) => ({
      period: PERIOD,
      member_id: rows[0]?.member_id ?? "",
      domain: rows[0]?.domain ?? "",
      points: rows.reduce((total, { points }) => total + points, 0n),
    })),
    wallets: members
      .filter((member) => !walletless.includes(member))
      .map((member_id) => ({ member_id, wallet: addressOf(member_id), counts_from: LONG_AGO })),
    formerMembers: [],
    accounts: [],
    provenance: { inputs: [], formula: "2026-04", identity_version: "1", code_version: "1" },
    loaded: {
      landing: [],
      run: { as_of_day: "2026-10-04T21:00:00.000Z", time_zone: "Europe/Moscow" },
      models: "1",
      stale: [],
    },
  };
}

/** As much work of the same people in another month: other contributions. */
export function inMonth(points: PointsOfPeriod, period: string): PointsOfPeriod {
  if (period === PERIOD) return points;
  return {
    ...points,
    memberPoints: points.memberPoints.map((row) => ({ ...row, period })),
    contributionPoints: points.contributionPoints.map((row) => ({
      ...row,
      period,
      contribution_id: `${row.contribution_id} of ${period}`,
    })),
  };
}

export function givenChain(tokenAccounts: ChainFacts["tokenAccounts"] = {}): ChainFacts {
  return {
    genesis: addressOf("genesis"),
    mint: addressOf("mint"),
    treasury: addressOf("treasury"),
    settler: addressOf("settler"),
    decimals: 6,
    format: "legacy",
    tokenAccounts,
  };
}

/** Three on the committee; the proposer is one of them. */
export function givenInputs(changes: Partial<PlanInputs> = {}): PlanInputs {
  const grants = ["a_1", "a_2", "a_3"].map((account, index) => ({
    seq: index + 1,
    id: `${index}`,
    kind: "role_granted",
    actor: "demo",
    hash: "",
    at: "2026-01-01T00:00:00.000Z",
    payload: {
      account,
      role: "committee",
      stream: null,
      valid_from: "2026-01-01T00:00:00Z",
      valid_to: null,
    },
  })) as AnyLedgerEvent[];
  return {
    period: PERIOD,
    ...givenPoints([
      ["m_ada", "community", 3_000_000n],
      ["m_bob", "community", 1_000_000n],
    ]),
    budgets: { community: 100n, personal: 40n },
    carryIn: {},
    chain: givenChain(),
    committee: committeeAt(grants, PROPOSED_AT, 2),
    proposer: "a_1",
    proposedAt: PROPOSED_AT,
    expiresAt: new Date("2026-10-12T09:00:00.000Z"),
    previous: null,
    taken: [],
    escrows: [],
    words: [],
    approvers: [],
    policy: { conflictSharePpm: 50_000, objectionMs: 0 },
    ...changes,
  };
}
