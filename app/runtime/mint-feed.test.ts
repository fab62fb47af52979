/** The token's mint read from the file of an embedded chain, and over RPC from a node in front of it. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

import { afterEach, expect, test, vi } from "vitest";

import { mintToken } from "../../activities/settlement/chain/embedded/mint.ts";
import type { ChainFetch } from "../../activities/settlement/chain/embedded/open.ts";
import { rawPublicKey } from "../../activities/settlement/chain/raw-public-key.ts";
import { base58Bytes } from "../../activities/settlement/chain/transaction/base58.ts";
import {
  addressText,
  associatedTokenAddress,
} from "../../activities/settlement/chain/transaction/programs.ts";
import {
  closeAccount,
  giveAway,
  ownerOf,
  sendTokens,
} from "../../activities/settlement/given-strangers.ts";
import { givenSettlement } from "../../activities/settlement/given.ts";
import type { Json } from "../../sources/source.ts";
import { seededKeyPair } from "../../test/seed.ts";
import demo from "../../vklad.config.ts";
import { checkConfig } from "../community/configuration.ts";
import { openMintFeed } from "./mint-feed.ts";

const UNTIL = "2026-10-05T09:00:00.000Z";
const SUPPLY = 1_000_000_000_000n;

afterEach(() => vi.unstubAllEnvs());

/** What a node does with a request: null lets the chain answer it. */
type Answer = (request: { method: string; params: unknown[] }) => object | number | null;

