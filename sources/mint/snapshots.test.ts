import { expect, test } from "vitest";

import type { Json } from "../source.ts";
import { HoldersRefusedError, type Holding, type MintFacts, type MintNode } from "./mint-node.ts";
import { mintSnapshots } from "./snapshots.ts";

const MORNING = "2026-10-05T09:00:00.000Z";
const EVENING = "2026-10-05T20:00:00.000Z";
const TOMORROW = "2026-10-06T09:00:00.000Z";

const FACTS: MintFacts = {
  ...{ genesis: "g", mint: "m", slot: 10, blockTime: 1_791_190_800, supply: 100n, decimals: 6 },
  ...{ mintAuthority: null, freezeAuthority: "F", treasury: "T", inTreasury: 60n },
};

const account = (name: string, owner: string, amount: bigint): Holding => ({
  ...{ account: name, owner, amount, isFrozen: false },
});
const HELD = [account("T", "settler", 60n), account("a", "ada", 40n)];

/** A node that says what it is told to, and counts how often all accounts were asked for. */
function givenNode() {
  const node = {
    facts: FACTS as MintFacts | null,
    held: HELD as readonly Holding[] | Error,
    lists: 0,
  };
  const asked: MintNode = {
    facts: async () => node.facts,
    async holdings() {
      node.lists += 1;
      if (node.held instanceof Error) throw node.held;
      return { slot: (node.facts?.slot ?? 0) + 1, accounts: node.held };
    },
  };
  const feed = mintSnapshots(asked);
  let cursor: Awaited<ReturnType<typeof feed.fetchPage>>["cursor"] = null;
  const read = async (until: string) => {
    const page = await feed.fetchPage({ cursor, until, signal: AbortSignal.timeout(5_000) });
    cursor = page.cursor;
    expect(page.done).toBe(true);
    return page.records as readonly Readonly<Record<string, Json>>[];
  };
  return Object.assign(node, { read });
}

test("a snapshot lands with its slot, and once with it all that was held", async () => {
  const node = givenNode();

  const [snapshot, ...parts] = await node.read(MORNING);

  expect(snapshot).toEqual({
    ...{ id: "g:m:11", kind: "snapshot", genesis: "g", mint: "m", slot: 11, decimals: 6 },
    ...{ at: MORNING, block_time: "2026-10-05T09:00:00.000Z", supply_base_units: "100" },
    ...{ treasury: "T", treasury_base_units: "60", mint_authority: null, freeze_authority: "F" },
    ...{ holdings: parts[0]?.["holdings"], no_holders: null },
  });
  expect(parts).toMatchObject([
    {
      kind: "holdings",
      accounts: [
        ["T", "settler", "60", 0],
        ["a", "ada", "40", 0],
      ],
    },
  ]);
});

test("on the same day all accounts are asked for again only once something left the treasury", async () => {
  const node = givenNode();
  await node.read(MORNING);

  expect(await node.read(EVENING)).toEqual([]);
  expect(node.lists).toBe(1);
  node.facts = { ...FACTS, slot: 50, inTreasury: 50n };
  node.held = [account("T", "settler", 50n), account("a", "ada", 50n)];
  expect((await node.read(EVENING)).map(({ kind }) => kind)).toEqual(["snapshot", "holdings"]);
});

test("on another day a snapshot lands, and what is held as before does not", async () => {
  const node = givenNode();
  const [first] = await node.read(MORNING);
  node.facts = { ...FACTS, slot: 90 };

  const [second, ...parts] = await node.read(TOMORROW);

  expect(second).toMatchObject({ slot: 91, holdings: first?.["holdings"] });
  expect(parts).toEqual([]);
});

test("accounts that are new, closed and emptied make another list", async () => {
  const node = givenNode();
  await node.read(MORNING);
  node.facts = { ...FACTS, slot: 90 };
  node.held = [account("T", "settler", 60n), account("b", "bob", 40n), account("e", "eva", 0n)];

  const [, part] = await node.read(TOMORROW);

  expect(part?.["accounts"]).toEqual([
    ...[
      ["T", "settler", "60", 0],
      ["b", "bob", "40", 0],
      ["e", "eva", "0", 0],
    ],
  ]);
});

test("a list that does not add up to the supply is asked for again, and not believed", async () => {
  const node = givenNode();
  node.held = HELD.slice(0, 1);

  const records = await node.read(MORNING);

  expect(node.lists).toBe(3);
  expect(records).toMatchObject([{ holdings: null, no_holders: "does_not_add_up", slot: 10 }]);
});

test("a node that lists no accounts tells of supply and treasury all the same, until tomorrow", async () => {
  const node = givenNode();
  node.held = new HoldersRefusedError("refused", "excluded from account secondary indexes");

  const refused = await node.read(MORNING);
  expect(refused).toMatchObject([
    { holdings: null, no_holders: "refused", supply_base_units: "100" },
  ]);
  await node.read(EVENING);
  expect(node.lists).toBe(1);
  node.held = HELD;
  expect((await node.read(TOMORROW)).map(({ kind }) => kind)).toEqual(["snapshot", "holdings"]);
});

test("a node that does not answer moves nothing, and one without a chain has nothing to tell", async () => {
  const node = givenNode();
  node.held = new Error("fetch failed");
  await expect(node.read(MORNING)).rejects.toThrow("fetch failed");
  node.held = HELD;
  expect(await node.read(MORNING)).toHaveLength(2);

  const none = givenNode();
  none.facts = null;
  expect(await none.read(MORNING)).toEqual([]);
});

test("of a hundred thousand accounts each record holds a thousand, and a token of none has a list", async () => {
  const node = givenNode();
  const many = Array.from({ length: 100_000 }, (_, at) => account(`a${at}`, `o${at}`, 1n));
  node.facts = { ...FACTS, supply: 100_000n, inTreasury: 0n };
  node.held = many;
  const [, ...parts] = await node.read(MORNING);

  expect(parts).toHaveLength(100);
  expect(new Set(parts.map(({ accounts }) => (accounts as Json[]).length))).toEqual(
    new Set([1_000]),
  );
  expect(parts.flatMap(({ accounts }) => accounts as Json[])).toHaveLength(100_000);

  const none = givenNode();
  none.facts = { ...FACTS, supply: 0n, inTreasury: 0n };
  none.held = [];
  expect(await none.read(MORNING)).toMatchObject([
    { holdings: expect.any(String), no_holders: null, supply_base_units: "0" },
  ]);
});
