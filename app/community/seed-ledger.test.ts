import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, test } from "vitest";

import config from "../../vklad.config.ts";
import { openLedger } from "../../warehouse/ledger/index.ts";
import { checkConfig } from "./configuration.ts";
import { openIdentityKey } from "./identity-key.ts";
import { seedLedger } from "./seed-ledger.ts";

test("roles of the configuration enter the ledger once, by account key, with their end", async () => {
  const dir = mkdtempSync(join(tmpdir(), "vklad-seed-"));
  const identity = openIdentityKey(dir);
  const clock = () => new Date("2026-10-05T09:00:00Z");
  await using ledger = openLedger({ file: join(dir, "ledger.db"), clock });
  const from = "2026-01-01T00:00:00Z";
  const to = "2026-07-01T00:00:00Z";
  const roles = [
    { account: "discourse:17", role: "deanery", from },
    { account: "discourse:18", role: "master", cohort: "2", from, to },
  ];
  const seeded = checkConfig({ ...config, roles }, "a test");

  await seedLedger(ledger, seeded, identity);
  await seedLedger(ledger, seeded, identity);

  const events = await ledger.read();
  expect(events.map(({ kind, actor }) => [kind, actor])).toEqual([
    ["role_granted", "configuration"],
    ["role_granted", "configuration"],
    ["formula_activated", "configuration"],
  ]);
  expect(events.slice(0, 2).map(({ payload }) => payload)).toEqual([
    {
      account: identity.accountKey("discourse", "17"),
      role: "deanery",
      stream: null,
      valid_from: from,
      valid_to: null,
    },
    {
      account: identity.accountKey("discourse", "18"),
      role: "master",
      stream: "2",
      valid_from: from,
      valid_to: to,
    },
  ]);
});
