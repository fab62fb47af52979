import { expect, test } from "vitest";

import { givenWarehouse } from "../../../test/warehouse.ts";
import { mintDays } from "../../core/token/mint_days.ts";
import { tokenConcentration } from "../../core/token/token_concentration.ts";
import { tokenOwners } from "../../core/token/token_owners.ts";
import { rawRow, RUN } from "../../given.ts";
import { stgMintHoldings } from "../../staging/mint/stg_mint_holdings.ts";
import { stgMintSnapshots } from "../../staging/mint/stg_mint_snapshots.ts";
import { committeeMintDays } from "./committee_mint_days.ts";
import { committeeMintOwners } from "./committee_mint_owners.ts";

const AT = "2026-10-05T09:00:00.000Z";

function snapshot(slot: number, changes: object = {}) {
  return rawRow(`g:m:${slot}`, {
    ...{ id: `g:m:${slot}`, kind: "snapshot", genesis: "g", mint: "m", slot, decimals: 6, at: AT },
    ...{ block_time: null, supply_base_units: "1000", treasury: "T", treasury_base_units: "900" },
    ...{ mint_authority: null, freeze_authority: null, holdings: "h1", no_holders: null },
    ...changes,
  });
}

type Account = readonly [account: string, owner: string, amount: string, isFrozen?: 0 | 1];

function holdings(name: string, accounts: readonly Account[], part = 0) {
  const record = { kind: "holdings", holdings: name, part };
  const full = accounts.map(([account, owner, amount, isFrozen = 0]) => [
    ...[account, owner, amount, isFrozen],
  ]);
  return rawRow(`${name}:${part}`, { id: `${name}:${part}`, ...record, accounts: full });
}

/** Payments of ours, each in its slot, of the chain and mint named. */
function given(
  rows: readonly object[],
  payments: readonly (readonly [slot: number, amount: bigint, mint?: string])[] = [],
) {
  return givenWarehouse({
    ref_run: [RUN],
    raw_mint_snapshots_current: rows as never,
    plan_lines: payments.map(([, amount], index) => ({
      ...{ digest: `d${index}`, line_id: "l", batch: 0, amount_base_units: amount, status: "paid" },
    })),
    stg_ledger_paid_batches: payments.map(([slot], index) => ({
      ...{ seq: BigInt(index), digest: `d${index}`, batch: 0, signature: "s", slot: BigInt(slot) },
    })),
    stg_ledger_plans: payments.map(([, , mint = "m"], index) => ({
      ...{ digest: `d${index}`, genesis: "g", mint },
    })),
    member_wallets: [{ member_id: "eva", wallet: "eva-wallet" }],
  });
}

/** The models are built from what is given of the ledger, and not through it. */
async function built(warehouse: Awaited<ReturnType<typeof given>>) {
  await warehouse.build(stgMintSnapshots);
  await warehouse.build(stgMintHoldings);
  await warehouse.build(mintDays);
  await warehouse.build(tokenOwners);
  await warehouse.build(tokenConcentration);
  return {
    days: await warehouse.build(committeeMintDays),
    owners: await warehouse.build(committeeMintOwners),
  };
}

const TREASURY: Account = ["T", "settler", "900"];

test("circulation is what is not in the treasury, and is held against what our plans paid", async () => {
  await using warehouse = await given(
    [snapshot(10), holdings("h1", [TREASURY, ["a", "eva-wallet", "60"], ["b", "zoe", "40"]])],
    [
      [5, 70n],
      [10, 20n],
      [11, 500n],
      [5, 300n, "another mint"],
    ],
  );

  const { days } = await built(warehouse);

  expect(days).toMatchObject([
    {
      ...{ day: "2026-10-05", slot: 10n, supply_base_units: "1000", treasury_base_units: "900" },
      ...{ circulating_base_units: "100", paid_base_units: "90", beside_base_units: "10" },
      ...{ owner_count: 2n, frozen_count: 0n, no_holders: null },
    },
  ]);
});

