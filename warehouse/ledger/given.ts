/** What tests about plans and approvals begin with. No product code imports this. */
import { createHash, createPrivateKey, createPublicKey, sign } from "node:crypto";

import { givenPlace } from "../../test/ledger-places.ts";
import { approvalText } from "./approval/approval-text.ts";
import { base58Encode } from "./plan/base58.ts";
import { committeeVersion } from "./approval/committee.ts";
import { keyIdOf } from "./approval/ed25519.ts";
import { openLedger } from "./store/ledger.ts";
import type { Ledger } from "./store/ledger.ts";
import { lineId, planDigest, receiptsDigest } from "./plan/plan-codec.ts";
import { planToJson } from "./plan/plan-json.ts";
import type { Plan } from "./plan/plan.ts";

export const NOON = new Date("2026-10-05T12:00:00.000Z");

/** A ledger of its own, on the engine that is tested, at a clock that stands still until it is set. */
export function givenLedger() {
  const { place, tamper, forget } = givenPlace();
  const clock = { now: NOON };
  const open = () => openLedger({ ...place, clock: () => clock.now });
  const ledger = open();
  return {
    ledger,
    place,
    clock,
    /** Once more, as another process has it open. */
    open,
    tamper,
    async [Symbol.asyncDispose]() {
      await ledger.close();
      await forget();
    },
  };
}

/** The same in a file, for what is only of files. */
export function givenLedgerFile() {
  const { place, ...given } = givenLedger();
  if (!("file" in place)) throw new Error("This test is of a ledger in a file.");
  return { ...given, file: place.file };
}

export interface GivenPerson {
  readonly account: string;
  readonly publicKey: string;
  readonly wallet: string;
  sign(text: string | Uint8Array): string;
}

/** The same name is always the same person with the same key. */
export function givenPerson(name: string): GivenPerson {
  const seed = createHash("sha256").update(name).digest();
  const pkcs8 = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), seed]);
  const key = createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" });
  const raw = createPublicKey(key).export({ format: "der", type: "spki" }).subarray(-32);
  return {
    account: `a_${seed.toString("hex").slice(0, 32)}`,
    publicKey: raw.toString("base64"),
    wallet: base58Encode(raw),
    sign: (text) => sign(null, Buffer.from(text as Uint8Array), key).toString("base64"),
  };
}

export const [ada, bob, eva, zoe] = ["ada", "bob", "eva", "zoe"].map(givenPerson) as [
  GivenPerson,
  GivenPerson,
  GivenPerson,
  GivenPerson,
];

/** Facts that a ledger may hold. */
export const MISTAKE = { link_id: "l1", reason: "mistake" };
export const WALLET = {
  account: zoe.account,
  wallet: zoe.wallet,
  method: "proof",
  evidence: "signed on 5 October",
} as const;

export async function withThreeEvents<G extends { readonly ledger: Ledger }>(given: G): Promise<G> {
  for (const link_id of ["l1", "l2", "l3"])
    await given.ledger.append("link_revoked", { ...MISTAKE, link_id }, { actor: "demo" });
  return given;
}

/** Ada, Bob and Eva on the committee, their keys registered and confirmed by one another. */
export async function givenCommittee(ledger: Ledger, members = [ada, bob, eva]): Promise<void> {
  for (const member of members) await givenRole(ledger, member);
  for (const [index, { account, publicKey }] of members.entries()) {
    const key_id = keyIdOf(publicKey);
    const other = members[(index + 1) % members.length]?.account ?? "a_nobody";
    const payload = { key_id, account, public_key: publicKey };
    await ledger.append("approval_key_registered", payload, { actor: account });
    const confirmed = { key_id, confirmed_by: other };
    await ledger.append("approval_key_confirmed", confirmed, { actor: other });
  }
}

export async function givenRole(
  ledger: Ledger,
  { account }: GivenPerson,
  valid_to: string | null = null,
): Promise<void> {
  const dates = { valid_from: "2026-01-01T00:00:00Z", valid_to };
  const payload = { account, role: "committee" as const, stream: null, ...dates };
  await ledger.append("role_granted", payload, { actor: "demo" });
}

const MINT = givenPerson("mint").wallet;

/** 100 units: Zoe 60 in two contributions, Bob 30, Eva (without a wallet) 10. Two of three. */
export function givenPlan(changes: Partial<Plan> = {}): Plan {
  const period = changes.period ?? "2026-09";
  const members = [ada, bob, eva].map(({ account }) => account).toSorted();
  const amounts = [
    { member: "m_zoe", amount: 60n, wallet: zoe.wallet },
    { member: "m_bob", amount: 30n, wallet: bob.wallet },
    { member: "m_eva", amount: 10n, wallet: null },
  ];
  const lines = amounts
    .map(({ member, amount, wallet }) => ({
      id: lineId({
        mint: MINT,
        period,
        member,
        domain: "community",
      }),
      member,
      domain: "community",
      points: amount * 1000000n,
      amount,
      wallet,
    }))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const shares = lines.flatMap(({ id, points, amount, member }) =>
    ["1", "2"].map((half) => ({
      lineId: id,
      contribution: `c_${member}_${half}`,
      points: points / 2n,
      amount: amount / 2n,
    })),
  );
  return {
    chain: {
      genesis: givenPerson("genesis").wallet,
      mint: MINT,
      treasury: givenPerson("treasury").wallet,
      settler: givenPerson("settler").wallet,
      decimals: 6,
    },
    period,
    revision: 1,
    predecessor: null,
    proposer: ada.account,
    proposedAt: "2026-10-05T09:00:00.000Z",
    expiresAt: "2026-10-12T09:00:00.000Z",
    committee: { version: committeeVersion(2, members), threshold: 2, members },
    domains: [
      { domain: "community", budget: 95n, carryIn: 5n, carryOut: 0n },
      { domain: "world", budget: 15n, carryIn: 0n, carryOut: 15n },
    ],
    lines,
    batches: lines
      .filter(({ wallet }) => wallet !== null)
      .map(({ id }) => ({ lineIds: [id], createsAccounts: true })),
    policy: null,
    releases: [],
    expired: [],
    withheld: [],
    provenance: "ab".repeat(32),
    receipts: receiptsDigest(changes.shares ?? shares),
    shares,
    ...changes,
  };
}

/** Appends a plan as a proposer does, and gives its digest and the text to sign. */
export async function givenProposal(ledger: Ledger, plan: Plan = givenPlan()) {
  const digest = planDigest(plan);
  const { period, revision } = plan;
  const payload = { digest, period, revision, plan: planToJson(plan) };
  await ledger.append("plan_proposed", payload, { actor: plan.proposer });
  return { plan, digest, text: approvalText(plan, digest) };
}
