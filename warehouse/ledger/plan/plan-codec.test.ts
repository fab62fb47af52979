import { createHash } from "node:crypto";

import { expect, test } from "vitest";

import { fc } from "../../../test/property.ts";
import { base58Decode, base58Encode } from "./base58.ts";
import { ada, givenPlan, zoe } from "../given.ts";
import { encodePlan, lineId, planDigest, receiptsDigest } from "./plan-codec.ts";
import { PlanInvalidError } from "./plan-errors.ts";
import type { Plan } from "./plan.ts";

/** Seeds are fixed so that a failure can be looked at twice. */
const RUNS = { seed: 20_261_005, numRuns: 200 } as const;

const hash = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((b) => Buffer.from(b).toString("hex"));
const address = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(base58Encode);
const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const text = fc.string({ unit: "binary", maxLength: 12 }).filter((value) => value.isWellFormed());
const instant = fc
  .date({ min: new Date(0), max: new Date("9999-01-01"), noInvalidDate: true })
  .map((date) => date.toISOString());

const owed = {
  id: hash,
  member: text,
  domain: text,
  points: u64,
  amount: u64,
  period: text,
  plan: hash,
};

/** What only the second format has. */
const anySecond = fc.record({
  policy: fc.record({
    conflictSharePpm: fc.nat(1_000_000),
    objectionMs: fc.nat(2 ** 31),
    conflicted: fc.array(text),
  }),
  releases: fc.array(fc.record({ ...owed, wallet: address })),
  expired: fc.array(fc.record(owed)),
});
const FIRST = { policy: null, releases: [], expired: [] };

/** What only the third format has. */
const anyThird = fc.array(
  fc.record({
    ...{ id: hash, member: text, domain: text, points: u64, amount: u64 },
    ...{ word: fc.constantFrom("held" as const, "dropped" as const), actor: text, at: instant },
    reason: text,
  }),
);

/** Any content at all: the bytes must tell it apart whether or not it adds up. */
const anyFirst = fc.record({
  chain: fc.record({
    genesis: address,
    mint: address,
    treasury: address,
    settler: address,
    decimals: fc.nat(255),
  }),
  period: text,
  revision: fc.nat(2 ** 31),
  predecessor: fc.option(hash),
  proposer: text,
  proposedAt: instant,
  expiresAt: instant,
  provenance: hash,
  receipts: hash,
  committee: fc.record({
    version: hash,
    threshold: fc.nat(9),
    members: fc.array(text),
  }),
  domains: fc.array(
    fc.record({
      domain: text,
      budget: u64,
      carryIn: u64,
      carryOut: u64,
    }),
  ),
  lines: fc.array(
    fc.record({
      id: hash,
      member: text,
      domain: text,
      points: u64,
      amount: u64,
      wallet: fc.option(address),
    }),
  ),
  batches: fc.array(
    fc.record({
      lineIds: fc.array(hash),
      createsAccounts: fc.boolean(),
    }),
  ),
  shares: fc.constant([]),
});

const anyPlan: fc.Arbitrary<Plan> = fc
  .tuple(anyFirst, fc.option(anySecond), anyThird)
  .map(([first, second, third]) => ({
    ...{ ...first, ...(second ?? FIRST) },
    withheld: second === null ? [] : third,
  }));

