/** What the signer refuses by itself, whoever asks: it is shown bytes, and holds its own copies. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, test } from "vitest";

import { seededBytes } from "../../../test/seed.ts";
import {
  ada,
  bob,
  eva,
  givenCommittee,
  givenLedger,
  NOON,
} from "../../../warehouse/ledger/given.ts";
import { type Ledger, type Plan, planToJson } from "../../../warehouse/ledger/index.ts";
import { addressText, addressWithSeed } from "../chain/transaction/programs.ts";
import { settlerOf } from "../chain/settler-key.ts";
import { putSignature, signatureOf } from "../chain/transaction/message.ts";
import { decodePayout } from "../decode-payout.ts";
import { isSignedBy } from "../evidence.ts";
import { givenApproved, planOf, TWENTY, walletOf, type GivenLine } from "../given.ts";
import { closingOf, openingOf } from "../mark.ts";
import type { Purpose } from "../payment-memo.ts";
import { closeWire, openWire, payWire, voidWire, type Fees } from "../payout-message.ts";
import { payoutsOf, type Payout } from "../payout.ts";
import { reclaimWire, type Reclaiming } from "../reclaim/reclaim-message.ts";
import { givenSigner } from "./given.ts";
import type { PlaceName, Signer } from "./port.ts";
import { openSignerStore } from "./store.ts";
import { NO_TOKEN_CAPS, type TokenCaps } from "./token-caps.ts";

const THREE = TWENTY.slice(0, 3);
const settler = settlerOf(seededBytes("settler"));
const addressOf = (name: string) => addressText(seededBytes(name));
const FACTS: Plan["chain"] = {
  ...{ genesis: addressOf("genesis"), mint: addressOf("mint"), treasury: addressOf("treasury") },
  ...{ settler: settler.address, decimals: 6 },
};
const WRITE = { pay: payWire, void: voidWire, open: openWire, close: closeWire };
type Asking = keyof typeof WRITE;

interface Forged {
  readonly fees?: Partial<Fees>;
  readonly payout?: (payout: Payout) => Payout;
  readonly batch?: number;
  readonly place?: PlaceName;
  /** Instead of those of the bytes. */
  readonly as?: { readonly digest?: string; readonly purpose?: Purpose; readonly batch?: number };
}

/** A ledger with its committee, and a signer that reads it. */
async function givenSigning(store = openSignerStore(":memory:")) {
  const given = givenLedger();
  await givenCommittee(given.ledger, [ada, bob, eva]);
  const clock = { now: () => given.clock.now.getTime() };
  const signerOf = (ledger: Ledger) => givenSigner({ settler, ledger, clock, store });
  const signer = signerOf(given.ledger);

  /** Asks as whoever pays does, unless something is forged. */
  async function ask(
    plan: Plan,
    purpose: Asking,
    { fees = {}, payout: changed = (one) => one, batch = 0, place, as = {} }: Forged = {},
    by: Signer = signer,
    ledger: Ledger = given.ledger,
  ): Promise<Uint8Array> {
    const digest = digests.get(plan) ?? "5e".repeat(32);
    const named = place ?? { after: plan.period, turn: 0 };
    const payout =
      purpose === "open"
        ? openingOf(plan, digest, { settler, ...named })
        : purpose === "close"
          ? closingOf(plan, digest, settler)
          : payoutsOf(plan, digest, settler)(batch);
    const wire = WRITE[purpose](changed(payout), {
      blockhash: seededBytes("block"),
      rentExempt: 890_880n,
      unitPriceMicroLamports: 0n,
      units: 200_000,
      ledgerHead: (await ledger.head())?.hash ?? "",
      ...fees,
    });
    const asked = { digest, batch, purpose, wire, place: purpose === "open" ? named : null };
    const signature = await by.sign({ ...asked, ...as });
    putSignature(wire, signature);
    expect(isSignedBy(settler.publicKey, wire)).toBe(true);
    return wire;
  }
  const digests = new Map<Plan, string>();
  async function approved(plan: Plan, ledger: Ledger = given.ledger): Promise<Plan> {
    digests.set(plan, await givenApproved(ledger, plan));
    return plan;
  }
  const plan = await approved(planOf(FACTS, THREE));
  const digestOf = (of: Plan) => digests.get(of) ?? "";
  return Object.assign(given, { plan, store, signer, signerOf, ask, approved, digestOf });
}

