import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, test } from "vitest";

import demo from "../../vklad.config.ts";
import { checkConfig } from "./configuration.ts";
import { CLUSTERS } from "./settlement-settings.ts";
import { capsOf, clusterOf, signerSocketOf } from "./settlement.ts";

const MINT = "So11111111111111111111111111111111111111112";
const configured = (settlement: object) =>
  checkConfig({ ...demo, demo: undefined, settlement }, "vklad.config.ts");
const onDevnet = { cluster: "devnet", mint: MINT, treasury: MINT };

test("a named cluster has its node and its genesis, another address only itself", () => {
  const devnet = clusterOf(configured(onDevnet), {});
  const own = clusterOf(configured({ ...onDevnet, cluster: "http://127.0.0.1:8899" }), {});

  expect([devnet?.name, devnet?.genesis, devnet?.rpc.reveal()]).toEqual([
    "devnet",
    CLUSTERS.devnet.genesis,
    CLUSTERS.devnet.url,
  ]);
  expect([own?.name, own?.genesis, own?.rpc.reveal()]).toEqual([
    "127.0.0.1:8899",
    null,
    "http://127.0.0.1:8899",
  ]);
  expect(clusterOf(checkConfig(demo, "vklad.config.ts"), {})).toBe(null);
});

test("addresses of nodes come from the environment or a file, and show as secrets", () => {
  const dir = mkdtempSync(join(tmpdir(), "vklad-settlement-"));
  const file = join(dir, "rpc");
  writeFileSync(file, "https://rpc.example/api-key-1\n");
  const found = clusterOf(configured({ ...onDevnet, witnesses: ["https://other.example"] }), {
    VKLAD_SETTLEMENT_RPC_FILE: file,
    VKLAD_SETTLEMENT_WITNESSES: "https://a.example/key-2, https://b.example/key-3",
  });
  rmSync(dir, { recursive: true });

  expect(found?.rpc.reveal()).toBe("https://rpc.example/api-key-1");
  expect(found?.witnesses.map((one) => one.reveal())).toEqual([
    "https://a.example/key-2",
    "https://b.example/key-3",
  ]);
  expect(JSON.stringify(found)).not.toMatch(/key-\d/);
});

test("a signer of its own is named by the environment before the configuration", () => {
  const named = configured({ ...onDevnet, signer: "/run/vklad/signer.sock" });

  expect(signerSocketOf(named, {})).toBe("/run/vklad/signer.sock");
  expect(signerSocketOf(named, { VKLAD_SETTLEMENT_SIGNER: "/run/other.sock" })).toBe(
    "/run/other.sock",
  );
  expect(signerSocketOf(configured(onDevnet), {})).toBeNull();
});

test("a cap that is named replaces its default, and no other", () => {
  const caps = capsOf(configured({ caps: { units: 100_000 } }));

  expect(caps.units).toBe(100_000n);
  expect(caps.receiptRentLamports).toBe(1_781_760n);
});