/** A second implementation, by the comment of `encodePlan` alone: hexadecimal text. */
function encodedAgain(plan: Plan): string {
  const fixed = (value: bigint | number, bytes: number) =>
    value.toString(16).padStart(bytes * 2, "0");
  const utf8 = (value: string) => {
    const bytes = [...new TextEncoder().encode(value)];
    return fixed(bytes.length, 4) + bytes.map((byte) => fixed(byte, 1)).join("");
  };
  const key = (value: string) => [...(base58Decode(value) ?? [])].map((b) => fixed(b, 1)).join("");
  const maybe = (value: string | null) => (value === null ? "00" : `01${value}`);
  const many = (items: readonly string[]) => fixed(items.length, 4) + items.join("");
  const ms = (iso: string) => fixed(Date.parse(iso), 8);
  const { chain, committee, policy } = plan;
  const earlier = (row: Plan["expired"][number]) =>
    [
      row.id,
      utf8(row.member),
      utf8(row.domain),
      fixed(row.points, 8),
      fixed(row.amount, 8),
      utf8(row.period),
      row.plan,
    ].join("");
  const second =
    policy === null
      ? []
      : [
          fixed(policy.conflictSharePpm, 4),
          fixed(policy.objectionMs, 8),
          many(policy.conflicted.map(utf8)),
          many(plan.releases.map((row) => earlier(row) + key(row.wallet))),
          many(plan.expired.map(earlier)),
        ];
  const said = (row: Plan["withheld"][number]) =>
    [
      ...[row.id, utf8(row.member), utf8(row.domain), fixed(row.points, 8), fixed(row.amount, 8)],
      ...[row.word === "held" ? "01" : "02", utf8(row.actor), ms(row.at), utf8(row.reason)],
    ].join("");
  const third = plan.withheld.length === 0 ? [] : [many(plan.withheld.map(said))];
  return [
    [...`STK-DIST-v${policy === null ? 1 : 2 + third.length}`]
      .map((letter) => fixed(letter.charCodeAt(0), 1))
      .join(""),
    ...[chain.genesis, chain.mint, chain.treasury, chain.settler].map(key),
    fixed(chain.decimals, 1),
    utf8(plan.period),
    fixed(plan.revision, 4),
    maybe(plan.predecessor),
    utf8(plan.proposer),
    ms(plan.proposedAt),
    ms(plan.expiresAt),
    committee.version,
    fixed(committee.threshold, 4),
    many(committee.members.map(utf8)),
    many(
      plan.domains.map((row) =>
        [utf8(row.domain), ...[row.budget, row.carryIn, row.carryOut].map((n) => fixed(n, 8))].join(
          "",
        ),
      ),
    ),
    many(
      plan.lines.map((row) =>
        [
          row.id,
          utf8(row.member),
          utf8(row.domain),
          fixed(row.points, 8),
          fixed(row.amount, 8),
          maybe(row.wallet === null ? null : key(row.wallet)),
        ].join(""),
      ),
    ),
    many(plan.batches.map((row) => (row.createsAccounts ? "01" : "00") + many([...row.lineIds]))),
    ...second,
    ...third,
    plan.provenance,
    plan.receipts,
  ].join("");
}