const voided = (digest: string) => ({ digest, batch: 0, signature: "3".repeat(64), slot: 7 });

test("a payment, a void and an opening of an approved plan are signed by the settler's key", async () => {
  await using given = await givenSigning();

  for (const purpose of ["open", "pay", "void"] as const)
    expect(decodePayout(await given.ask(given.plan, purpose)).memo).toContain(":202609:");
});

const shared = (payout: Payout, change: Partial<Payout["transfers"][number]>): Payout => ({
  ...payout,
  transfers: payout.transfers.map((one, index) => (index === 1 ? { ...one, ...change } : one)),
});
const stranger = seededBytes("stranger");

const FORGED: readonly [string, Forged][] = [
  [
    "pays a line a unit more",
    { payout: (one) => shared(one, { amount: one.transfers[1]!.amount + 1n }) },
  ],
  ["pays a line into another wallet", { payout: (one) => shared(one, { recipient: 0 }) }],
  ["leaves a line out", { payout: (one) => ({ ...one, transfers: one.transfers.slice(1) }) }],
  ["pays from another account", { payout: (one) => ({ ...one, treasury: stranger }) }],
  [
    "takes another receipt",
    { payout: (one) => ({ ...one, receipt: { ...one.receipt, key: stranger } }) },
  ],
  ["is said to be of another batch", { as: { batch: 1 } }],
  ["is said to void", { as: { purpose: "void" } }],
  ["is for what nobody knows", { as: { purpose: "mint" as Purpose } }],
  ["names an event that the ledger does not have", { fees: { ledgerHead: "aa".repeat(32) } }],
];

test.each(FORGED)(
  "bytes that are no payment of the plan get no signature: one that %s",
  async (_, forged) => {
    await using given = await givenSigning();

    await expect(given.ask(given.plan, "pay", forged)).rejects.toMatchObject({
      code: "signer_bytes",
    });
  },
);

const DEAR: readonly [string, Partial<Fees>][] = [
  ["the rent of a receipt", { rentExempt: 1_781_761n }],
  ["the price of a compute unit", { unitPriceMicroLamports: 1_000_001n }],
  ["the compute units of a transaction", { units: 600_001 }],
];

test.each(DEAR)("what spends more than the cap on %s gets no signature", async (what, fees) => {
  await using given = await givenSigning();

  for (const purpose of ["pay", "void", "open"] as const)
    await expect(given.ask(given.plan, purpose, { fees })).rejects.toMatchObject({
      code: "signer_cap",
      message: expect.stringContaining(what),
    });
});

test("a plan that nobody proposed, or that is another's to pay, gets no signature", async () => {
  await using given = await givenSigning();
  const other = await given.approved(
    planOf({ ...FACTS, settler: walletOf("another settler") }, THREE, { period: "2026-08" }),
  );

  await expect(given.ask(planOf(FACTS, THREE), "void")).rejects.toThrow("nobody proposed it");
  await expect(given.ask(other, "pay")).rejects.toThrow(`has the key of ${settler.address}`);
});

test("a plan that was held, or whose time is over, is neither opened nor paid, and is voided all the same", async () => {
  await using given = await givenSigning();
  const of = { digest: given.digestOf(given.plan), period: given.plan.period };
  const held = { ...of, reason: "a wallet looks wrong" };
  await given.ledger.append("distribution_held", held, { actor: ada.account });
  for (const purpose of ["pay", "open"] as const)
    await expect(given.ask(given.plan, purpose)).rejects.toThrow("it is held; 2 of 2");
  const resumed = { ...of, reason: "it was right" };
  await given.ledger.append("distribution_resumed", resumed, { actor: ada.account });

  given.clock.now = new Date("2026-10-13T12:00:00Z");

  for (const purpose of ["pay", "open"] as const)
    await expect(given.ask(given.plan, purpose)).rejects.toMatchObject({
      code: "signer_not_payable",
    });
  await given.ask(given.plan, "void");
});