async function givenChain() {
  let inner: ChainFetch;
  const given = await givenSettlement({ through: (fetch) => (inner = fetch) });
  const close = given[Symbol.asyncDispose].bind(given);
  let answer: Answer = () => null;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const asked = JSON.parse(Buffer.concat(chunks).toString()) as {
      id: string;
      method: string;
      params: unknown[];
    };
    const own = answer(asked);
    if (typeof own === "number") return void response.writeHead(own).end("not for you");
    const text =
      own === null
        ? await (await inner("", { body: JSON.stringify(asked) })).text()
        : JSON.stringify({ jsonrpc: "2.0", id: asked.id, ...own });
    response.writeHead(200, { "content-type": "application/json" }).end(text);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/a-secret-key`;
  const { mint, treasury } = given.facts;

  async function read(settlement: object) {
    const config = checkConfig({ ...demo, demo: undefined, settlement }, "vklad.config.ts");
    const feed = openMintFeed({ config, folder: { chain: join(given.folder, "chain") } });
    const signal = AbortSignal.timeout(60_000);
    const { records } = await feed.fetchPage({ cursor: null, until: UNTIL, signal });
    return records as readonly Readonly<Record<string, Json>>[];
  }

  return Object.assign(given, {
    url,
    answersWith: (by: Answer) => (answer = by),
    fromFile: () => read({}),
    overRpc: (changes: object = {}) => read({ cluster: url, mint, treasury, ...changes }),
    accountOf: (name: string) =>
      addressText(associatedTokenAddress(ownerOf(name).publicKey, base58Bytes(mint, 32))),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      await close();
    },
  });
}

type GivenChain = Awaited<ReturnType<typeof givenChain>>;

/** Another token of the same program: its accounts are nobody's business. */
async function mintAnother({ chain, settler }: GivenChain) {
  const pair = seededKeyPair("another mint");
  const mint = { publicKey: rawPublicKey(pair.publicKey), privateKey: pair.privateKey };
  const { blockhash } = await chain.chain.latestBlockhash();
  const { wire } = mintToken({
    ...{ maker: settler, owner: settler.publicKey, mint, decimals: 6, supply: 7n },
    blockhash: base58Bytes(blockhash, 32),
    rent: await chain.chain.rentExempt(82),
  });
  await chain.chain.send(wire);
  chain.advance(40);
}

test("a saved chain and a node of a cluster tell the same of supply, treasury and every account", async () => {
  await using given = await givenChain();
  await giveAway(given, ownerOf("ada"), ownerOf("bob").publicKey);
  await sendTokens(given, given.settler, given.accountOf("ada"), 40n);
  await giveAway(given, ownerOf("eva"), ownerOf("eva").publicKey);
  await giveAway(given, ownerOf("zoe"), ownerOf("zoe").publicKey);
  await closeAccount(given, ownerOf("zoe"));
  await mintAnother(given);

  const [snapshot, ...parts] = await given.fromFile();
  const overRpc = await given.overRpc();

  const { genesis, mint, treasury } = given.facts;
  expect(snapshot).toMatchObject({
    ...{ genesis, mint, treasury, decimals: 6, mint_authority: null, freeze_authority: null },
    ...{ supply_base_units: `${SUPPLY}`, treasury_base_units: `${SUPPLY - 40n}` },
    ...{ at: UNTIL, no_holders: null },
  });
  const expected = [
    [treasury, given.settler.address, `${SUPPLY - 40n}`, 0],
    [given.accountOf("ada"), ownerOf("bob").address, "40", 0],
    [given.accountOf("eva"), ownerOf("eva").address, "0", 0],
  ];
  expect(parts).toHaveLength(1);
  expect(parts[0]?.["accounts"]).toEqual(
    expected.toSorted(([a = ""], [b = ""]) => (a < b ? -1 : 1)),
  );
  expect(overRpc[1]).toEqual(parts[0]);
  expect(overRpc[0]?.["supply_base_units"]).toBe(`${SUPPLY}`);
});

test("a node that filters nothing adds no other token's holders", async () => {
  await using given = await givenChain();
  await mintAnother(given);
  given.answersWith((request) => {
    if (request.method === "getProgramAccounts")
      Object.assign(request.params[1] as object, { filters: [{ dataSize: 165 }] });
    return null;
  });

  const [snapshot, part] = await given.overRpc();

  expect(snapshot).toMatchObject({ no_holders: null });
  expect(part?.["accounts"]).toHaveLength(1);
});

test.each([
  ["an index that it does not keep", { error: { code: -32_010, message: "excluded" } }],
  ["a method that it does not know", { error: { code: -32_601, message: "Method not found" } }],
  ["a door that is shut", 403],
])("a node that refuses the list for %s tells of the supply all the same", async (_, refusal) => {
  await using given = await givenChain();
  given.answersWith(({ method }) => (method === "getProgramAccounts" ? refusal : null));

  const records = await given.overRpc();

  expect(records).toMatchObject([
    { supply_base_units: `${SUPPLY}`, holdings: null, no_holders: "refused" },
  ]);
});

test("a node that is too busy is no node that refuses: it is asked again by the next run", async () => {
  await using given = await givenChain();
  given.answersWith(({ method }) => (method === "getProgramAccounts" ? 429 : null));

  await expect(given.overRpc()).rejects.toThrow("429");
});

test("a node of another chain than the one that is named is told apart, and its key is in no error", async () => {
  await using given = await givenChain();
  vi.stubEnv("VKLAD_SETTLEMENT_RPC", given.url);

  const error = await given.overRpc({ cluster: "devnet" }).catch((found: Error) => found);

  expect(error).toMatchObject({ name: "ChainMismatchError" });
  expect(String(error)).not.toContain("a-secret-key");
});

test("before there is an embedded chain there is nothing to tell, and a mint that is none is named", async () => {
  await using given = await givenChain();
  const config = checkConfig(demo, "vklad.config.ts");
  const feed = openMintFeed({ config, folder: { chain: join(given.folder, "nowhere") } });
  const request = { cursor: null, until: UNTIL, signal: AbortSignal.timeout(5_000) };

  expect(await feed.fetchPage(request)).toMatchObject({ records: [], cursor: null, done: true });
  await expect(given.overRpc({ mint: given.facts.treasury })).rejects.toThrow("it is no mint");
});