test("shares of the largest and Gini's coefficient are of owners, however many accounts they have", async () => {
  await using warehouse = await given([
    snapshot(10),
    holdings("h1", [TREASURY, ["a1", "ada", "30"], ["b", "bob", "30"], ["e", "nobody", "0"]]),
    holdings(
      "h1",
      [
        ["a2", "ada", "30", 1],
        ["z", "zoe", "10"],
      ],
      1,
    ),
  ]);

  const { days, owners } = await built(warehouse);

  // Of 10, 30 and 60: (2·(10 + 2·30 + 3·60) − 4·100) / (3·100).
  expect(days).toMatchObject([
    {
      ...{ owner_count: 3n, frozen_count: 1n, first_ppm: 600_000n, first_5_ppm: 1_000_000n },
      ...{ first_10_ppm: 1_000_000n, gini_ppm: 333_333n },
    },
  ]);
  expect(
    owners
      .toSorted((a, b) => Number(a.place - b.place))
      .map(({ owner, amount_base_units, share_ppm, held_in_count, is_frozen }) => [
        ...[owner, amount_base_units, share_ppm, held_in_count, is_frozen],
      ]),
  ).toEqual([
    ["ada", "60", 600_000n, 2n, true],
    ["bob", "30", 300_000n, 1n, false],
    ["zoe", "10", 100_000n, 1n, false],
  ]);
});

test("where all own the same the coefficient is nought, and one owner of all has no more to share", async () => {
  const of = async (...amounts: readonly string[]) => {
    const accounts = amounts.map((amount, at): Account => [`a${at}`, `o${at}`, amount]);
    await using warehouse = await given([snapshot(10), holdings("h1", accounts)]);
    const [row] = (await built(warehouse)).days;
    return [row?.gini_ppm, row?.first_ppm];
  };

  expect(await of("25", "25", "25", "25")).toEqual([0n, 250_000n]);
  expect(await of("100")).toEqual([0n, 1_000_000n]);
  expect(await of("1", "1", "1", "9997")).toEqual([749_700n, 999_700n]);
});

test("a token of which nothing is there, or nothing is in circulation, has no owners and no shares", async () => {
  const nothing = { supply_base_units: "0", treasury_base_units: "0" };
  await using none = await given([snapshot(10, { ...nothing, holdings: "h0" })]);
  await using kept = await given([
    snapshot(10, { treasury_base_units: "1000" }),
    holdings("h1", [["T", "settler", "1000"]]),
  ]);

  const empty = { owner_count: 0n, first_ppm: null, gini_ppm: null, circulating_base_units: "0" };
  expect((await built(none)).days).toMatchObject([{ ...empty, supply_base_units: "0" }]);
  expect((await built(kept)).days).toMatchObject([{ ...empty, supply_base_units: "1000" }]);
  expect((await built(kept)).owners).toEqual([]);
});

test("where the node named no holders supply is known, and the newest list stays with its own slot", async () => {
  await using warehouse = await given([
    snapshot(10, { at: "2026-10-04T09:00:00.000Z" }),
    holdings("h1", [TREASURY, ["b", "eva-wallet", "100"]]),
    snapshot(20, { holdings: null, no_holders: "refused", supply_base_units: "1200" }),
  ]);

  const { days, owners } = await built(warehouse);

  expect(days).toMatchObject([
    { day: "2026-10-04", owner_count: 1n, no_holders: null },
    { day: "2026-10-05", owner_count: null, no_holders: "refused", supply_base_units: "1200" },
  ]);
  expect(owners).toMatchObject([{ owner: "eva-wallet", slot: 10n, is_member: true }]);
});

test("of a day the last snapshot counts, and amounts beyond a BIGINT are kept to the unit", async () => {
  const largest = "18446744073709551615";
  const huge = { supply_base_units: largest, treasury_base_units: "0", holdings: "h2" };
  await using warehouse = await given([
    snapshot(10),
    holdings("h1", [TREASURY]),
    snapshot(11, huge),
    holdings("h2", [["b", "zoe", largest]]),
  ]);

  const { days, owners } = await built(warehouse);

  expect(days).toMatchObject([
    { slot: 11n, circulating_base_units: largest, first_ppm: 1_000_000n },
  ]);
  expect(owners).toMatchObject([{ amount_base_units: largest }]);
});
