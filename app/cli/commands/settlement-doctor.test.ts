import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { openCluster } from "../../../activities/settlement/chain/cluster/open.ts";
import type { ChainFetch } from "../../../activities/settlement/chain/embedded/open.ts";
import { walletOf } from "../../../activities/settlement/given.ts";
import {
  givenTreasury,
  type GivenTreasury,
} from "../../../activities/settlement/treasury/given-treasury.ts";
import demo from "../../../vklad.config.ts";
import { CLUSTERS } from "../../community/settlement-settings.ts";

const HELD = 5_000_000n;
const MAIN = join(import.meta.dirname, "../main.ts");

let given: GivenTreasury;
let url: string;
const server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString();
  const answer = await (await node("", { body })).text();
  const isNamed = named !== null && body.includes("getGenesisHash");
  const told = isNamed ? JSON.stringify({ ...JSON.parse(answer), result: named }) : answer;
  response.writeHead(200, { "content-type": "application/json" }).end(told);
});
let node: ChainFetch;
/** The genesis that the node tells in place of its own. */
let named: string | null = null;

/** The embedded chain behind a port, as a node of a cluster. */
beforeAll(async () => {
  given = await givenTreasury(HELD, { through: (inner) => (node = inner) });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/a-secret-key`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
  await given[Symbol.asyncDispose]();
});

async function doctor(settlement: object, locale = "en") {
  const { mint, treasury } = given.facts;
  const community = { ...demo, settlement: { mint, treasury, ...settlement }, demo: undefined };
  const folder = join(given.folder, "doctor");
  mkdirSync(folder, { recursive: true });
  const config = join(folder, "config.mjs");
  writeFileSync(config, `export default ${JSON.stringify(community)}`);
  const args = ["--data", given.folder, "--config", config, "--locale", locale];
  return await new Promise<{ code: number; text: string }>((done) => {
    execFile(
      process.execPath,
      [MAIN, ...args, "settlement", "doctor"],
      { env: { ...process.env, VKLAD_SETTLEMENT_RPC: url, VKLAD_SETTLEMENT_WITNESSES: "" } },
      (error, stdout, stderr) => done({ code: error === null ? 0 : 1, text: stdout + stderr }),
    );
  });
}

test("the doctor says of each line what was found and expected, and no address with its key", async () => {
  const { code, text } = await doctor({ cluster: "http://127.0.0.1:1" });

  expect(text).toMatch(/✓ decimals of the token: found: 6; expected: 6\n/);
  expect(text).toContain(`! owner of the treasury: found: ${given.facts.settler}; expected: ≠ `);
  expect(text).toContain("The key that pays owns the treasury: whoever steals it takes all.");
  expect(text).toContain("! witnesses: found: 0; expected: ≥ 1");
  expect(text).toContain("believed by the word of one node");
  expect(text).not.toContain("a-secret-key");
  expect(code).toBe(0);
});

test("on a named cluster the doctor leads to its explorer, on another chain to none", async () => {
  const { mint, treasury, genesis } = given.facts;
  const page = (address: string) =>
    `\n  https://explorer.solana.com/address/${address}?cluster=devnet\n`;
  named = CLUSTERS.devnet.genesis;
  const { text } = await doctor({ cluster: "devnet" });
  named = genesis;
  const other = await doctor({ cluster: "devnet" });
  named = null;

  expect(text).toContain(page(mint));
  expect(text).toContain(page(treasury));
  expect(other.text).not.toContain("explorer");
});

test("at a mismatch the doctor says so in the terminal's language and ends with a non-zero code", async () => {
  const { code, text } = await doctor({ cluster: "mainnet-beta" }, "ru");

  expect(text).toContain(
    `✕ сеть, по хешу её начала: найдено: ${given.facts.genesis}; ожидалось: ${CLUSTERS["mainnet-beta"].genesis}`,
  );
  expect(text).toContain("Пока отмеченное ✕ не исправлено, ничего не выплачивается.");
  expect(code).toBe(1);
});

test("no plan is told of a chain that is not the one that was named, or of a treasury that is none", async () => {
  const { mint, treasury, genesis, settler } = given.facts;
  const cluster = (changes: object) =>
    openCluster({ name: "devnet", genesis, rpc: url, witnesses: [], mint, treasury, ...changes });

  expect(await cluster({}).view()).toMatchObject({ genesis, mint, treasury, settler });
  await expect(cluster({ genesis: CLUSTERS.devnet.genesis }).view()).rejects.toThrow(
    `settlement.cluster is devnet, whose genesis is ${CLUSTERS.devnet.genesis}`,
  );
  await expect(cluster({ treasury: walletOf("nobody") }).view()).rejects.toThrow(
    "expected a token account of the mint",
  );
});

test("of a committee's treasury the doctor names the multisig, and what is allowed beyond any plan", async () => {
  const { treasury, multisig, settler } = given;
  await given.allow(7n);
  const { code, text } = await doctor({
    ...{ cluster: "http://127.0.0.1:1", treasury, settler: settler.address },
  });

  expect(text).toContain(`✓ owner of the treasury: found: ${multisig}, 2/3`);
  expect(text).toContain(`how much: found: ${settler.address}: 7; expected: ≤ 0`);
  expect(text).toContain("Take it back: vklad treasury revoke --write FILE");
  expect(text).not.toContain("The key that pays owns the treasury");
  expect(code).toBe(0);
});

test("a plan names who is to pay it: whom the configuration names, and never a multisig", async () => {
  const { mint, genesis } = given.facts;
  const { treasury, settler } = given;
  const cluster = (changes: object) =>
    openCluster({ name: "devnet", genesis, rpc: url, witnesses: [], mint, treasury, ...changes });

  expect(await cluster({ settler: settler.address }).view()).toMatchObject({
    ...{ treasury, settler: settler.address },
  });
  await expect(cluster({}).view()).rejects.toThrow("expected settlement.settler to name");
});
