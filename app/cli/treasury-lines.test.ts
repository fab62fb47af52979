import { expect, test } from "vitest";

import type { TreasuryAct } from "../../activities/settlement/treasury/act.ts";
import { walletOf } from "../../activities/settlement/given.ts";
import { CLUSTERS } from "../community/settlement-settings.ts";
import { actLines } from "./treasury-lines.ts";

const [anna, vera, mint, treasury, multisig, settler] = [
  ...["anna", "vera", "mint", "treasury", "multisig", "settler"].map(walletOf),
] as [string, string, string, string, string, string];

const ALLOW: TreasuryAct = {
  genesis: CLUSTERS.devnet.genesis,
  treasury,
  owner: { address: multisig, signers: [anna, vera] },
  allows: {
    ...{ mint, delegate: settler, amount: 11_407_402n, decimals: 6 },
    plan: { period: "2026-09", digest: "ab".repeat(12) },
  },
  payer: settler,
  nonce: { account: walletOf("nonce"), value: walletOf("value") },
};
const signed = (act: TreasuryAct) => ({
  act,
  message: new Uint8Array(),
  signatures: new Map([[anna, "signature"]]),
});

test("whoever is to sign reads sum, plan, settler, treasury and chain by name", () => {
  expect(actLines(signed(ALLOW), "en")).toEqual([
    "ALLOWS the settler to spend 11.407402 tokens (11407402)",
    "  for plan 2026-09 abababababab",
    `  settler: ${settler}`,
    `  mint: ${mint}`,
    `  from the treasury, whose owner is ${multisig}: ${treasury}`,
    `  on devnet (${CLUSTERS.devnet.genesis})`,
    `  ${anna}: has signed`,
    `  ${vera}: has not signed yet`,
  ]);
});

test("a revocation says so, and a chain without a name is told by its genesis, in Russian too", () => {
  const lines = actLines(signed({ ...ALLOW, genesis: mint, allows: null }), "ru");

  expect(lines[0]).toBe("ЗАБИРАЕТ всё, что было разрешено");
  expect(lines).toContain(`  в сети ${mint}`);
  expect(lines.join()).not.toContain("РАЗРЕШАЕТ");
});
