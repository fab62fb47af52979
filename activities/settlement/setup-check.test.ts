import { afterAll, beforeAll, expect, test } from "vitest";

import { DEFAULT_CAPS } from "./caps.ts";
import type { ChainAccount, ChainPort } from "./chain/port.ts";
import { witnessed } from "./chain/witnessed.ts";
import {
  givenApproved,
  givenSettlement,
  planOf,
  TWENTY,
  walletOf,
  type GivenSettlement,
} from "./given.ts";
import { mintProblem } from "./mint.ts";
import { checkSetup, type SetupExpected } from "./setup-check.ts";

let given: GivenSettlement;
beforeAll(async () => {
  given = await givenSettlement();
});
afterAll(async () => {
  await given[Symbol.asyncDispose]();
});

async function looked(changes: Partial<SetupExpected> = {}, lie: Partial<ChainPort> = {}) {
  const { chain } = given.chain;
  const node = { name: "node a", chain: { ...chain, blockTime: async () => 1_000 } };
  const witness = { name: "witness b", chain: { ...node.chain, ...lie } };
  const { genesis, mint, treasury, settler, decimals } = given.facts;
  const expected: SetupExpected = {
    ...{ genesis, mint, treasury, settler, decimals },
    ...{ named: null, owed: 0n },
    monthly: 1_000n,
    recipients: 100,
    caps: DEFAULT_CAPS,
    maxMicroLamports: 50_000n,
    now: () => 1_010_000,
    ...changes,
  };
  const nodes = [node, witness] as const;
  const findings = await checkSetup({ chain: witnessed(node, [witness]), nodes }, expected);
  return new Map(findings.map((finding) => [finding.name, finding]));
}

test("where all is as it should be, each line says what was found and is well", async () => {
  const findings = await looked();

  const unwell = [...findings.values()].filter(({ level }) => level !== "ok");
  expect(unwell.map(({ name, level, note }) => [name, level, note])).toEqual([
    ["treasury", "warn", "hot"],
  ]);
  expect([...findings.keys()].toSorted()).toEqual(
    [
      ...[
        "allowance",
        "balance",
        "clock",
        "closeAuthority",
        "decimals",
        "freezeAuthority",
        "genesis",
        "mint",
        "mintAuthority",
      ],
      ...["prices", "rents", "settler", "treasury", "witnesses"],
    ].toSorted(),
  );
  expect(findings.get("treasury")).toMatchObject({ found: given.facts.settler });
  expect(findings.get("clock")).toMatchObject({ found: "10 s" });
});

const STRANGER = walletOf("stranger");

test.each([
  ["genesis", "fail", { genesis: "5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d" }],
  ["mint", "fail", { mint: STRANGER }],
  ["decimals", "fail", { decimals: 9 }],
  ["treasury", "fail", { settler: STRANGER }],
  ["treasury", "fail", { treasury: STRANGER }],
  ["balance", "warn", { monthly: 10n ** 18n }],
  ["settler", "fail", { settler: STRANGER }],
  ["rents", "fail", { caps: { ...DEFAULT_CAPS, receiptRentLamports: 1n } }],
  ["clock", "warn", { now: () => 1_500_000 }],
] as const)("a wrong %s is a %s", async (name, level, changes) => {
  expect((await looked(changes)).get(name)).toMatchObject({ level });
});

test("a witness of another chain is named, and what it is asked about fails", async () => {
  const findings = await looked({}, { genesis: async () => "4".repeat(44) });

  expect(findings.get("witnesses")).toMatchObject({
    level: "fail",
    found: expect.stringContaining("witness b says 4444"),
  });
});

test("a plan whose decimals are not the mint's is not paid", async () => {
  const plan = planOf({ ...given.facts, decimals: 9 }, TWENTY.slice(0, 2));
  const digest = await givenApproved(given.ledger, plan);

  await expect(given.activities().checkSettleable({ digest })).rejects.toThrow(
    "cannot be paid: it has 6 decimals; expected SPL Token with 9 decimals",
  );
});

test("a mint of Token-2022 is refused with its extensions, and so is all that is no mint", () => {
  const account = (owner: string, bytes: Uint8Array): ChainAccount => ({
    ...{ lamports: 1n, owner, bytes },
    isExecutable: false,
  });
  const extended = Buffer.alloc(166 + 4 + 108);
  extended.writeUInt16LE(1, 166);
  extended.writeUInt16LE(108, 168);

  expect(mintProblem(account("TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb", extended))).toBe(
    "it is of Token-2022 (TransferFeeConfig), which may tax, stop or take back a payment",
  );
  expect(mintProblem(account("1".repeat(32), new Uint8Array()))).toBe(
    `it is an account of program ${"1".repeat(32)}`,
  );
  expect(
    mintProblem(account("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA", new Uint8Array(165))),
  ).toBe("it is no mint");
  expect(mintProblem(null)).toBe("there is no such account");
});

test.each([
  ["a settler that is not the one named", { named: STRANGER }, "treasury", "fail"],
  ["an owner that nobody said is another", { settler: STRANGER }, "treasury", "fail"],
  [
    "an owner that is no multisig and allows nothing",
    { settler: STRANGER, named: STRANGER },
    "treasury",
    "warn",
  ],
] as const)("the doctor tells apart %s", async (_who, changes, name, level) => {
  expect((await looked(changes)).get(name)).toMatchObject({ level });
});

/** The treasury with these bytes changed, as the chain shows it. */
function treasuryWith(change: (bytes: Buffer) => void): Partial<ChainPort> {
  const { chain } = given.chain;
  return {
    async accounts(addresses, commitment) {
      const { contextSlot, values } = await chain.accounts(addresses, commitment);
      const at = addresses.indexOf(given.facts.treasury);
      const shown = values.map((account, index) => {
        if (account === null || index !== at) return account;
        const bytes = Buffer.from(account.bytes);
        change(bytes);
        return { ...account, bytes };
      });
      return { contextSlot, values: shown };
    },
  };
}

const names = (at: number) => (bytes: Buffer) => {
  bytes.writeUInt32LE(1, at);
  bytes.fill(7, at + 4, at + 36);
};

test("a stranger who may close the treasury, or spend of it, is a failure", async () => {
  const { chain } = given.chain;
  const { genesis, mint, treasury, settler, decimals } = given.facts;
  const lookedAt = async (change: (bytes: Buffer) => void) => {
    const node = { name: "node", chain: { ...chain, ...treasuryWith(change) } };
    const findings = await checkSetup(
      { chain: node.chain, nodes: [node] },
      {
        ...{ genesis, mint, treasury, settler, decimals, named: null, owed: 0n, monthly: 1n },
        ...{ recipients: 1, caps: DEFAULT_CAPS, maxMicroLamports: 1n, now: () => 0 },
      },
    );
    return new Map(findings.map(({ name, level }) => [name, level]));
  };

  expect((await lookedAt(names(129))).get("closeAuthority")).toBe("fail");
  expect((await lookedAt(names(72))).get("allowance")).toBe("fail");
});
