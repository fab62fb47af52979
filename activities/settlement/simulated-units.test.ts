import { createHash } from "node:crypto";

import { Connection } from "@solana/web3.js";
import { expect, test } from "vitest";

import { DEFAULT_CAPS } from "./caps.ts";
import { connectionChain } from "./chain/connection.ts";
import { createBlocks, FIRST_SLOT } from "./chain/embedded/blocks.ts";
import { createMachine } from "./chain/embedded/machine.ts";
import { mintToken } from "./chain/embedded/mint.ts";
import { createRpc, type RpcRequest } from "./chain/embedded/rpc.ts";
import { signatureOf } from "./chain/transaction/message.ts";
import { base58Bytes } from "./chain/transaction/base58.ts";
import { addressText } from "./chain/transaction/programs.ts";
import { settlerOf } from "./chain/settler-key.ts";
import { decodePayout } from "./decode-payout.ts";
import { planOf, type GivenLine } from "./given.ts";
import { payoutsOf, type Payout } from "./payout.ts";
import { signAttempt } from "./sign-attempt.ts";
import { blindSigner } from "./signer/given.ts";

const keyOf = (name: string) => settlerOf(createHash("sha256").update(name).digest());
const settler = keyOf("settler");
const signer = blindSigner(settler);
const mint = keyOf("mint");
const DIGEST = "5e".repeat(32);

/** Found by looking at 200,000 wallets: for this mint its account's address is the 21st that was tried. */
const FAR_DOWN: GivenLine = { member: "m_far_105919", amount: 5n };

/** A chain whose mint is always the same, so that a wallet's account is as far down each time. */
function givenChain() {
  const machine = createMachine();
  const genesis = addressText(keyOf("genesis").publicKey);
  const clock = { now: () => 0 };
  const blocks = createBlocks(
    machine,
    { genesis, head: FIRST_SLOT, log: [] },
    { clock, slotMs: 50 },
  );
  machine.airdrop(settler.publicKey, 10n ** 12n);
  const blockhash = base58Bytes(blocks.hashOf(blocks.slotOf("processed")), 32);
  const rent = blocks.rentExempt(82);
  const token = mintToken({
    maker: settler,
    owner: settler.publicKey,
    mint,
    decimals: 6,
    supply: 1_000n,
    blockhash,
    rent,
  });
  blocks.submit(token.wire);
  blocks.advance(40);
  const rpc = createRpc(blocks, { saved: () => {}, slotsPerQuestion: 1 });
  const connection = new Connection("http://embedded.invalid", {
    fetch: (async (_url: string, { body }: { body: string }) =>
      Response.json(rpc.answer(JSON.parse(body) as RpcRequest))) as unknown as typeof fetch,
  });
  const facts = {
    genesis,
    mint: mint.address,
    treasury: addressText(token.treasury),
    settler: settler.address,
    decimals: 6,
  };
  return { chain: connectionChain(connection), blocks, facts };
}

function payoutOf(
  facts: Parameters<typeof planOf>[0],
  lines: readonly GivenLine[],
  createsAccounts = true,
) {
  return payoutsOf(planOf(facts, lines, { createsAccounts }), DIGEST, settler)(0);
}

const SPENDING = {
  digest: DIGEST,
  purpose: "pay",
  ledgerHead: "1e".repeat(32),
  unitPriceMicroLamports: 0n,
  caps: DEFAULT_CAPS,
  isFree: async () => true,
} as const;

test("a wallet whose address lies far down is paid: the limit is what its account needs", async () => {
  const { chain, blocks, facts } = givenChain();

  const signed = await signAttempt(chain, signer, payoutOf(facts, [FAR_DOWN]), SPENDING);
  const wire = signed?.wire ?? expect.unreachable();
  await chain.send(wire);
  blocks.advance(40);

  const { values } = await chain.statuses([signatureOf(wire)]);
  expect(values).toMatchObject([{ commitment: "finalized", error: null }]);
});

test("a payment into an account that is there asks for a fraction of what its creation needs", async () => {
  const { chain, blocks, facts } = givenChain();
  const unitsOf = async (payout: Payout) => {
    const signed = await signAttempt(chain, signer, payout, SPENDING);
    const { wire } = signed ?? expect.unreachable();
    await chain.send(wire);
    blocks.advance(40);
    return decodePayout(wire).fees.units;
  };
  const creating = await unitsOf(payoutOf(facts, [FAR_DOWN]));
  const other = payoutsOf(
    planOf(facts, [FAR_DOWN], { createsAccounts: false }),
    "aa".repeat(32),
    settler,
  );
  const paying = await unitsOf(other(0));

  // 39,000 was what every such payment got.
  expect(creating).toBeGreaterThan(39_000);
  expect(paying).toBeLessThan(creating / 4);
});

test("a batch that has its receipt is not signed again", async () => {
  const { chain, facts } = givenChain();
  const payout = payoutOf(facts, [FAR_DOWN]);
  const first = await signAttempt(chain, signer, payout, SPENDING);
  await chain.send(first?.wire ?? expect.unreachable());

  // The confirmed view is two blocks behind, and a simulation runs on the newest.
  expect(await signAttempt(chain, signer, payout, SPENDING)).toBe(null);
});

test("a treasury that is short is said in words, and nothing is signed", async () => {
  const { chain, facts } = givenChain();

  await expect(
    signAttempt(chain, signer, payoutOf(facts, [{ ...FAR_DOWN, amount: 1_001n }]), SPENDING),
  ).rejects.toThrow(
    /the treasury holds too little \(\{"InstructionError":\[4,\{"Custom":1\}\]\}\)/,
  );
});

test("too few lamports for a token account are not taken for too few tokens", async () => {
  const { chain, facts } = givenChain();
  const simulate = async () => ({
    error: { InstructionError: [3, { Custom: 1 }] },
    units: 0,
    logs: [],
  });

  await expect(
    signAttempt({ ...chain, simulate }, signer, payoutOf(facts, [FAR_DOWN]), SPENDING),
  ).rejects.toThrow("the settler has too few lamports for the token account");
});