test("a plan whose time is over is paid on where the signer, or its key by the ledger's bytes, had begun", async () => {
  await using given = await givenSigning();
  const digest = given.digestOf(given.plan);
  const attempt = (wire: Uint8Array) => ({
    ...{ digest, batch: 0, attempt: 1, purpose: "pay" as const },
    wire: Buffer.from(wire).toString("base64"),
    signature: signatureOf(wire),
    ...{ blockhash: addressOf("block"), last_valid_block_height: 9 },
  });
  await using forged = givenLedger();
  await givenCommittee(forged.ledger, [ada, bob, eva]);
  await given.approved(given.plan, forged.ledger);
  const late = { now: () => Date.parse("2026-10-13T12:00:00Z") };
  const lost = openSignerStore(":memory:");
  const signerOf = (ledger: Ledger) => givenSigner({ settler, ledger, clock: late, store: lost });

  // Somebody wrote an attempt into the ledger that the key never signed.
  const unsigned = await given.ask(given.plan, "pay");
  await forged.ledger.append("attempt_signed", attempt(unsigned.fill(7, 1, 65)), {
    actor: "settler",
  });
  await expect(
    given.ask(given.plan, "pay", {}, signerOf(forged.ledger), forged.ledger),
  ).rejects.toThrow("its time is over and nothing of it was signed");

  const begun = attempt(await given.ask(given.plan, "pay"));
  await given.ledger.append("attempt_signed", begun, { actor: "settler" });
  await given.ask(given.plan, "pay", {}, signerOf(given.ledger));
});

test("approvals that a change of the committee voided are none to the signer", async () => {
  await using given = await givenSigning();
  const dates = { valid_from: "2026-01-01T00:00:00Z", valid_to: "2026-10-05T00:00:00Z" };
  const ended = { account: eva.account, role: "committee", stream: null, ...dates };
  await given.ledger.append("role_granted", ended, { actor: "demo" });

  await expect(given.ask(given.plan, "pay")).rejects.toThrow("0 of 2 approvals count");
});

test("an opening takes a place of its own month's line only", async () => {
  await using given = await givenSigning();

  for (const after of ["2026-08", "5e".repeat(32)])
    await expect(given.ask(given.plan, "open", { place: { after, turn: 0 } })).rejects.toThrow(
      "no such place of 2026-09",
    );
  await expect(given.signer.saltOf("a text to sign")).rejects.toThrow(
    "neither plan nor closing nor place",
  );
});

/** The same lines once more, in a revision that the committee approved. */
async function revised(given: Awaited<ReturnType<typeof givenSigning>>): Promise<Plan> {
  const predecessor = given.digestOf(given.plan);
  return await given.approved(planOf(FACTS, THREE, { revision: 2, predecessor }));
}

test("a line that was signed under one plan is signed under its revision once a void was signed and landed", async () => {
  await using given = await givenSigning();
  const first = given.digestOf(given.plan);
  await given.ask(given.plan, "pay");
  await given.ask(given.plan, "void");
  await given.ledger.append("batch_voided", voided(first), { actor: "settler" });

  await given.ask(await revised(given), "pay");
});

test("what the ledger calls voided, and no void was signed nor asked for, is signed under no other plan", async () => {
  await using given = await givenSigning();
  const first = given.digestOf(given.plan);
  await given.ask(given.plan, "pay");
  await given.ledger.append("batch_voided", voided(first), { actor: "settler" });
  const revision = await revised(given);

  await expect(given.ask(revision, "pay")).rejects.toMatchObject({
    code: "signer_spent",
    message: expect.stringContaining("no void was signed"),
  });

  const wish = { digest: first, reason: "somebody else took its receipt" };
  await given.ledger.append("distribution_void_asked", wish, { actor: ada.account });
  await given.ask(revision, "pay");
});

test("a line that was signed is signed under no plan of another ledger", async () => {
  await using given = await givenSigning();
  await using fresh = givenLedger();
  await givenCommittee(fresh.ledger, [ada, bob, eva]);
  const other = await given.approved(planOf(FACTS, THREE, { perBatch: 1 }), fresh.ledger);
  await given.ask(given.plan, "pay");

  await expect(
    given.ask(other, "pay", {}, given.signerOf(fresh.ledger), fresh.ledger),
  ).rejects.toThrow("which was neither paid nor voided");
});

