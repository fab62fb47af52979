import { expect, test } from "vitest";

import { givenPlan } from "../../warehouse/ledger/given.ts";
import { planToJson } from "../../warehouse/ledger/plan/plan-json.ts";
import demo from "../../vklad.config.ts";
import { checkConfig } from "../community/configuration.ts";
import { explorersOf } from "../community/explorer.ts";
import { CLUSTERS } from "../community/settlement-settings.ts";
import { auditPages, setupPages } from "./explorer-pages.ts";

const explorers = explorersOf(checkConfig(demo, "vklad.config.ts"));
const payment = (batch: number) => ({ batch, signature: `sig${batch}`, slot: 1, wire: "" });

function pagesFor(genesis: string, paymentCount: number) {
  const plan = planToJson(givenPlan());
  const chain = { ...plan.chain, genesis, treasury: "Treasury1" };
  const payments = Array.from({ length: paymentCount }, (_, batch) => payment(batch));
  return auditPages(explorers, { plan: { ...plan, chain }, payments });
}

test("an audit leads to the treasury and to each payment on the plan's cluster", () => {
  expect(pagesFor(CLUSTERS.devnet.genesis, 2)).toEqual([
    "https://explorer.solana.com/address/Treasury1?cluster=devnet",
    "https://explorer.solana.com/tx/sig0?cluster=devnet",
    "https://explorer.solana.com/tx/sig1?cluster=devnet",
  ]);
});

test("of many payments an audit leads to the first, and says how many more there are", () => {
  const pages = pagesFor(CLUSTERS.devnet.genesis, 25);

  expect([pages.length, pages.at(-1)]).toEqual([22, "… + 5"]);
});

test("of a month that was paid on the embedded chain an audit leads nowhere", () => {
  expect(pagesFor("3mbedded", 2)).toEqual([]);
});

test("the doctor leads to no explorer where the nodes are not of the chain that was named", () => {
  const { genesis: found } = CLUSTERS["mainnet-beta"];
  const pageOf = (level: "ok" | "fail") =>
    setupPages(explorers, {
      findings: [{ name: "genesis", level, found, expected: CLUSTERS.devnet.genesis }],
      named: { mint: "Mint1", settler: null },
    });

  expect([pageOf("fail")("mint"), pageOf("ok")("settler"), pageOf("ok")("prices")]).toEqual([
    ...[null, null, null],
  ]);
  expect(pageOf("ok")("mint")).toBe(
    "https://explorer.solana.com/address/Mint1?cluster=mainnet-beta",
  );
});
