import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, test } from "vitest";

import config from "../../vklad.config.ts";
import { openLedger } from "../../warehouse/ledger/index.ts";
import { checkConfig } from "./configuration.ts";
import { openIdentityKey } from "./identity-key.ts";
import { seedLedger } from "./seed-ledger.ts";

const FROM = "2026-01-01T00:00:00Z";
const TO = "2026-07-01T00:00:00Z";
const NOW = new Date("2026-10-05T09:00:00Z");

function givenSeed() {
  const dir = mkdtempSync(join(tmpdir(), "vklad-seed-"));
  const identity = openIdentityKey(dir);
  const clock = () => NOW;
  const ledger = openLedger({ file: join(dir, "ledger.db"), clock });
  const roles = [
    { account: "discourse:17", role: "deanery", from: FROM },
    { account: "discourse:18", role: "master", cohort: "2", from: FROM, to: TO },
  ];
  const seeded = checkConfig({ ...config, roles }, "a test");
  return { ledger, identity, config: seeded, [Symbol.asyncDispose]: () => ledger.close() };
}

test("roles of the configuration enter the ledger once, by account key, with their end", async () => {
  await using given = givenSeed();

  await seedLedger(given.ledger, given.config, given.identity, NOW);
  await seedLedger(given.ledger, given.config, given.identity, NOW);

  const events = await given.ledger.read();
  expect(events.map(({ kind, actor }) => [kind, actor])).toEqual([
    ["role_granted", "configuration"],
    ["role_granted", "configuration"],
    ["formula_activated", "configuration"],
  ]);
  expect(events.slice(0, 2).map(({ payload }) => payload)).toEqual([
    {
      account: given.identity.accountKey("discourse", "17"),
      role: "deanery",
      stream: null,
      valid_from: FROM,
      valid_to: null,
    },
    {
      account: given.identity.accountKey("discourse", "18"),
      role: "master",
      stream: "2",
      valid_from: FROM,
      valid_to: TO,
    },
  ]);
});

test("the configuration puts its formula in force for all months, by the digest of its file", async () => {
  await using given = givenSeed();

  await seedLedger(given.ledger, given.config, given.identity, NOW);

  const [activated] = await given.ledger.read({ kinds: ["formula_activated"] });
  expect(activated?.payload).toEqual({
    formula: "2026-04",
    digest: "37a6eefdf492c08218d9a7d9216453100b48a51f886f19e093419423c62c852f",
    valid_from: "2000-01-01T00:00:00.000Z",
  });
});

test("a ledger that has a formula is given none, and another one in the configuration is refused", async () => {
  await using given = givenSeed();
  const payload = { formula: "2025-01", digest: "ab".repeat(32), valid_from: FROM };
  await given.ledger.append("formula_activated", payload, { actor: "a_committee" });

  await expect(seedLedger(given.ledger, given.config, given.identity, NOW)).rejects.toThrow(
    'formula is "2026-04", and the ledger began with "2025-01"',
  );
  await seedLedger(given.ledger, { ...given.config, formula: "2025-01" }, given.identity, NOW);

  expect(await given.ledger.read({ kinds: ["formula_activated"] })).toHaveLength(1);
});