test("what was once seen as paid is signed under no other plan, whatever a later ledger says", async () => {
  await using given = await givenSigning();
  const first = given.digestOf(given.plan);
  await given.ask(given.plan, "pay");
  const next = await given.approved(planOf(FACTS, THREE, { period: "2026-10" }));
  await given.ledger.append("batch_paid", voided(first), { actor: "settler" });
  await given.ask(next, "pay");
  // A ledger from before, in which the same batch is voided.
  await using later = givenLedger();
  await givenCommittee(later.ledger, [ada, bob, eva]);
  await given.approved(given.plan, later.ledger);
  const signer = given.signerOf(later.ledger);
  await given.ask(given.plan, "void", {}, signer, later.ledger);
  await later.ledger.append("batch_voided", voided(first), { actor: "settler" });
  const again = planOf(FACTS, THREE, { revision: 2, predecessor: first });
  await given.approved(again, later.ledger);

  await expect(given.ask(again, "pay", {}, signer, later.ledger)).rejects.toThrow("which paid it");
});

test("a signature leaves once it is remembered, and not where that fails", async () => {
  const store = openSignerStore(":memory:");
  const full = {
    ...store,
    note() {
      throw new Error("the disk is full");
    },
  };
  await using given = await givenSigning(full);

  await expect(given.ask(given.plan, "pay")).rejects.toThrow("the disk is full");
});