/** Reads the bytes back, so that none can be spare or missing. */
function decoded(bytes: Uint8Array): Plan {
  const view = Buffer.from(bytes);
  let offset = 0;
  const take = (length: number) => view.subarray(offset, (offset += length));
  const u8 = () => take(1).readUInt8();
  const u32 = () => take(4).readUInt32BE();
  const big = () => take(8).readBigUInt64BE();
  const iso = () => new Date(Number(big())).toISOString();
  const utf8 = () => take(u32()).toString("utf8");
  const hex = () => take(32).toString("hex");
  const key = () => base58Encode(take(32));
  const maybe = <T>(read: () => T) => (u8() === 1 ? read() : null);
  const many = <T>(read: () => T) => Array.from({ length: u32() }, read);
  const tag = take(11).toString();
  expect(["STK-DIST-v1", "STK-DIST-v2", "STK-DIST-v3"]).toContain(tag);
  const earlier = () => ({
    id: hex(),
    member: utf8(),
    domain: utf8(),
    points: big(),
    amount: big(),
    period: utf8(),
    plan: hex(),
  });
  const second = () => ({
    policy: {
      conflictSharePpm: u32(),
      objectionMs: Number(big()),
      conflicted: many(utf8),
    },
    releases: many(() => ({ ...earlier(), wallet: key() })),
    expired: many(earlier),
  });
  const plan = {
    chain: {
      genesis: key(),
      mint: key(),
      treasury: key(),
      settler: key(),
      decimals: u8(),
    },
    period: utf8(),
    revision: u32(),
    predecessor: maybe(hex),
    proposer: utf8(),
    proposedAt: iso(),
    expiresAt: iso(),
    committee: {
      version: hex(),
      threshold: u32(),
      members: many(utf8),
    },
    domains: many(() => ({
      domain: utf8(),
      budget: big(),
      carryIn: big(),
      carryOut: big(),
    })),
    lines: many(() => ({
      id: hex(),
      member: utf8(),
      domain: utf8(),
      points: big(),
      amount: big(),
      wallet: maybe(key),
    })),
    batches: many(() => ({
      createsAccounts: u8() === 1,
      lineIds: many(hex),
    })),
    ...(tag === "STK-DIST-v1" ? FIRST : second()),
    withheld:
      tag === "STK-DIST-v3"
        ? many(() => ({
            ...{ id: hex(), member: utf8(), domain: utf8(), points: big(), amount: big() },
            word: u8() === 1 ? ("held" as const) : ("dropped" as const),
            ...{ actor: utf8(), at: iso(), reason: utf8() },
          }))
        : [],
    provenance: hex(),
    receipts: hex(),
    shares: [],
  };
  expect(offset).toBe(view.length);
  return plan;
}

test("two implementations agree on every byte, and the bytes give the plan back", () => {
  fc.assert(
    fc.property(anyPlan, (plan) => {
      const bytes = encodePlan(plan);
      expect(Buffer.from(bytes).toString("hex")).toBe(encodedAgain(plan));
      expect(decoded(bytes)).toEqual(plan);
    }),
    RUNS,
  );
});

test("the digest of a known plan never changes", () => {
  const golden = "489813484d40fb8578454aa88ec7740455e134b47249900ec0cce409bfd6f309";

  expect(planDigest(plan)).toBe(golden);
  expect(
    createHash("sha256")
      .update(Buffer.from(encodedAgain(plan), "hex"))
      .digest("hex"),
  ).toBe(golden);
});

test("one base unit moved from a line to another is another digest", () => {
  const plan = givenPlan();
  const [first, second, third] = plan.lines;
  if (first === undefined || second === undefined || third === undefined)
    throw new Error("3 lines");
  const lines = [
    { ...first, amount: first.amount + 1n },
    { ...second, amount: second.amount - 1n },
    third,
  ];
  const [one, ...rest] = plan.shares;
  const [other, ...others] = rest.slice(1);
  if (one === undefined || other === undefined) throw new Error("6 shares");
  const shares = [
    { ...one, amount: one.amount + 1n },
    ...rest.slice(0, 1),
    { ...other, amount: other.amount - 1n },
    ...others,
  ];

  const moved = givenPlan({ lines, shares, receipts: receiptsDigest(shares) });

  expect(planDigest(moved)).not.toBe(planDigest(plan));
});

const plan = givenPlan();
const [line] = plan.lines;
if (line === undefined) throw new Error("a plan has lines");

test.each<[string, Partial<Plan>]>([
  ["period", { period: "2026-08" }],
  ["revision", { revision: 2, predecessor: "cd".repeat(32) }],
  ["proposer", { proposer: zoe.account }],
  ["expiry", { expiresAt: "2026-10-12T09:00:00.001Z" }],
  ["threshold", { committee: { ...plan.committee, threshold: 3 } }],
  ["settler", { chain: { ...plan.chain, settler: zoe.wallet } }],
  ["decimals", { chain: { ...plan.chain, decimals: 9 } }],
  ["provenance", { provenance: "00".repeat(32) }],
  ["batch order", { batches: plan.batches.toReversed() }],
  [
    "batch border",
    { batches: [{ lineIds: plan.batches.flatMap((b) => b.lineIds), createsAccounts: true }] },
  ],
  ["way of paying", { batches: plan.batches.map((b) => ({ ...b, createsAccounts: false })) }],
  ["member of a line", { lines: plan.lines.map((l) => ({ ...l, member: `${l.member}x` })) }],
  ["points", { lines: plan.lines.map((l) => ({ ...l, points: l.points + 1n })) }],
  [
    "wallet",
    { lines: plan.lines.map((l) => (l.wallet === null ? l : { ...l, wallet: ada.wallet })) },
  ],
])("another %s is another digest", (_title, change) => {
  expect(planDigest({ ...plan, ...change })).not.toBe(planDigest(plan));
});

