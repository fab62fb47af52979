import { assertWithin, SIGNATURE_LAMPORTS, SpendingCapError, type Caps } from "./caps.ts";
import type { Cluster } from "./chain/cluster/open.ts";
import { ChainDisagreementError } from "./chain/errors.ts";
import { mintOf, mintProblem } from "./mint.ts";
import { TOKEN_ACCOUNT_BYTES, type TokenAccount, tokenAccountOf } from "./recipients.ts";
import { type Multisig, multisigOf } from "./treasury/multisig.ts";

export type SetupCheckName =
  | "genesis"
  | "mint"
  | "decimals"
  | "mintAuthority"
  | "freezeAuthority"
  | "treasury"
  | "balance"
  | "allowance"
  | "closeAuthority"
  | "settler"
  | "rents"
  | "prices"
  | "witnesses"
  | "clock";

/** One question to the cluster. `found` and `expected` are what was read: addresses, numbers, names. */
export interface SetupFinding {
  readonly name: SetupCheckName;
  readonly level: "ok" | "warn" | "fail";
  readonly found: string;
  readonly expected: string;
  /** Of which more has to be said: the settler owns the treasury; more is allowed than is owed. */
  readonly note?: "hot" | "allowed";
}

export interface SetupExpected {
  /** Null where the cluster has no name of its own. */
  readonly genesis: string | null;
  readonly mint: string;
  readonly treasury: string;
  /** Null where this process has no key. */
  readonly settler: string | null;
  /** Whom the configuration names as who pays; null where it names nobody. */
  readonly named: string | null;
  /** Base units that approved plans still pay: an allowance of more is more than any of them needs. */
  readonly owed: bigint;
  readonly decimals: number;
  /** Base units that one month may pay. */
  readonly monthly: bigint;
  /** People that one month may pay for the first time, and so the most that its rents come to. */
  readonly recipients: number;
  readonly caps: Caps;
  readonly maxMicroLamports: bigint;
  readonly now: () => number;
}

/** Blocks are made by many clocks: this far from them nobody needs to look. */
const SKEW_SECONDS_MAX = 60;
const BATCH_RECIPIENTS = 7n;