test("a signer whose memory was lost begins an empty one and signs what is approved", async () => {
  const folder = mkdtempSync(join(tmpdir(), "vklad-signer-"));
  const file = join(folder, "signer.db");
  try {
    await using given = await givenSigning(openSignerStore(file));
    await given.ask(given.plan, "pay");
    const digest = given.digestOf(given.plan);
    given.store[Symbol.dispose]();
    using again = openSignerStore(file);
    expect(again.wasSigned({ digest, batch: 0, purpose: "pay" })).toBe(true);

    using lost = openSignerStore(":memory:");
    const clock = { now: () => NOON.getTime() };
    const signer = givenSigner({ settler, ledger: given.ledger, clock, store: lost });
    await given.ask(given.plan, "pay", {}, signer);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("a copy of a plan that somebody changed in the signer's memory is not signed by", async () => {
  await using given = await givenSigning();
  const richer: readonly GivenLine[] = THREE.map((one) => ({ ...one, amount: one.amount + 1n }));
  const changed = {
    ...given.store,
    planOf: () => JSON.stringify(planToJson(planOf(FACTS, richer))),
  };
  const signer = givenSigner({
    ...{ settler, ledger: given.ledger, store: changed },
    clock: { now: () => NOON.getTime() },
  });

  await expect(given.ask(given.plan, "pay", {}, signer)).rejects.toThrow("gives digest");
});

const TOTAL = THREE.reduce((sum, { amount }) => sum + amount, 0n);
const LARGEST = THREE.reduce((most, { amount }) => (amount > most ? amount : most), 0n);

const CAPPED: readonly [keyof TokenCaps, bigint, string][] = [
  ["plan", TOTAL, "planTokens"],
  // The plan of these tests carries nothing in and releases nothing.
  ["budgets", TOTAL, "planTokens"],
  ["line", LARGEST, "lineTokens"],
  ["person", LARGEST, "personTokens"],
  ["hour", TOTAL, "hourTokens"],
];

test.each(CAPPED)(
  "what is a base unit above the cap on a %s is not signed, and at the cap it is",
  async (cap, most, setting) => {
    await using given = await givenSigning();
    const clock = { now: () => NOON.getTime() };
    const capped = (value: bigint) =>
      givenSigner({
        ...{ settler, ledger: given.ledger, clock },
        tokenCaps: { ...NO_TOKEN_CAPS, [cap]: value },
      });

    await expect(given.ask(given.plan, "pay", {}, capped(most - 1n))).rejects.toMatchObject({
      code: "signer_cap",
      message: expect.stringMatching(`${most} base units .* ${most - 1n} .*caps\\.${setting}`),
    });
    await given.ask(given.plan, "pay", {}, capped(most));
  },
);

test("a person's cap counts all that a plan pays into one wallet", async () => {
  await using given = await givenSigning();
  const wallet = walletOf("one of many");
  const shared = THREE.map((one) => ({ ...one, wallet }));
  const plan = await given.approved(planOf(FACTS, shared, { period: "2026-08", perBatch: 1 }));
  const signer = givenSigner({
    ...{ settler, ledger: given.ledger, clock: { now: () => NOON.getTime() } },
    tokenCaps: { ...NO_TOKEN_CAPS, person: TOTAL - 1n },
  });

  await expect(given.ask(plan, "pay", {}, signer)).rejects.toThrow(`${TOTAL} base units`);
});

test("an hour's cap counts what was signed within it, and what is signed again only once", async () => {
  await using given = await givenSigning();
  const at = { now: NOON.getTime() };
  const plan = await given.approved(planOf(FACTS, THREE, { period: "2026-08", perBatch: 1 }));
  const signer = givenSigner({
    ...{ settler, ledger: given.ledger, clock: { now: () => at.now } },
    tokenCaps: { ...NO_TOKEN_CAPS, hour: TOTAL - 1n },
  });
  for (const batch of [0, 1, 0]) await given.ask(plan, "pay", { batch }, signer);
  at.now += 59 * 60_000;
  await expect(given.ask(plan, "pay", { batch: 2 }, signer)).rejects.toThrow("within an hour");

  at.now += 2 * 60_000;

  await given.ask(plan, "pay", { batch: 2 }, signer);
});

/** The plan as settled by what the ledger says, its one batch paid. */
async function settled(given: Awaited<ReturnType<typeof givenSigning>>): Promise<string> {
  const digest = given.digestOf(given.plan);
  const by = { actor: "settler" };
  await given.ledger.append("batch_paid", voided(digest), by);
  const settling = {
    ...{ digest, paid_base_units: "1", escrowed_base_units: "0", carry_base_units: "0" },
    ...{ treasury_before_base_units: "1", treasury_after_base_units: "0" },
    difference_base_units: "0",
  };
  await given.ledger.append("distribution_settled", settling, by);
  return digest;
}

/** Asks to take receipts back, unless something is forged. */
async function askBack(
  given: Awaited<ReturnType<typeof givenSigning>>,
  change: Partial<Reclaiming> = {},
): Promise<void> {
  const digest = given.digestOf(given.plan);
  const { receipt, of } = payoutsOf(given.plan, digest, settler)(0);
  const reclaiming: Reclaiming = {
    ...{ settler: settler.publicKey, of, attempt: 3 },
    refunds: [{ receipt, lamports: 890_880n }],
    ...change,
  };
  const ledgerHead = (await given.ledger.head())?.hash ?? "";
  const fees = { blockhash: seededBytes("block"), unitPriceMicroLamports: 0n, units: 3_000 };
  const wire = reclaimWire(reclaiming, { ...fees, ledgerHead });
  const asked = { digest, batch: 3, purpose: "reclaim", place: null } as const;
  putSignature(wire, await given.signer.sign({ ...asked, wire }));
  expect(isSignedBy(settler.publicKey, wire)).toBe(true);
}

test("a plan is closed once the ledger has it settled, and not before", async () => {
  await using given = await givenSigning();
  await expect(given.ask(given.plan, "close")).rejects.toThrow("it is not settled (unsettled");
  await settled(given);

  expect(decodePayout(await given.ask(given.plan, "close")).memo).toContain("stk2c:202609:");
  await expect(given.ask(given.plan, "close", { as: { purpose: "void" } })).rejects.toMatchObject({
    code: "signer_bytes",
  });
});

test("receipts of a closed plan go back to the settler, and nothing of the plan is signed then", async () => {
  await using given = await givenSigning();
  await expect(askBack(given)).rejects.toThrow("it is not settled");
  const digest = await settled(given);
  await expect(askBack(given)).rejects.toThrow("it is not closed");
  await given.ask(given.plan, "void");
  const closed = { digest, signature: "3".repeat(64), slot: 7, height: 7 };
  await given.ledger.append("plan_closed", closed, { actor: "settler" });

  const seed = "0".repeat(16);
  const receipt = { seed, key: addressWithSeed(settler.publicKey, seed) };
  await expect(askBack(given, { refunds: [{ receipt, lamports: 1n }] })).rejects.toThrow(
    "no receipt of the plan",
  );
  await expect(askBack(given, { attempt: 4 })).rejects.toMatchObject({ code: "signer_bytes" });
  await expect(askBack(given, { settler: seededBytes("stranger") })).rejects.toMatchObject({
    code: "signer_bytes",
  });
  await askBack(given);

  for (const purpose of ["pay", "void"] as const)
    await expect(given.ask(given.plan, purpose)).rejects.toThrow("receipts were taken back");
});