test.each<[string, Partial<Plan>, RegExp]>([
  [
    "a unit more than the budget",
    { lines: [{ ...line, amount: line.amount + 1n }, ...plan.lines.slice(1)] },
    /≠ budget 95/,
  ],
  [
    "a carry that was not there",
    { domains: plan.domains.map((d) => ({ ...d, carryIn: d.carryIn + 1n })) },
    /≠ budget/,
  ],
  [
    "a negative amount",
    { lines: [{ ...line, amount: -line.amount }, ...plan.lines.slice(1)] },
    /domain community/,
  ],
  [
    "an amount past u64",
    { domains: [{ domain: "community", budget: 2n ** 64n, carryIn: 0n, carryOut: 0n }] },
    /18446744073709551616/,
  ],
  [
    "a domain nobody budgeted",
    { lines: plan.lines.map((l) => ({ ...l, domain: "other" })), domains: [] },
    /has no budget/,
  ],
  ["lines out of order", { lines: plan.lines.toReversed() }, /lines are unsorted/],
  ["a line twice", { lines: [line, ...plan.lines] }, /lines are unsorted or repeated/],
  [
    "a line in two batches",
    { batches: [...plan.batches, ...plan.batches.slice(0, 1)] },
    /unknown, escrowed or paid twice/,
  ],
  ["a payable line in no batch", { batches: plan.batches.slice(1) }, /in no batch/],
  [
    "an escrowed line in a batch",
    { batches: [{ lineIds: plan.lines.map((l) => l.id), createsAccounts: true }] },
    /unknown, escrowed or paid twice/,
  ],
  ["shares that miss their line", { shares: plan.shares.slice(1) }, /shares of line/],
  ["receipts of other shares", { receipts: "00".repeat(32) }, /receipts digest/],
  [
    "a threshold nobody can reach",
    { committee: { ...plan.committee, threshold: 4 } },
    /threshold 4/,
  ],
  ["a second revision of nothing", { revision: 2 }, /has predecessor null/],
  ["an expiry in the past", { expiresAt: plan.proposedAt }, /before it begins/],
  ["an instant spelt otherwise", { expiresAt: "2026-10-12T09:00:00Z" }, /is not spelt like/],
])("a plan with %s has no digest", (_title, change, message) => {
  const digest = () => planDigest({ ...plan, ...change });

  expect(digest).toThrow(PlanInvalidError);
  expect(digest).toThrow(message);
});

test("amounts that the 64-bit field cannot hold are refused, not wrapped", () => {
  for (const amount of [2n ** 64n, -1n]) {
    expect(() => encodePlan({ ...plan, lines: [{ ...line, amount }] })).toThrow(RangeError);
  }
});

test("an entitlement is named by mint, period, member and domain alone", () => {
  const entitlement = { mint: zoe.wallet, period: "2026-09", member: "m_1", domain: "world" };
  const ids = [
    entitlement,
    { ...entitlement, mint: ada.wallet },
    { ...entitlement, period: "2026-08" },
    { ...entitlement, member: "m_" },
    { ...entitlement, member: "m_", domain: "1world" },
  ].map(lineId);

  expect(new Set(ids).size).toBe(5);
  expect(lineId({ ...entitlement })).toBe(ids[0]);
});