/** Looks at all that settling on a cluster hangs on. Changes nothing, and stops at nothing that is wrong. */
export async function checkSetup(
  { chain, nodes }: Pick<Cluster, "chain" | "nodes">,
  expected: SetupExpected,
): Promise<readonly SetupFinding[]> {
  const { caps, mint, treasury } = expected;
  const findings: SetupFinding[] = [];

  async function ask(
    names: readonly SetupCheckName[],
    look: () => Promise<readonly Omit<SetupFinding, "name">[]>,
  ): Promise<void> {
    try {
      const seen = await look();
      seen.forEach((finding, index) => findings.push({ name: names[index]!, ...finding }));
    } catch (error) {
      const found = (error as Error).message;
      for (const name of names) findings.push({ name, level: "fail", found, expected: "" });
    }
  }

  await ask(["genesis"], async () => {
    const found = await nodes[0].chain.genesis();
    const wanted = expected.genesis ?? found;
    return [{ level: found === wanted ? "ok" : "fail", found, expected: wanted }];
  });

  await ask(["mint", "decimals", "mintAuthority", "freezeAuthority"], async () => {
    const { values } = await chain.accounts([mint], "finalized");
    const account = values[0] ?? null;
    const problem = mintProblem(account);
    const known = mintOf(account);
    if (problem !== null || known === null) {
      return [{ level: "fail", found: problem ?? "", expected: "SPL Token" }];
    }
    const { decimals, mintAuthority, freezeAuthority, supply } = known;
    return [
      { level: "ok", found: `SPL Token, ${supply}`, expected: "SPL Token" },
      {
        level: decimals === expected.decimals ? "ok" : "fail",
        found: `${decimals}`,
        expected: `${expected.decimals}`,
      },
      // Who can mint can pay anything to anybody, beside every plan.
      { level: mintAuthority === null ? "ok" : "warn", found: mintAuthority ?? "-", expected: "-" },
      {
        level: freezeAuthority === null ? "ok" : "warn",
        found: freezeAuthority ?? "-",
        expected: "-",
      },
    ];
  });

  await ask(["treasury", "balance", "allowance", "closeAuthority"], async () => {
    const { values } = await chain.accounts([treasury], "finalized");
    const held = tokenAccountOf(values[0] ?? null);
    if (held === null || held.mint !== mint) {
      return [{ level: "fail", found: held?.mint ?? "-", expected: `SPL Token, ${mint}` }];
    }
    const { values: owners } = await chain.accounts([held.owner], "finalized");
    return [
      ownerFinding(held, multisigOf(owners[0] ?? null), expected),
      {
        level: held.amount >= expected.monthly ? "ok" : "warn",
        found: `${held.amount}`,
        expected: `≥ ${expected.monthly}`,
      },
      allowanceFinding(held, expected),
      // Whoever may close it may take its rent, and stop all payments, once it is empty.
      {
        level: (held.closeAuthority ?? held.owner) === held.owner ? "ok" : "fail",
        found: held.closeAuthority ?? "-",
        expected: "-",
      },
    ];
  });

  await ask(["rents", "settler"], async () => {
    const receipt = await chain.rentExempt(0);
    const token = await chain.rentExempt(TOKEN_ACCOUNT_BYTES);
    const rents = {
      found: `${receipt}, ${token}`,
      expected: `≤ ${caps.receiptRentLamports}, ≤ ${caps.tokenAccountRentLamports}`,
    };
    try {
      assertWithin(caps, "receiptRentLamports", receipt);
      assertWithin(caps, "tokenAccountRentLamports", token);
    } catch (error) {
      if (error instanceof SpendingCapError) return [{ level: "fail", ...rents }];
      throw error;
    }
    const payer = expected.settler;
    if (payer === null) return [{ level: "ok", ...rents }];
    const { values } = await chain.accounts([payer], "finalized");
    const lamports = values[0]?.lamports ?? 0n;
    const recipients = BigInt(expected.recipients);
    const batches = recipients / BATCH_RECIPIENTS + 1n;
    const needed = recipients * token + batches * (receipt + SIGNATURE_LAMPORTS) + receipt;
    return [
      { level: "ok", ...rents },
      {
        level: lamports >= needed ? "ok" : lamports > 2n * receipt ? "warn" : "fail",
        found: `${payer}: ${lamports}`,
        expected: `≥ ${needed}`,
      },
    ];
  });

  await ask(["prices"], async () => {
    const prices = await chain.recentPrices([treasury]);
    const highest = prices.reduce((most, one) => (one > most ? one : most), 0n);
    const isEnough = highest <= expected.maxMicroLamports;
    return [
      {
        level: isEnough ? "ok" : "warn",
        found: `0-${highest}`,
        expected: `≤ ${expected.maxMicroLamports}`,
      },
    ];
  });

  await ask(["witnesses"], async () => {
    const names = nodes.slice(1).map(({ name }) => name);
    if (names.length === 0) return [{ level: "warn", found: "0", expected: "≥ 1" }];
    try {
      await chain.genesis();
      await chain.finalizedView();
      return [{ level: "ok", found: names.join(", "), expected: "≥ 1" }];
    } catch (error) {
      if (!(error instanceof ChainDisagreementError)) throw error;
      return [{ level: "fail", found: error.message, expected: "" }];
    }
  });

  await ask(["clock"], async () => {
    const { slot } = await nodes[0].chain.finalizedView();
    const made = await nodes[0].chain.blockTime(slot);
    if (made === null) return [{ level: "warn", found: "-", expected: `≤ ${SKEW_SECONDS_MAX} s` }];
    const skew = Math.round(Math.abs(expected.now() / 1_000 - made));
    const level = skew <= SKEW_SECONDS_MAX ? "ok" : "warn";
    return [{ level, found: `${skew} s`, expected: `≤ ${SKEW_SECONDS_MAX} s` }];
  });
  return findings;
}

type Found = Omit<SetupFinding, "name">;

/** A committee's multisig is best; a key that pays and owns all is what a thief looks for. */
function ownerFinding(
  { owner, isFrozen, delegate }: TokenAccount,
  multisig: Multisig | null,
  { settler, named }: SetupExpected,
): Found {
  const payer = settler ?? named ?? owner;
  const kind = multisig === null ? "" : `, ${multisig.threshold}/${multisig.members.length}`;
  const found = `${owner}${kind}${isFrozen ? ", frozen" : ""}`;
  if (isFrozen || (named !== null && settler !== null && named !== settler))
    return { level: "fail", found, expected: named ?? payer };
  if (owner === payer) return { level: "warn", found, expected: `≠ ${payer}`, note: "hot" };
  if (named === null) return { level: "fail", found, expected: payer };
  const isLent = multisig !== null || delegate === payer;
  return { level: isLent ? "ok" : "warn", found, expected: `≠ ${payer}` };
}

function allowanceFinding(held: TokenAccount, { settler, named, owed }: SetupExpected): Found {
  const { delegate, allowance, owner } = held;
  const payer = settler ?? named ?? owner;
  if (delegate === null) return { level: "ok", found: "-", expected: `≤ ${owed}` };
  const found = `${delegate}: ${allowance}`;
  if (delegate !== payer) return { level: "fail", found, expected: payer };
  if (allowance <= owed) return { level: "ok", found, expected: `≤ ${owed}` };
  return { level: "warn", found, expected: `≤ ${owed}`, note: "allowed" };
}
