import { connectCluster } from "../../activities/settlement/chain/open.ts";
import { settlerOf } from "../../activities/settlement/chain/settler-key.ts";
import { mintOn, surfpool, untilFinal } from "../surfpool.ts";
import { givenDoor } from "./door.ts";

/** A payment is final after 32 of them, and may land within 150. */
const SLOT_MS = 50;

/** Of the thousand slots that a net may be ahead of its reader. */
const DRAIN_MS = 1_000;

/** https://www.jsonrpc.org/specification#error_object: the method does not exist here. */
const NO_SUCH_METHOD = -32_601;

export type TwoSurfpools = Awaited<ReturnType<typeof givenTwoSurfpools>>;

/**
 * One Surfpool is the cluster. The second follows it: it has an engine, slots and a clock of its
 * own and takes what it lacks (genesis, accounts, transactions, statuses) from the first, over RPC.
 * It shows and simulates, but takes no payments, as nodes that only serve reads: Surfpool cannot
 * take part in another's blocks, and would list each payment that it was handed as a failed one.
 */
export async function givenTwoSurfpools() {
  if (surfpool === null) throw new Error("Surfpool has no build for this platform.");
  const { Surfnet } = surfpool;
  const pace = { blockProductionMode: "clock", slotTimeMs: SLOT_MS };
  const first = Surfnet.startWithConfig({ ...pace, offline: true, airdropSol: 1e12 });
  const second = Surfnet.startWithConfig({ ...pace, offline: false, remoteRpcUrl: first.rpcUrl });
  const draining = setInterval(() => [first, second].forEach((net) => net.drainEvents()), DRAIN_MS);
  const chain = connectCluster(first.rpcUrl);
  const settler = settlerOf(Uint8Array.from(first.payerSecretKey.slice(0, 32)));
  const { mint, treasury, signature } = await mintOn(chain, settler);
  await untilFinal(chain, signature);
  second.streamAccount(treasury);
  const witness = await givenDoor(second.rpcUrl, ({ body }) =>
    /"method"\s*:\s*"sendTransaction"/.test(body) ? refusal(body) : null,
  );
  return {
    cluster: first.rpcUrl,
    witness: witness.url,
    mint,
    treasury,
    /** As `solana-keygen` writes it. */
    settlerKey: JSON.stringify([...first.payerSecretKey]),
    /** What the first net, and the second, say that a wallet has of the token. */
    async balanceOf(wallet: string): Promise<readonly bigint[]> {
      const { value } = await asked<{ value: readonly { pubkey: string }[] }>(first.rpcUrl, {
        method: "getTokenAccountsByOwner",
        params: [wallet, { mint }, { encoding: "jsonParsed", commitment: "finalized" }],
      });
      // What it has once read the second keeps as it was.
      for (const { pubkey } of value) second.streamAccount(pubkey);
      return await Promise.all(
        [first.rpcUrl, witness.url].map(async (url) => {
          const method = "getTokenAccountBalance";
          const amounts = await Promise.all(
            value.map(({ pubkey }) => asked<TokenAmount>(url, { method, params: [pubkey] })),
          );
          return amounts.reduce((sum, { value: { amount } }) => sum + BigInt(amount), 0n);
        }),
      );
    },
    async [Symbol.asyncDispose]() {
      await witness[Symbol.asyncDispose]();
      clearInterval(draining);
      second.stop();
      first.stop();
    },
  };
}

function refusal(body: string) {
  const { id } = JSON.parse(body) as { id: string };
  const error = { code: NO_SUCH_METHOD, message: "Method not found" };
  const headers = { "content-type": "application/json" };
  return { status: 200, headers, body: JSON.stringify({ jsonrpc: "2.0", id, error }) };
}

interface TokenAmount {
  readonly value: { readonly amount: string };
}

async function asked<Result>(
  url: string,
  question: { readonly method: string; readonly params: readonly unknown[] },
): Promise<Result> {
  const reply = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, ...question }),
  });
  return ((await reply.json()) as { result: Result }).result;
}
