import { expect, test } from "vitest";

import demo from "../../vklad.config.ts";
import { checkConfig } from "./configuration.ts";
import { explorerLink, explorersOf } from "./explorer.ts";
import { CLUSTERS } from "./settlement-settings.ts";

const { devnet, "mainnet-beta": mainnet } = CLUSTERS;
const given = (explorer?: object) =>
  explorersOf(checkConfig({ ...demo, settlement: { explorer } }, "vklad.config.ts"));

test("what is on a named cluster has a page at the explorer, by the cluster's genesis", () => {
  const explorers = given();

  expect(explorerLink(explorers, devnet.genesis, { signature: "5sig" })).toBe(
    "https://explorer.solana.com/tx/5sig?cluster=devnet",
  );
  expect(explorerLink(explorers, mainnet.genesis, { address: "Mint1" })).toBe(
    "https://explorer.solana.com/address/Mint1?cluster=mainnet-beta",
  );
});

test("what is on the embedded chain or an unknown cluster has none, nor what a stranger names", () => {
  for (const genesis of ["3mbedded", "", "constructor", "__proto__"])
    expect(explorerLink(given(), genesis, { signature: "5sig" })).toBe(null);
});

test("another explorer is named by a template, and an empty one turns it off", () => {
  const address = "https://solscan.io/account/{address}?cluster={cluster}";
  const explorers = given({ transaction: "", address });

  expect(explorerLink(explorers, devnet.genesis, { signature: "5sig" })).toBe(null);
  expect(explorerLink(explorers, devnet.genesis, { address: "a/b?c" })).toBe(
    "https://solscan.io/account/a%2Fb%3Fc?cluster=devnet",
  );
});
